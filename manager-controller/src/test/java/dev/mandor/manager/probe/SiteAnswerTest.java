package dev.mandor.manager.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.probe.SiteAnswer.Kind;
import dev.mandor.model.Endpoint;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAnswerTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    10.0.0.1:8080|0.003                                       ; 10.0.0.1:8080
                    10.0.0.1:8080, 10.0.0.2:8080|-, 0.003                      ; 10.0.0.2:8080
                    10.0.0.1:8080, 10.0.0.2:8080 : 10.0.0.9:80|-, - : 0.000    ; 10.0.0.9:80
                    [2001:db8::1]:8080|0.003                                   ; [2001:db8::1]:8080
                    """)
    void lastServerThatWasTriedAnsweredIfItSentAHeader(String tried, String server) {
        SiteAnswer answer = SiteAnswer.of(head("X-Mandor-Probe: abc " + tried), "abc");

        assertThat(answer.kind()).isEqualTo(Kind.SERVER);
        assertThat(answer.server()).contains(Endpoint.parse(server));
        assertThat(answer.isGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1:8080|-",
                "10.0.0.1:8080 : 10.0.0.9:80|0.002 : -",
                "mandor_web|-",
                "mandor_web|0.000",
                "|",
                "-|-",
                "10.0.0.1:8080"
            })
    void elseNginxDid(String tried) {
        SiteAnswer answer = SiteAnswer.of(head("x-mandor-probe: abc " + tried), "abc");

        assertThat(answer.kind()).isEqualTo(Kind.NGINX);
        assertThat(answer.isGood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Other: 1", "X-Mandor-Probe: abd 10.0.0.1:80|0.1", "X-Mandor-Probe:", "X-Mandor-Probe: abc"})
    void answerWithoutTheMarkOfThisVersionIsAnotherSites(String field) {
        SiteAnswer answer = SiteAnswer.of(head(field + "\r\nServer: nginx/1.22.1"), "abc");

        assertThat(answer.kind()).isEqualTo(Kind.ANOTHER_SITE);
        assertThat(answer.words()).isEqualTo("nginx/1.22.1");
    }

    @ParameterizedTest
    @CsvSource({"200, true", "404, true", "501, true", "500, false", "502, false", "503, false", "504, false"})
    void applicationThatSaysItCannotIsATrouble(int status, boolean good) {
        HttpHead head = HttpHead.parse(("HTTP/1.1 " + status + " X\r\nX-Mandor-Probe: abc 10.0.0.1:80|0.1\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow();

        assertThat(SiteAnswer.of(head, "abc").isGood()).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1\r\n", "HTTP/2 200\r\n", "HTTP/1.1 2000 OK\r\n"})
    void whatIsNoHttpIsNone(String text) {
        assertThat(HttpHead.parse(text.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }

    @Test
    void bodyIsNoField() {
        HttpHead head = HttpHead.parse("HTTP/1.0 200 OK\r\nA: b\r\n\r\nX-Mandor-Probe: abc x\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow();

        assertThat(head.fields()).containsExactly("A: b");
    }

    private static HttpHead head(String fields) {
        return HttpHead.parse(("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow();
    }
}
