package dev.mandor.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mandor.model.MalformedHeartbeatException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What must hold of any datagram: it passes for signed with a key only if it is, byte for byte, what the holder of that key
 * would send; nothing but a {@link MalformedHeartbeatException} is thrown, with a sentence that is safe to log. The input is
 * taken twice: as the datagram, and as a message that is signed here together with changes to make in what came of it.
 * {@code scripts/fuzz} calls this with what a coverage-guided fuzzer makes up.
 */
public final class SignedDatagramFuzz {
    private static final int BLOCK = 64;
    private static final int CHANGE_BYTES = 3;
    private static final List<byte[]> SECRETS = List.of(secret(1), secret(2), secret(3));
    private static final List<HeartbeatKey> KEYS = List.of(
            key("k1", "*", SECRETS.get(0)), key("k2", "worker1", SECRETS.get(1)), key("k11", "*", SECRETS.get(2)));

    private SignedDatagramFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] input) {
        checkDatagram(input);
        if (input.length > 0) {
            checkChanged(input);
        }
    }

    /** Which key signed {@code datagram}, having seen that it is the right one. */
    static Optional<KeyId> checkDatagram(byte[] datagram) {
        try {
            SignedDatagram split = SignedDatagram.split(datagram, datagram.length);
            Optional<KeyId> signer = Optional.empty();
            for (int index = 0; index < KEYS.size(); index++) {
                boolean accepted = split.isSignedWith(KEYS.get(index));
                if (accepted != isWhatHolderSends(datagram, KEYS.get(index).id(), SECRETS.get(index))) {
                    throw new AssertionError(
                            (accepted ? "accepted" : "refused") + " as signed with " + KEYS.get(index));
                }
                signer = accepted ? Optional.of(KEYS.get(index).id()) : signer;
            }
            if (!split.claimedKey().isPresent() && split.messageLength() != datagram.length) {
                throw new AssertionError("a part of an unsigned datagram is left out");
            }
            return signer;
        } catch (MalformedHeartbeatException e) {
            if (!e.getMessage().equals("the signature is not of the form 'hmac-sha256 KEYID HEX'")) {
                throw new AssertionError("unsafe to log", e);
            }
            return Optional.empty();
        }
    }

    // The first byte chooses the key and how many bytes change, then three bytes each say where and how; the rest is
    // the message that is signed.
    private static void checkChanged(byte[] input) {
        HeartbeatKey key = KEYS.get((input[0] & 0xff) % KEYS.size());
        int changes = Math.min((input[0] & 0xff) >> 6, (input.length - 1) / CHANGE_BYTES);
        byte[] message = Arrays.copyOfRange(input, 1 + changes * CHANGE_BYTES, input.length);
        byte[] signed = SignedDatagram.sign(message, key);
        byte[] changed = signed.clone();
        ByteBuffer orders = ByteBuffer.wrap(input, 1, changes * CHANGE_BYTES);
        while (orders.hasRemaining()) {
            int at = (orders.getShort() & 0xffff) % changed.length;
            changed[changed.length - 1 - at] ^= orders.get();
        }
        Optional<KeyId> signer = checkDatagram(changed);
        if (signer.isPresent() != Arrays.equals(signed, changed)) {
            throw new AssertionError(
                    "changed in " + changes + " places, and " + (signer.isPresent() ? "still" : "not") + " signed");
        }
    }

    private static boolean isWhatHolderSends(byte[] datagram, KeyId id, byte[] secret) {
        String text = new String(datagram, ISO_8859_1);
        int end = text.lastIndexOf('\n');
        return end >= 0
                && text.substring(end + 1)
                        .equals("hmac-sha256 " + id + " "
                                + HexFormat.of().formatHex(hmac(secret, Arrays.copyOf(datagram, end))));
    }

    /** By RFC 2104, for a secret of at most one block. */
    private static byte[] hmac(byte[] secret, byte[] message) {
        byte[] inner = new byte[BLOCK];
        byte[] outer = new byte[BLOCK];
        for (int index = 0; index < BLOCK; index++) {
            byte of = index < secret.length ? secret[index] : 0;
            inner[index] = (byte) (of ^ 0x36);
            outer[index] = (byte) (of ^ 0x5c);
        }
        return sha256(outer, sha256(inner, message));
    }

    private static byte[] sha256(byte[] first, byte[] then) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(then);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] secret(int fill) {
        byte[] secret = new byte[HeartbeatKey.FEWEST_BYTES + fill];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }

    private static HeartbeatKey key(String id, String node, byte[] secret) {
        return HeartbeatKey.parse(id + " " + node + " " + Base64.getEncoder().encodeToString(secret));
    }
}
