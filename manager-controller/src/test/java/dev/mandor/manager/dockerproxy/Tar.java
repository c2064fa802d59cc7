package dev.mandor.manager.dockerproxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Archives as docker cp writes them. */
final class Tar {
    private Tar() {}

    static byte[] of(String name, char type, String text) {
        byte[] tar = new byte[512 + (text.isEmpty() ? 0 : 512) + 1024];
        put(tar, 0, name);
        put(tar, 124, String.format("%011o", text.length()));
        tar[156] = (byte) type;
        put(tar, 257, "ustar");
        put(tar, 512, text);
        return tar;
    }

    static byte[] twice(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length - 1024 + second.length);
        System.arraycopy(second, 0, both, first.length - 1024, second.length);
        return both;
    }

    static byte[] cut(byte[] tar, int length) {
        return Arrays.copyOf(tar, length);
    }

    private static void put(byte[] tar, int start, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, tar, start, bytes.length);
    }
}
