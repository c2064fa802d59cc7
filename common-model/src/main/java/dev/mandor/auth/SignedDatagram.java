package dev.mandor.auth;

import dev.mandor.model.MalformedHeartbeatException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A datagram in its two parts: the message, and behind a line feed the signature, if it has one:
 *
 * <pre>{@code
 * {"v":1,"node":"worker1",...}
 * hmac-sha256 20261122-9f31c2 5dd5a2...  (64 lower-case hexadecimal digits)
 * }</pre>
 *
 * The signature is over the very bytes before the line feed, so that nothing is parsed before it is checked, and it has one
 * form only, so that no other datagram passes for the same. The message stays readable in a packet dump, and a manager
 * without keys reads it as if it were not signed: keys can be given to the agents first.
 */
public final class SignedDatagram {
    private static final String PREFIX = "hmac-sha256 ";
    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LINE = Pattern.compile(PREFIX + "([A-Za-z0-9._-]{1,64}) ([0-9a-f]{64})");

    private final byte[] bytes;
    private final int messageLength;
    private final Optional<Signature> signature;

    /** @param mac in hexadecimal */
    private record Signature(KeyId key, String mac) {}

    private SignedDatagram(byte[] bytes, int messageLength, Optional<Signature> signature) {
        this.bytes = bytes;
        this.messageLength = messageLength;
        this.signature = signature;
    }

    /** The datagram that carries {@code message} and says that the holder of {@code key} wrote it. */
    public static byte[] sign(byte[] message, HeartbeatKey key) {
        byte[] line = ("\n" + PREFIX + key.id() + " " + HexFormat.of().formatHex(key.mac(message, message.length)))
                .getBytes(StandardCharsets.US_ASCII);
        byte[] datagram = new byte[message.length + line.length];
        System.arraycopy(message, 0, datagram, 0, message.length);
        System.arraycopy(line, 0, datagram, message.length, line.length);
        return datagram;
    }

    /**
     * Looks at the first {@code length} bytes of {@code datagram}, which must not change while the result is in use.
     *
     * @throws MalformedHeartbeatException when it ends in something that begins like a signature and is none
     */
    public static SignedDatagram split(byte[] datagram, int length) throws MalformedHeartbeatException {
        int end = lastLineFeed(datagram, length);
        if (end < 0 || !beginsLikeSignature(datagram, end + 1, length)) {
            return new SignedDatagram(datagram, length, Optional.empty());
        }
        Matcher line = LINE.matcher(new String(datagram, end + 1, length - end - 1, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            throw new MalformedHeartbeatException("the signature is not of the form 'hmac-sha256 KEYID HEX'");
        }
        Signature signature = new Signature(new KeyId(line.group(1)), line.group(2));
        return new SignedDatagram(datagram, end, Optional.of(signature));
    }

    /** The key by which it claims to be signed; empty when it is not signed. Nothing is checked yet. */
    public Optional<KeyId> claimedKey() {
        return signature.map(Signature::key);
    }

    /** Whether the holder of {@code key} signed the message. Takes as long whether right or wrong. */
    public boolean isSignedWith(HeartbeatKey key) {
        return signature.isPresent()
                && signature.get().key().equals(key.id())
                && MessageDigest.isEqual(HexFormat.of().parseHex(signature.get().mac()), key.mac(bytes, messageLength));
    }

    /** How many of the datagram's first bytes are the message. */
    public int messageLength() {
        return messageLength;
    }

    private static int lastLineFeed(byte[] datagram, int length) {
        int i = length - 1;
        while (i >= 0 && datagram[i] != '\n') {
            i--;
        }
        return i;
    }

    private static boolean beginsLikeSignature(byte[] datagram, int from, int length) {
        if (length - from < PREFIX_BYTES.length) {
            return false;
        }
        for (int i = 0; i < PREFIX_BYTES.length; i++) {
            if (datagram[from + i] != PREFIX_BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
