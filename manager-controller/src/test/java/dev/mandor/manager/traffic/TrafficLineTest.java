package dev.mandor.manager.traffic;

import static dev.mandor.manager.traffic.Lines.answered;
import static dev.mandor.manager.traffic.Lines.line;
import static dev.mandor.manager.traffic.Lines.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrafficLineTest {
    @Test
    void lineOfOneServerIsRead() {
        assertThat(parsed(answered("10.0.0.1:8080", 200, 12_034)))
                .isEqualTo(new TrafficLine(
                        Lines.VERSION,
                        "web",
                        1,
                        200,
                        Optional.of(Endpoint.parse("10.0.0.1:8080")),
                        false,
                        true,
                        12_034));
    }

    @Test
    void lastOfSeveralServersIsWhoAnswered() {
        TrafficLine line = parsed(line("web", 10, 200, "mandor_web", "10.0.0.1:8080, 10.0.0.2:8080", "-, 0.001", 105));

        assertThat(line.server()).contains(Endpoint.parse("10.0.0.2:8080"));
        assertThat(line.fallback()).isFalse();
        assertThat(line.requests()).isEqualTo(10);
    }

    @Test
    void fallbackIsKnownByItsPlaceAndNotByItsAddressWhichMayBeAWorkersToo() {
        assertThat(Answerer.of(
                        parsed(line("web", 1, 200, "10.0.0.1:8080", "10.0.0.1:8080 : 10.0.0.1:8080", "- : 0.001", 5))))
                .isEqualTo(Answerer.FALLBACK);
        assertThat(Answerer.of(parsed(line("web", 1, 200, "[::1]:80", "mandor_web : [::1]:80", "- : 0.001", 5))))
                .isEqualTo(Answerer.FALLBACK);
    }

    @Test
    void statusOfAServerThatAnsweredIsTheApplicationsAndAnyOtherIsNginxs() {
        TrafficLine application = parsed(line("web", 1, 502, "mandor_web", "10.0.0.1:8080", "0.001", 5));
        assertThat(application.failedByApplication()).isTrue();
        assertThat(application.failedByNginx()).isFalse();

        TrafficLine nginx = parsed(line("web", 1, 502, "mandor_web", "10.0.0.1:8080", "-", 5));
        assertThat(nginx.failedByNginx()).isTrue();
        assertThat(nginx.failedByApplication()).isFalse();
    }

    @Test
    void requestThatNobodyWasAskedForIsNginxsOwn() {
        TrafficLine refused = parsed(line("web", 1, 503, "-", "-", "-", 0));
        assertThat(Answerer.of(refused)).isEqualTo(Answerer.NGINX);
        assertThat(refused.failedByNginx()).isTrue();
        assertThat(parsed(line("web", 1, 400, "-", "-", "-", 0)).failedByNginx())
                .isFalse();

        assertThat(Answerer.of(parsed(line("web", 1, 502, "mandor_web", "mandor_web", "-", 0))))
                .as("no server was left")
                .isEqualTo(Answerer.NGINX);
    }

    @Test
    void datagramThatNginxWouldHaveCutIsNone() {
        byte[] longer = new byte[TrafficLine.MOST_BYTES + 1];
        byte[] line = Lines.bytes(answered("10.0.0.1:8080", 200, 1));
        System.arraycopy(line, 0, longer, 0, line.length);

        assertThat(TrafficLine.parse(longer, line.length)).isPresent();
        assertThat(TrafficLine.parse(longer, longer.length)).isEmpty();
    }
}
