package dev.mandor.manager.dockerproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the texts, {@code |} is the end of a line. */
class EngineRequestTest {
    @Test
    void bodyIsAsLongAsItsHeaderSaysAndWhatFollowsIsNotRead() throws Exception {
        ByteArrayInputStream in = stream("POST /a?b=%2F HTTP/1.1|Host: |content-length: 3||abcGET / HTTP/1.1||");

        EngineRequest request = EngineRequest.read(in);

        assertThat(request).hasToString("POST /a?b=%2F");
        assertThat(request.bodyText()).isEqualTo("abc");
        assertThat(in.available()).isEqualTo("GET / HTTP/1.1||".length() + 2);
    }

    @Test
    void chunksBecomeOneBody() throws Exception {
        EngineRequest request = read("PUT /a HTTP/1.1|Transfer-Encoding: chunked||3|abc|A|0123456789|0||");

        assertThat(request.bodyText()).isEqualTo("abc0123456789");
    }

    @Test
    void requestWithoutLengthHasNoBody() throws Exception {
        assertThat(read("GET /a HTTP/1.1||").body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/1.0||",
                "get /a HTTP/1.1||",
                "CONNECT docker:80 HTTP/1.1||",
                "GET  /a HTTP/1.1||",
                "GET http://docker/a HTTP/1.1||",
                "GET /a\"b HTTP/1.1||",
                "GET /a HTTP/1.1|Content-Length: 1|Content-Length: 2||ab",
                "GET /a HTTP/1.1|Content-Length: 1|Transfer-Encoding: chunked||0||",
                "GET /a HTTP/1.1|Transfer-Encoding: chunked|content-length: 5||0||",
                "GET /a HTTP/1.1|Transfer-Encoding: identity||",
                "GET /a HTTP/1.1|Transfer-Encoding: chunked, chunked||0||",
                "GET /a HTTP/1.1|Content-Length: +1||a",
                "GET /a HTTP/1.1|Content-Length: -1||a",
                "GET /a HTTP/1.1|Content-Length: 1, 1||a",
                "GET /a HTTP/1.1|Content-Length : 1||a",
                "GET /a HTTP/1.1|Content-Length: 9999999999||",
                "GET /a HTTP/1.1|Content-Length: 2097153||",
                "GET /a HTTP/1.1| Content-Length: 1||a",
                "GET /a HTTP/1.1|X: a\nContent-Length: 1||a",
                "GET /a HTTP/1.1|no header||",
                "PUT /a HTTP/1.1|Transfer-Encoding: chunked||x|",
                "PUT /a HTTP/1.1|Transfer-Encoding: chunked||1;name=value|a|0||",
                "PUT /a HTTP/1.1|Transfer-Encoding: chunked||1|ab|0||",
                "PUT /a HTTP/1.1|Transfer-Encoding: chunked||200001|",
                "PUT /a HTTP/1.1|Transfer-Encoding: chunked||fffffff|",
            })
    void whatCanBeReadInTwoWaysIsNotReadAtAll(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(RefusedRequestException.class);
    }

    @Test
    void lineAndNumberOfHeadersAreLimited() {
        assertThatThrownBy(() -> read("GET /" + "a".repeat(4096) + " HTTP/1.1||"))
                .hasMessageContaining("4096");
        assertThatThrownBy(() -> read("GET /a HTTP/1.1|" + "X: y|".repeat(51) + "|"))
                .isInstanceOf(RefusedRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /a", "GET /a HTTP/1.1|", "GET /a HTTP/1.1|Content-Length: 3||ab"})
    void requestThatEndsEarlyIsNone(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(EOFException.class);
    }

    @Test
    void noBytesMakeItFailInAnotherWay() {
        long seed = 20261122;
        Random random = new Random(seed);
        byte[] good = bytes("PUT /a HTTP/1.1|Transfer-Encoding: chunked|Content-Length: 3||3|abc|0||");
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                EngineRequest.read(new ByteArrayInputStream(bytes));
            } catch (IOException e) {
                // which is how it says no
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private static EngineRequest read(String text) throws IOException {
        return EngineRequest.read(stream(text));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
