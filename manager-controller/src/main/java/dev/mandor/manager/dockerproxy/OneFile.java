package dev.mandor.manager.dockerproxy;

import java.nio.charset.StandardCharsets;

/**
 * Looks into the archive that {@code docker cp} sends: tar, blocks of 512 bytes (POSIX.1-1988, "ustar"). Not every such
 * archive is understood, only what can be one file: a header, the file, and zeros.
 */
final class OneFile {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int TYPE_AT = 156;
    private static final int PREFIX_AT = 345;

    private OneFile() {}

    /** Whether {@code tar} holds an ordinary file called {@code name}, without a folder, and nothing else. */
    static boolean isAlone(byte[] tar, String name) {
        return tar.length > BLOCK
                && text(tar, 0, NAME_BYTES).equals(name)
                && tar[TYPE_AT] == '0'
                && tar[PREFIX_AT] == 0
                && text(tar, SIZE_AT, SIZE_DIGITS).matches("[0-7]{11}")
                && isZeroFrom(tar, end(tar));
    }

    private static long end(byte[] tar) {
        long size = Long.parseLong(text(tar, SIZE_AT, SIZE_DIGITS), 8);
        return BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static boolean isZeroFrom(byte[] tar, long start) {
        if (start > tar.length) {
            return false;
        }
        for (int i = (int) start; i < tar.length; i++) {
            if (tar[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] tar, int start, int length) {
        int end = start;
        while (end < start + length && tar[end] != 0) {
            end++;
        }
        return new String(tar, start, end - start, StandardCharsets.UTF_8);
    }
}
