package dev.mandor.manager.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.ServiceName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final ServiceName WEB = new ServiceName("web");
    private static final Duration USUAL = Duration.ofSeconds(45);

    private final Findings<String> findings = new Findings<>("good"::equals);

    @Test
    void nothingIsKnownAtFirstAndOneIsToLookAtOnce() {
        assertThat(findings.isDue(WEB, USUAL, 0)).isTrue();
        assertThat(findings.at(USUAL, 0)).isEmpty();
    }

    @Test
    void whatIsWellIsLookedAtAgainAfterTheUsualTime() {
        findings.note(WEB, "good", 0);

        assertThat(known(0)).isEqualTo("good");
        assertThat(findings.isDue(WEB, USUAL, seconds(45) - 1)).isFalse();
        assertThat(findings.isDue(WEB, USUAL, seconds(45))).isTrue();
    }

    @Test
    void oneTroubleAloneIsNoFindingAndTheSecondIs() {
        findings.note(WEB, "good", 0);
        findings.note(WEB, "bad", seconds(45));

        assertThat(known(seconds(45))).isEqualTo("good");
        assertThat(findings.isDue(WEB, USUAL, seconds(46) - 1)).isFalse();
        assertThat(findings.isDue(WEB, USUAL, seconds(46))).isTrue();

        findings.note(WEB, "worse", seconds(46));
        assertThat(known(seconds(46))).isEqualTo("worse");
        assertThat(findings.isDue(WEB, USUAL, seconds(51) - 1)).isFalse();
        assertThat(findings.isDue(WEB, USUAL, seconds(51))).isTrue();

        findings.note(WEB, "good", seconds(51));
        assertThat(known(seconds(51))).isEqualTo("good");
    }

    @Test
    void newConfigurationIsLookedAtAtOnceAndWhatWasKnownStaysUntilThen() {
        findings.note(WEB, "good", 0);
        findings.doubt();

        assertThat(findings.isDue(WEB, USUAL, 1)).isTrue();
        assertThat(known(1)).isEqualTo("good");
    }

    @Test
    void whatIsOldIsNotKnownAnyMore() {
        findings.note(WEB, "good", 0);

        assertThat(findings.at(USUAL, seconds(180))).hasSize(1);
        assertThat(findings.at(USUAL, seconds(180) + 1)).isEmpty();
    }

    @Test
    void serviceThatIsGoneIsForgotten() {
        findings.note(WEB, "good", 0);
        findings.retainAll(List.of());

        assertThat(findings.at(USUAL, 0)).isEmpty();
    }

    private String known(long now) {
        return findings.at(USUAL, now).get(WEB).found();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
