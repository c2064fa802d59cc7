package dev.mandor.manager.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.report.LogEntry.Attempt;
import dev.mandor.model.Endpoint;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
    private static final String LINE = Logged.line(123, 200, 7, "10.0.0.1:8080", "0.001");

    @Test
    void lineOfNginxIsRead() {
        assertThat(LogLine.parse(LINE))
                .contains(new LogEntry(Logged.START + 123, "", 200, 7, List.of(attempt("10.0.0.1:8080", 1))));
    }

    @Test
    void serversThatWereAskedInTurnAreToldApart() {
        LogEntry entry = LogLine.parse(Logged.line(
                        0, 200, 105, "10.0.0.1:8080, [2001:db8::2]:8080 : 192.168.56.101:8080", "-, 0.100 : 0.002"))
                .orElseThrow();

        assertThat(entry.attempts())
                .containsExactly(
                        new Attempt(Endpoint.parse("10.0.0.1:8080"), OptionalLong.empty()),
                        attempt("[2001:db8::2]:8080", 100),
                        attempt("192.168.56.101:8080", 2));
        assertThat(entry.retried()).isTrue();
        assertThat(entry.answeredBy()).contains(Endpoint.parse("192.168.56.101:8080"));
    }

    @Test
    void nameOfAGroupInWhichNoServerWasLeftIsNoServer() {
        LogEntry entry = LogLine.parse(Logged.line(0, 200, 1, "mandor_workers : 192.168.56.101:8080", "- : 0.002"))
                .orElseThrow();

        assertThat(entry.attempts()).containsExactly(attempt("192.168.56.101:8080", 2));
        assertThat(entry.retried()).isFalse();
    }

    @Test
    void nginxMayAnswerByItself() {
        assertThat(LogLine.parse(Logged.line(0, 503, 0, "", "")).orElseThrow().answeredBy())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {499, 500})
    void failedFromStatus500On(int status) {
        assertThat(LogLine.parse(Logged.line(0, status, 0, "", ""))
                        .orElseThrow()
                        .failed())
                .isEqualTo(status == 500);
    }

    @Test
    void fieldThatIsNotKnownIsIgnored() {
        assertThat(LogLine.parse(LINE.replace("}", ",\"uri\":\"/\"}"))).isEqualTo(LogLine.parse(LINE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "10.0.0.9 - - [21/Nov/2026:19:35:11 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"curl/8\"",
                "{\"time\":"
            })
    void whatIsNotOursIsNotRead(String line) {
        assertThat(LogLine.parse(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"10.0.0.1:8080\"|\"<b>:8080\"",
                "\"10.0.0.1:8080\"|\"worker1:8080\"",
                "\"10.0.0.1:8080\"|\"10.0.0.1:8080, 10.0.0.2:8080\"",
                "\"10.0.0.1:8080\"|7",
                "\"0.001\"|\"0.1\"",
                "\"0.001\"|\"-0.001\"",
                "\"200\"|\"20\"",
                "\"200\"|\"2000\"",
                "\"200\"|200",
                "\"site\":\"\"|\"site\":\"<i>\"",
                "0.007|-0.001",
                "0.007|1e9",
                "0.007|\"0.007\"",
                "1795289711.123|946684799.999",
                "1795289711.123|4102444801",
                "1795289711.123|1e400",
                "}|}}"
            })
    void oneBadValueSpoilsTheLine(String change) {
        String[] words = change.split("\\|", 2);
        assertThat(LINE).contains(words[0]);

        assertThat(LogLine.parse(LINE.replace(words[0], words[1]))).isEmpty();
    }

    private static Attempt attempt(String server, long connectMillis) {
        return new Attempt(Endpoint.parse(server), OptionalLong.of(connectMillis));
    }
}
