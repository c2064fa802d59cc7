package dev.mandor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.LiveManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The dashboard in a real Chromium, of a manager that hears heartbeats and decides. */
@ExtendWith(BrowserCondition.class)
class DashboardIT {
    private static final String LONGEST_NAME = "n".repeat(252) + "3";
    private static Browser browser;

    private LiveManager manager;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() throws IOException {
        manager = new LiveManager();
        manager.report("worker1", 800);
        manager.report("worker2", 500);
        browser.resize(1280, 900, 1);
        browser.prefer("light");
        browser.complaints();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    /** By the clock of the page; on this machine it is the manager's too. */
    @Test
    void failoverIsOnThePageWithinTwoSecondsOfTheDecision() {
        openServing("worker1");

        manager.silence("worker1");
        browser.await("document.querySelector('#verdict').textContent === 'Serving: worker2 answers'");

        String change = "document.querySelector('#changes li').dataset.";
        Instant decided = Instant.parse((String) browser.eval(change + "at"));
        Instant shown = Instant.parse((String) browser.eval(change + "shown"));
        assertThat(Duration.between(decided, shown)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
        assertThat(browser.text("#changes li")).contains("worker2 serves");
        assertThat(browser.text("#alarms")).startsWith("worker1 is down").contains("see whether that machine is up");
        assertThat(browser.text("#nodes")).contains("down");
        assertThat(browser.text("#figure-failovers")).isEqualTo("1");
        assertThat(browser.eval("document.title")).isEqualTo("Serving: worker2 answers - Mandor");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 768, 1280, 1500, 1920, 3840})
    void pageIsAsWideAsTheScreenHoweverLongANameIs(int width) {
        manager.report(LONGEST_NAME, 900);
        browser.resize(width, 900, 1);
        openServing(LONGEST_NAME);

        assertThat((Long) browser.eval("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(browser.eval(
                        "[...document.querySelectorAll('.card, .card *')].filter(it => !it.closest('#chart, svg, .hidden, thead')"
                                + " && it.getBoundingClientRect().right > innerWidth + 1).map(it => it.outerHTML)"))
                .isEqualTo(List.of());
        assertThat(browser.eval("getComputedStyle(document.querySelector('#nodes .state')).visibility"))
                .isEqualTo("visible");
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 360", "dark, 360", "dark, 1920"})
    void nothingOfThePageIsOutOfReachForThoseWhoSeeOrHearItOtherwise(String scheme, int width) throws IOException {
        browser.resize(width, 900, 1);
        browser.prefer(scheme);
        openServing("worker1");
        manager.silence("worker1");
        browser.await("document.querySelector('#alarms li')");
        assertThat(violations()).isEmpty();

        manager.closeHttp();
        browser.await("document.querySelector('.lost')");
        assertThat(violations()).isEmpty();
    }

    @Test
    void keyboardReachesTheFilterAndTheLinks() {
        openServing("worker1");

        browser.press(Keys.TAB);
        assertThat(browser.eval("document.activeElement.textContent")).isEqualTo("Skip to the nodes");
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertThat(browser.eval("document.activeElement.id")).isEqualTo("find");
        browser.press("er2");
        assertThat(browser.text("#nodes")).contains("worker2").doesNotContain("worker1");
        assertThat(browser.text("#nodes-note")).isEqualTo("1 found.");
        browser.press(Keys.TAB);
        assertThat(browser.eval("document.activeElement.textContent")).isEqualTo("Status");
        assertThat(browser.eval("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void landmarksAndTableAreWhatAScreenReaderLooksFor() {
        openServing("worker1");

        assertThat(
                        browser.eval(
                                "['header', 'main', 'footer', 'nav', 'h1', 'table'].map(it => document.querySelectorAll(it).length)"))
                .isEqualTo(List.of(1L, 1L, 1L, 1L, 1L, 1L));
        assertThat(browser.eval("[...new Set([...document.querySelectorAll('th')].map(it => it.scope))].join()"))
                .isEqualTo("col,row");
        assertThat(browser.eval("document.querySelector('#verdict').parentNode.role"))
                .isEqualTo("status");
        assertThat(browser.eval("document.querySelector('#chart').ariaLabel"))
                .asString()
                .contains("worker1 800 MiB", "worker2 500 MiB");
    }

    @Test
    void lostConnectionIsShownAndEndsByItself() throws IOException {
        openServing("worker1");
        int port = manager.address().getPort();

        manager.closeHttp();
        browser.await("document.querySelector('#lost').textContent.startsWith('Connection lost. What you see is of ')");
        browser.await("document.querySelector('#link-text').textContent.startsWith('lost ')");
        assertThat(browser.eval("getComputedStyle(document.querySelector('main')).filter"))
                .isEqualTo("grayscale(1)");

        manager.openHttp(port);
        browser.await("!document.body.classList.contains('lost')");
        assertThat(browser.text("#link-text")).isEqualTo("live");
    }

    @Test
    void darkIsDarkAndTheChartIsDrawnInBoth() {
        openServing("worker1");
        Object light = browser.eval("getComputedStyle(document.body).backgroundColor");
        assertThat(browser.run(INK)).isEqualTo(true);

        browser.prefer("dark");
        browser.await("getComputedStyle(document.body).backgroundColor !== '" + light + "'");
        assertThat(browser.run(INK)).isEqualTo(true);
    }

    private static final String INK = "const canvas = document.querySelector('#chart canvas');"
            + " return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(it => it > 0)";

    private void openServing(String node) {
        browser.open(manager.address());
        browser.await("document.querySelector('#verdict').textContent === 'Serving: " + node + " answers'");
        browser.await("document.querySelector('#chart canvas')");
    }

    /** By axe-core, with all its rules for WCAG 2.2 A and AA and its best practices. */
    private static String violations() throws IOException {
        try (InputStream axe = DashboardIT.class.getResourceAsStream("/axe.min.js")) {
            browser.run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (String) browser.runAsync("const done = arguments[0];"
                + " axe.run().then(it => done(it.violations.flatMap(rule => rule.nodes.map("
                + "node => rule.id + ': ' + node.html + ' ' + node.failureSummary)).join('\\n')))");
    }
}
