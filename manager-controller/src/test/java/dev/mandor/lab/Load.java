package dev.mandor.lab;

import java.io.IOException;
import java.util.List;

/** A client that asks the site 20 times a second, each time on a new connection and with a timeout of 1 s. */
final class Load implements AutoCloseable {
    private final Running requests =
            Lab.start("sh", "client", Lab.script("lib/requests").toString(), Lab.SITE, "20");

    /** Returns when the first request has been answered. */
    Load() throws IOException, InterruptedException {
        requests.await(" 200 ", Site.SOON);
    }

    /** Asks no more, waits for what is under way, and returns the requests that were not answered. */
    List<String> failures() throws InterruptedException {
        requests.stop();
        return requests.since(answer -> !answer.contains(" 200 "));
    }

    @Override
    public void close() {
        requests.kill();
    }
}
