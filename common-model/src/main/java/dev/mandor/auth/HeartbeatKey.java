package dev.mandor.auth;

import dev.mandor.model.NodeName;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that an agent and the manager share, and the node for which it speaks. The secret leaves this class only through
 * {@link #line}, which is written to a key file and nowhere else. Immutable and thread-safe.
 *
 * <p>A shared secret and not a pair of keys: both ends are the same operator's, HMAC costs a microsecond where Ed25519 costs
 * a hundred, which matters under a flood of forged datagrams, and 32 bytes can be told from a line of text.
 */
public final class HeartbeatKey {
    /** Of the secret. Below the length of the hash's result a key weakens HMAC (RFC 2104, section 3). */
    public static final int FEWEST_BYTES = 32;

    private static final int MOST_BYTES = 1024;
    private static final String ANY_NODE = "*";
    private static final String ALGORITHM = "HmacSHA256"; // every Java has it: see the javadoc of javax.crypto.Mac

    private final KeyId id;
    private final Optional<NodeName> node;
    private final SecretKeySpec secret;

    private HeartbeatKey(KeyId id, Optional<NodeName> node, byte[] secret) {
        if (secret.length < FEWEST_BYTES) {
            throw new IllegalArgumentException("the secret is too short: it must be at least " + FEWEST_BYTES
                    + " bytes, " + (FEWEST_BYTES * 4 + 2) / 3 + " characters of Base64");
        }
        if (secret.length > MOST_BYTES) {
            throw new IllegalArgumentException("the secret is longer than " + MOST_BYTES + " bytes");
        }
        this.id = id;
        this.node = node;
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * A new key with a secret that nobody can guess. Its id tells when it was made.
     *
     * @param node for which alone it may sign; empty for all nodes
     */
    public static HeartbeatKey random(Optional<NodeName> node, SecureRandom random, LocalDate today) {
        byte[] tail = new byte[3];
        random.nextBytes(tail);
        byte[] secret = new byte[FEWEST_BYTES];
        random.nextBytes(secret);
        String id = today.format(DateTimeFormatter.BASIC_ISO_DATE) + "-"
                + HexFormat.of().formatHex(tail);
        return new HeartbeatKey(new KeyId(id), node, secret);
    }

    /**
     * Reads {@code KEYID NODE SECRET}: the node's name, or {@code *} for all nodes; the secret in Base64, of either alphabet,
     * padded or not.
     *
     * @throws IllegalArgumentException when {@code line} is anything else; the message repeats nothing of it
     */
    public static HeartbeatKey parse(String line) {
        String[] words = line.strip().split("[ \t]+", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("expected three words, KEYID NODE SECRET");
        }
        return new HeartbeatKey(
                new KeyId(words[0]),
                words[1].equals(ANY_NODE) ? Optional.empty() : Optional.of(new NodeName(words[1])),
                secret(words[2]));
    }

    public KeyId id() {
        return id;
    }

    /** The only node that it speaks for; empty when it speaks for all. */
    public Optional<NodeName> node() {
        return node;
    }

    public boolean speaksFor(NodeName name) {
        return node.isEmpty() || node.get().equals(name);
    }

    /** HMAC-SHA256 (RFC 2104) of the first {@code length} bytes of {@code message}: 32 bytes. */
    public byte[] mac(byte[] message, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot do " + ALGORITHM, e);
        }
    }

    /** Whether both have the same secret, whatever their ids. */
    boolean hasSecretOf(HeartbeatKey other) {
        return Arrays.equals(secret.getEncoded(), other.secret.getEncoded());
    }

    /** The line of a key file that {@link #parse} reads. It holds the secret: not for a log, an error or a command line. */
    public String line() {
        return id + " " + node.map(NodeName::value).orElse(ANY_NODE) + " "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret.getEncoded());
    }

    /** Its id, without the secret. */
    @Override
    public String toString() {
        return "key " + id;
    }

    private static byte[] secret(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the secret is not Base64"); // the cause would quote a part of it
        }
    }
}
