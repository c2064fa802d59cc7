package dev.mandor.manager.dockerproxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request to Docker's engine, whole: method, target and body. Of its headers only those are kept that say how long the
 * body is (RFC 9112, section 6), since none of the others means anything to the calls that are let through.
 *
 * <p>What two programs could read in two ways, such as two lengths, is not read at all: that is how requests are smuggled
 * past proxies.
 *
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // it lives for one request, and is compared with nothing
record EngineRequest(String method, String target, byte[] body) {
    /** Three times nginx's file for 10,000 nodes. */
    static final int MAX_BODY_BYTES = 2 << 20;

    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_HEADERS = 50;
    // No quotes and no backslash: it can be repeated in an answer and in the log as it is.
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(GET|HEAD|POST|PUT|DELETE) (/[a-zA-Z0-9._~%/?&=:@+,;*{}\\[\\]-]*) HTTP/1\\.1");
    private static final Pattern HEADER = Pattern.compile("([a-zA-Z0-9-]+):[ \\t]*([\\x20-\\x7e]*?)[ \\t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
    private static final Pattern CHUNKED = Pattern.compile("chunked");
    private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,7}");

    /**
     * Reads one request, and nothing behind it.
     *
     * @throws RefusedRequestException when it is not written as the docker program writes its requests, or is too long
     * @throws EOFException when the stream ends before it does
     */
    static EngineRequest read(InputStream in) throws IOException {
        Matcher line = REQUEST_LINE.matcher(line(in));
        if (!line.matches()) {
            throw RefusedRequestException.malformed("this is no request to a Docker engine");
        }
        return new EngineRequest(line.group(1), line.group(2), body(in));
    }

    private static byte[] body(InputStream in) throws IOException {
        String length = null;
        boolean chunked = false;
        int headers = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches() || ++headers > MAX_HEADERS) {
                throw RefusedRequestException.malformed("a header that is not understood");
            }
            boolean again = length != null || chunked;
            switch (header.group(1).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = onlyOne(again, LENGTH, header.group(2));
                case "transfer-encoding" -> {
                    onlyOne(again, CHUNKED, header.group(2));
                    chunked = true;
                }
                default -> {}
            }
        }
        if (chunked) {
            return chunks(in);
        }
        return length == null ? new byte[0] : exactly(in, Integer.parseInt(length));
    }

    private static String onlyOne(boolean again, Pattern form, String value) throws IOException {
        if (again || !form.matcher(value).matches()) {
            throw RefusedRequestException.malformed("the length of the body is not clear");
        }
        return value;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            if (!CHUNK.matcher(size).matches()) {
                throw RefusedRequestException.malformed("a chunk that is not understood");
            }
            int length = Integer.parseInt(size, 16);
            body.writeBytes(
                    exactly(in, Math.addExact(length, body.size()) > MAX_BODY_BYTES ? MAX_BODY_BYTES + 1 : length));
            if (!line(in).isEmpty()) {
                throw RefusedRequestException.malformed("a chunk that is not understood");
            }
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        if (length > MAX_BODY_BYTES) {
            throw RefusedRequestException.malformed("the body is longer than " + MAX_BODY_BYTES + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the request ends in its body");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < MAX_LINE_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the request ends in its head");
            }
            if (next == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                return line.substring(0, line.length() - 1);
            }
            line.append((char) next);
        }
        throw RefusedRequestException.malformed("a line is longer than " + MAX_LINE_BYTES + " bytes");
    }

    /** The text of the body, which stands for JSON here. */
    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** For logs and answers. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
