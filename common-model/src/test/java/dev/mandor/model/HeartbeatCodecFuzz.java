package dev.mandor.model;

import dev.mandor.model.ReferenceHeartbeat.NotAHeartbeat;
import dev.mandor.model.StrictJson.Document;
import dev.mandor.model.StrictJson.NotJson;
import java.util.Arrays;
import java.util.Optional;

/**
 * What must hold of any datagram: the codec understands it exactly as {@link ReferenceHeartbeat} does, or both refuse it; it
 * throws nothing but its own exception, with a sentence that is safe to log; and what it understood it writes and reads
 * again. {@code scripts/fuzz} calls this with what a coverage-guided fuzzer makes up.
 */
public final class HeartbeatCodecFuzz {
    /** Jackson reads neither deeper nor longer than its own limits, far beyond these; there alone it may refuse what is right. */
    private static final int SURE_DEPTH = 100;

    private static final int SURE_NUMBER = 100;

    private HeartbeatCodecFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] datagram) {
        accepts(datagram);
    }

    /** Whether {@code datagram} is a heartbeat. */
    static boolean accepts(byte[] datagram) {
        Optional<String> expected = Optional.empty();
        boolean sure = true;
        try {
            Document document = StrictJson.read(datagram);
            sure = document.depth() <= SURE_DEPTH && document.longestNumber() <= SURE_NUMBER;
            expected = Optional.of(ReferenceHeartbeat.read(document.value()));
        } catch (NotJson | NotAHeartbeat e) {
            // nothing is expected of it
        }
        if (datagram.length > HeartbeatCodec.MAX_BYTES) {
            expected = Optional.empty();
        }
        Optional<String> understood = understood(datagram);
        if (!understood.equals(expected) && (sure || understood.isPresent())) {
            throw new AssertionError("understood as " + understood + ", but it says " + expected);
        }
        return understood.isPresent();
    }

    private static Optional<String> understood(byte[] datagram) {
        try {
            Heartbeat heartbeat = HeartbeatCodec.decode(datagram, datagram.length);
            checkReadBack(heartbeat);
            return Optional.of(ReferenceHeartbeat.words(heartbeat));
        } catch (MalformedHeartbeatException e) {
            boolean printable = e.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~');
            if (!printable || e.getMessage().length() > 200 || e.getCause() != null) {
                throw new AssertionError("unsafe to log", e);
            }
            return Optional.empty();
        }
    }

    private static void checkReadBack(Heartbeat heartbeat) throws MalformedHeartbeatException {
        byte[] written = HeartbeatCodec.encode(heartbeat);
        Heartbeat back = HeartbeatCodec.decode(written, written.length);
        if (!Arrays.equals(HeartbeatCodec.encode(back), written) || back.isNewerThan(heartbeat)) {
            throw new AssertionError("not read back as it was written: " + heartbeat);
        }
    }
}
