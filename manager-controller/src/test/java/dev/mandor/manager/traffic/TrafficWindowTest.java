package dev.mandor.manager.traffic;

import static dev.mandor.manager.traffic.Lines.answered;
import static dev.mandor.manager.traffic.Lines.line;
import static dev.mandor.manager.traffic.Lines.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficWindowTest {
    private static final Answerer ONE =
            new Answerer(Answerer.Kind.SERVER, Optional.of(Endpoint.parse("10.0.0.1:8080")));
    private static final long START = Long.MAX_VALUE - 5; // a monotonic clock may begin anywhere

    private final TrafficWindow window = new TrafficWindow();

    @Test
    void nothingHeardIsUnknown() {
        assertThat(window.read(START)).isSameAs(Heard.NOTHING);
    }

    @Test
    void lineCountsUntilItIsTenSecondsOldAndItsAgeIsKnownOn() {
        window.add(parsed(answered("10.0.0.1:8080", 200, 7)), START);

        assertThat(window.read(START + seconds(10) - 1).services()).containsKey("web");
        Heard later = window.read(START + seconds(10));
        assertThat(later.services()).isEmpty();
        assertThat(later.age()).contains(Duration.ofSeconds(10));
    }

    @Test
    void figuresAreOfTheRequestsThatTheLinesStandFor() {
        for (int i = 0; i < 98; i++) {
            window.add(parsed(answered("10.0.0.1:8080", 200, 4)), START);
        }
        window.add(parsed(answered("10.0.0.1:8080", 500, 80)), START);
        window.add(parsed(line("web", 1, 504, "mandor_web", "10.0.0.1:8080", "-", 2000)), START);
        window.add(parsed(line("web", 100, 200, "10.0.0.9:80", "mandor_web : 10.0.0.9:80", "- : 0.100", 9)), START);

        Heard heard = window.read(START + seconds(5));
        Map<Answerer, Answers> web =
                heard.answerers(TrafficWindowTest::isServer).get("web");

        assertThat(web.get(ONE)).isEqualTo(new Answers(100, 100, 1, 1, 4, 80));
        assertThat(web.get(Answerer.FALLBACK)).isEqualTo(new Answers(1, 100, 0, 0, 9, 9));
        assertThat(heard.services().get("web")).isEqualTo(new Answers(101, 200, 1, 1, 9, 9));
    }

    @Test
    void spanIsTheTimeSinceTheFirstLineAndAtMostTenSeconds() {
        window.add(parsed(answered("10.0.0.1:8080", 200, 7)), START);
        assertThat(window.read(START).span()).isEqualTo(Duration.ofSeconds(1));
        assertThat(window.read(START + seconds(4)).span()).isEqualTo(Duration.ofSeconds(4));
        window.add(parsed(answered("10.0.0.1:8080", 200, 7)), START + seconds(60));
        assertThat(window.read(START + seconds(60)).span()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void moreLinesThanItHoldsShortenTheTimeThatTheFiguresAreOf() {
        TrafficLine line = parsed(answered("10.0.0.1:8080", 200, 7));
        for (int i = 0; i < 4 * TrafficWindow.MOST_LINES; i++) { // 8 s with 10,000 each
            window.add(line, START + i * seconds(1) / 10_000);
        }

        Heard heard = window.read(START + seconds(8));

        assertThat(heard.services().get("web").lines()).isEqualTo(TrafficWindow.MOST_LINES);
        assertThat(heard.span()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2001));
    }

    private static Answerer isServer(String service, Endpoint server) {
        return new Answerer(Answerer.Kind.SERVER, Optional.of(server));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
