package dev.mandor.browser;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.traffic.Lines;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.TestViews;
import dev.mandor.manager.view.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dashboard makes of what it is told, however odd or much that is. */
@ExtendWith(BrowserCondition.class)
class DashboardTextIT {
    private final TestViews manager = new TestViews();
    private final View view = manager.view();
    private static Browser browser;
    private StatusServer server;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
        browser.resize(1280, 900, 1);
        browser.beforeEachPage("if (location.hash === '#fake') { window.EventSource = class extends EventTarget {"
                + " constructor() { super(); window.source = this; } }; }");
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), view);
        server.start();
        browser.complaints();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** In the place of every text that the manager sends, more hostile than its types permit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=owned=1>",
                "<script>owned=1</script>",
                "</td><td onmouseover=owned=1>",
                "\"><svg onload=owned=1>",
                "javascript:owned=1",
                "&lt;b&gt;${owned=1}{{owned=1}}",
                "__proto__",
                "constructor"
            })
    void hostileTextStaysText(String hostile) {
        manager.tick(NOW, snapshot(live("worker1", 400), down("worker2", 300)));
        view.sample();
        manager.tick(NOW.plusSeconds(5), snapshot(live("worker1", 400), live("worker2", 600)));
        view.sample();
        manager.nginx.onLook(Optional.of("worker1 is not there"));
        String history = StatusJson.write(view.history());
        String glance = StatusJson.write(view.glance());
        assertThat(glance).contains("\"worker1\"", "\"workers\"", "\"live\"", "10.0.0.1:8080", "1.2.3");
        String json = hostile.replace("\"", "\\\"");
        browser.go("http://127.0.0.1:" + server.address().getPort() + "/#fake");
        browser.say("history", history.replace("worker1", json));
        browser.say(
                "glance",
                List.of("worker1", "workers", "10.0.0.1:8080", "1.2.3", "max-free-memory", "\"live\"").stream()
                        .reduce(
                                glance,
                                (text, word) -> text.replace(word, word.startsWith("\"") ? "\"" + json + "\"" : json)));

        browser.await("document.querySelectorAll('#nodes tr').length");
        assertThat(browser.eval("typeof owned")).isEqualTo("undefined");
        assertThat(
                        browser.eval(
                                "document.querySelectorAll('main img, main script, main [onerror], main [onload], main [onmouseover]').length"))
                .isEqualTo(0L);
        for (String place : List.of(
                "#version",
                "#facts",
                "#nodes th",
                "#nodes .state",
                "#nodes .address",
                "#changes",
                "#alarms",
                "#legend")) {
            assertThat(browser.eval(
                            "[...document.querySelectorAll('" + place + "')].map(it => it.textContent).join(' ')"))
                    .asString()
                    .as(place)
                    .contains(hostile);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void ofTenThousandNodesTheMostImportantAreShownAndTheOthersFound() {
        manager.tick(
                NOW,
                snapshot(IntStream.rangeClosed(1, 10_000)
                        .mapToObj(n -> n % 100 == 0 ? down("worker" + n, 300) : live("worker" + n, 300 + n / 100))
                        .toArray(NodeStatus[]::new)));
        manager.applied();
        browser.open(server.address());

        assertThat(browser.eval("document.querySelectorAll('#nodes tr').length"))
                .isEqualTo(200L);
        assertThat(browser.text("#nodes-note"))
                .isEqualTo("The 200 most important of 10 000 nodes; the others are found by name.");
        assertThat(browser.text("#nodes tr")).startsWith("worker9901").doesNotContain("down");
        assertThat(browser.eval("document.querySelectorAll('#nodes .bad').length"))
                .isEqualTo(100L);

        browser.type("#find", "worker777");
        browser.await("document.querySelectorAll('#nodes tr').length === 11");
        assertThat(browser.text("#nodes-note")).isEqualTo("11 found.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatClientsGotIsOnThePageAndUnknownWhereNothingIsHeard() {
        manager.tick(NOW.minusSeconds(10), snapshot(live("worker1", 400), live("worker2", 300)));
        manager.tick(NOW, snapshot(live("worker1", 400), live("worker2", 300)));
        manager.applied();
        List<String> lines = new ArrayList<>(
                Collections.nCopies(60, Lines.line("workers", 1, 200, "mandor_workers", "10.0.0.1:8080", "0.004", 5)));
        lines.addAll(Collections.nCopies(
                40, Lines.line("workers", 1, 502, "10.0.0.9:80", "10.0.0.1:8080 : 10.0.0.9:80", "- : -", 1200)));
        manager.traffic = Optional.of(Lines.heard(lines));
        browser.open(server.address());

        assertThat(browser.text("#services .got"))
                .isEqualTo("20 requests/s, half within 5 ms, 99 % within 1.2 s, 40 % answered by the fallback,"
                        + " no answer for 40 %");
        assertThat(browser.text("#figure-requests-a-second")).startsWith("20");
        assertThat(browser.text("#nodes .gets")).isEqualTo("all gets 60 %");
        assertThat(browser.text("#alarms")).contains("the fallback answers 40 % of the requests of workers");

        manager.traffic = Optional.empty();
        browser.open(server.address());
        assertThat(browser.text("#services .got")).isEqualTo("traffic unknown");
        assertThat(browser.text("#figure-requests-a-second")).startsWith("unknown");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void managerThatHasHeardOfNobodySaysWhatToDo() {
        browser.open(server.address());

        assertThat(browser.text("#verdict")).isEqualTo("Unknown: nothing was heard of nginx yet");
        assertThat(browser.text("#nodes-note")).startsWith("No node has reported yet.");
        assertThat(browser.complaints()).isEmpty();
    }
}
