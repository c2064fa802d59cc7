package dev.mandor.manager.traffic;

import static dev.mandor.manager.traffic.Lines.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.Sampling;
import org.junit.jupiter.api.Test;

class TrafficIntakeTest {
    private final TrafficIntake intake = new TrafficIntake();

    @Test
    void onlyLinesOfAConfigurationOfOursAreBelieved() {
        take(answered("10.0.0.1:8080", 200, 1));
        assertThat(intake.heard(0)).isSameAs(Heard.NOTHING);

        intake.expect(Lines.VERSION);
        take(answered("10.0.0.1:8080", 200, 1));
        take("<34>Oct 11 22:14:15 mymachine su: su root failed");

        assertThat(intake.heard(0).services()).containsOnlyKeys("web");
        assertThat(intake.received()).isEqualTo(1);
        assertThat(intake.dropped()).isEqualTo(2);
    }

    @Test
    void oldProcessesOfNginxAreBelievedForSomeConfigurations() {
        intake.expect(Lines.VERSION);
        for (int later = 0; later < 15; later++) {
            intake.expect(String.format("%012x", later));
        }
        take(answered("10.0.0.1:8080", 200, 1));
        assertThat(intake.received()).isEqualTo(1);

        intake.expect("abcdefabcdef");
        take(answered("10.0.0.1:8080", 200, 1));
        assertThat(intake.received()).isEqualTo(1);
    }

    @Test
    void samplingOfAnEarlierRunGoesOnUntilLinesCome() {
        intake.found(Sampling.ONE_OF_100);
        assertThat(intake.sampling()).isEqualTo(Sampling.ONE_OF_100);

        intake.expect(Lines.VERSION);
        take(answered("10.0.0.1:8080", 200, 1));
        intake.found(Sampling.ALL);
        assertThat(intake.sampling()).isEqualTo(Sampling.ONE_OF_100);
    }

    @Test
    void manyLinesInTwoSecondsMakeTheSamplingCoarser() {
        intake.expect(Lines.VERSION);
        for (int second = 0; second < 2; second++) {
            assertThat(intake.sampling()).isEqualTo(Sampling.ALL);
            for (int i = 0; i < 300; i++) {
                take(answered("10.0.0.1:8080", 200, 1));
            }
            assertThat(intake.second()).isEqualTo(second == 1);
        }
        assertThat(intake.sampling()).isEqualTo(Sampling.ONE_OF_10);
    }

    private void take(String line) {
        byte[] bytes = Lines.bytes(line);
        intake.take(bytes, bytes.length, 0);
    }
}
