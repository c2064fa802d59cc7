package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.model.Heartbeat;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatsTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(60);
    private static final Duration LISTENED = Duration.ofSeconds(6);
    private static final Heartbeat WORKER1 = TestNodes.heartbeat("worker1", 1, 1);

    @ParameterizedTest
    @CsvSource({
        "2000,true,OK", "2001,true,WARN", "-2000,true,OK", "-2001,true,WARN",
        "60000,true,WARN", "60001,true,FAIL", "-60001,true,FAIL", "60001,false,WARN"
    })
    void clockMayBeTwoSecondsOffAndWithKeysMaxAge(long aheadMillis, boolean keys, Verdict verdict) {
        Heard heard = heard("10.0.0.1", WORKER1, Duration.ofMillis(aheadMillis), Optional.empty());

        assertThat(Heartbeats.finding(heard, keys, MAX_AGE).verdict()).isEqualTo(verdict);
    }

    @Test
    void believedWorkerIsToldWithAddressSignatureAndClock() {
        Heard heard = heard("10.0.0.1", WORKER1, Duration.ofMillis(-12), Optional.empty());

        assertThat(Heartbeats.finding(heard, true, MAX_AGE).sentence())
                .startsWith("worker1 at 10.0.0.1:8080 is heard: 500 MiB free of 1000")
                .endsWith("signed, its clock is 12 ms behind ours");
    }

    @Test
    void refusedWorkerIsAFailureWithTheReason() {
        Heard heard = heard("10.0.0.9", WORKER1, Duration.ZERO, Optional.of("it is not signed; see --key-file"));

        assertThat(Heartbeats.finding(heard, true, MAX_AGE))
                .extracting(Finding::verdict, Finding::sentence)
                .containsExactly(
                        Verdict.FAIL,
                        "worker1 at 10.0.0.1:8080 is heard from 10.0.0.9, but not believed: it is not signed; see --key-file");
    }

    @Test
    void whatIsNoHeartbeatIsAWarning() throws Exception {
        Heard noise = new Heard(
                InetAddress.getByName("10.0.0.9"), Optional.empty(), false, Duration.ZERO, Optional.of("not JSON"));

        assertThat(Heartbeats.finding(noise, false, MAX_AGE).verdict()).isEqualTo(Verdict.WARN);
    }

    @Test
    void workersThatWantNoRequestsAreWarnings() {
        for (Heartbeat heartbeat : List.of(TestNodes.leaving(WORKER1), TestNodes.unhealthy(WORKER1))) {
            assertThat(Heartbeats.finding(heard("10.0.0.1", heartbeat, Duration.ZERO, Optional.empty()), false, MAX_AGE)
                            .verdict())
                    .isEqualTo(Verdict.WARN);
        }
    }

    @Test
    void silenceIsAFailure() {
        assertThat(findings(List.of()))
                .singleElement()
                .extracting(Finding::verdict, Finding::sentence)
                .containsExactly(Verdict.FAIL, "nothing arrived on UDP port 9999 within 6 s");
    }

    @Test
    void lastOfAWorkerCounts() {
        Heard before = heard("10.0.0.1", TestNodes.unhealthy(WORKER1), Duration.ZERO, Optional.empty());
        Heard now = heard("10.0.0.1", WORKER1, Duration.ZERO, Optional.empty());

        assertThat(findings(List.of(before, now)))
                .singleElement()
                .extracting(Finding::verdict)
                .isEqualTo(Verdict.OK);
    }

    @Test
    void twoMachinesOfOneNameAreAFailure() {
        Heard one = heard("10.0.0.1", WORKER1, Duration.ZERO, Optional.empty());
        Heard two = heard("10.0.0.2", TestNodes.sentFrom("worker2", WORKER1), Duration.ZERO, Optional.empty());

        assertThat(findings(List.of(one, two))).last().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.sentence()).startsWith("2 machines report as worker1");
        });
    }

    @ParameterizedTest
    @CsvSource({"30,30", "31,31", "4096,31"})
    void linesAreBoundedWhoeverSends(int senders, int lines) {
        List<Heard> heard = new ArrayList<>();
        for (int i = 1; i <= senders; i++) {
            Heartbeat heartbeat = TestNodes.heartbeat("worker" + i, 1, 1);
            heard.add(heard(heartbeat.endpoint().ip().toString(), heartbeat, Duration.ZERO, Optional.empty()));
        }

        assertThat(findings(heard)).hasSize(lines);
    }

    private static List<Finding> findings(List<Heard> heard) {
        return Heartbeats.findings(heard, LISTENED, 9999, false, MAX_AGE);
    }

    private static Heard heard(String sender, Heartbeat heartbeat, Duration ahead, Optional<String> refusal) {
        try {
            return new Heard(InetAddress.getByName(sender), Optional.of(heartbeat), true, ahead, refusal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
