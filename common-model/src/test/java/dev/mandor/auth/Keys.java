package dev.mandor.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys for tests. */
final class Keys {
    private Keys() {}

    static HeartbeatKey key(String id, String node) {
        return HeartbeatKey.parse(line(id, node));
    }

    static String line(String id, String node) {
        return id + " " + node + " " + secret("the secret of " + id);
    }

    /** 32 bytes, begun by {@code text}. */
    static String secret(String text) {
        byte[] bytes = String.format("%-32s", text).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
