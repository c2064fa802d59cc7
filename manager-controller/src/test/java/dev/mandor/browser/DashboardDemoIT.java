package dev.mandor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.lab.Running;
import dev.mandor.manager.nginx.NginxCondition;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The dashboard while {@code scripts/demo} tells its story: the jars, with real agents, and a real nginx. */
@ExtendWith({BrowserCondition.class, NginxCondition.class})
class DashboardDemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final InetSocketAddress DASHBOARD = new InetSocketAddress(InetAddress.getLoopbackAddress(), 19797);

    /** By the clock of the page, which on this machine is the manager's too. */
    @Test
    void eachDecisionOfTheDemoIsOnThePageWithinTwoSeconds() throws Exception {
        Browser browser = Browser.start();
        Running demo = new Running(new ProcessBuilder("./demo").directory(new File("../scripts")));
        try (browser) {
            demo.await("to look at it: http://127.0.0.1:19797/", PATIENCE);
            browser.open(DASHBOARD);
            demo.await("7 steps were as told", PATIENCE);
            browser.await("document.querySelector('.lost')"); // the demo took its manager down

            List<?> changes = (List<?>) browser.eval("[...document.querySelectorAll('#changes .fresh')]"
                    + ".map(it => [it.dataset.at, it.dataset.shown, it.textContent])");
            assertThat(changes)
                    .hasSizeGreaterThanOrEqualTo(3) // the last one may come just before the end
                    .allSatisfy(it -> assertThat(delay((List<?>) it)).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
            assertThat(changes.toString()).contains("worker3 serves", "the fallback serves");
            assertThat(browser.complaints()).allMatch(it -> it.contains("net::ERR_"), "of the lost connection");
        } finally {
            demo.stop();
        }
    }

    private static Duration delay(List<?> change) {
        return Duration.between(Instant.parse((String) change.get(0)), Instant.parse((String) change.get(1)));
    }
}
