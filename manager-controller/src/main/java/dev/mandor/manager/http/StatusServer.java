package dev.mandor.manager.http;

import dev.mandor.daemon.OneLine;
import dev.mandor.http.Answer;
import dev.mandor.http.Page;
import dev.mandor.http.ReadOnlyServer;
import dev.mandor.manager.view.Glance;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.View;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers who asks how the manager is: health, metrics, status. It only ever reads what the deciding threads left behind, on
 * threads of its own, of which there are at most {@value #MOST_AT_ONCE}; see {@link ReadOnlyServer}. The dashboard is a page that
 * listens to a {@link Feed}.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
    private static final int MOST_AT_ONCE = 8;
    private static final Pattern FIND = Pattern.compile("find=([A-Za-z0-9._-]{1,253})");

    private final ReadOnlyServer server;
    private final View view;
    private final Metrics metrics;
    private final List<Asset> assets;
    private final Feed feed;
    private final Thread feeding;

    private StatusServer(ReadOnlyServer server, View view, List<Asset> assets) {
        this.server = server;
        this.assets = assets;
        this.view = view;
        this.metrics = new Metrics(view);
        this.feed = new Feed(view, this::glance);
        this.feeding = new Thread(feed, "http-feed");
        feeding.setDaemon(true);
    }

    /**
     * Listens, and answers from {@link #start} on.
     *
     * @throws IOException when {@code address} cannot be listened on
     */
    public static StatusServer open(InetSocketAddress address, View view) throws IOException {
        List<Asset> assets = Asset.all();
        return new StatusServer(ReadOnlyServer.open(address, MOST_AT_ONCE), view, assets);
    }

    /** The address that is listened on; the port that the kernel chose when 0 was asked for. */
    public InetSocketAddress address() {
        return server.address();
    }

    public void start() {
        assets.forEach(asset -> server.page(asset.path(), asset::answer));
        server.broadcast("/api/v1/events", feed);
        server.ask("/api/v1/nodes", this::nodes);
        server.page(
                "/healthz",
                () -> view.isAlive() ? Answer.text(200, "ok") : Answer.text(503, "the control loop stands still"));
        server.page("/readyz", () -> {
            Optional<String> why = view.unready();
            return why.isPresent() ? Answer.text(503, OneLine.of(why.get())) : Answer.text(200, "ok");
        });
        server.page("/metrics", () -> large(() -> Answer.metrics(metrics::writeTo)));
        server.page("/api/v1/status", () -> large(() -> Answer.json(out -> StatusJson.write(view.overview(), out))));
        server.page(
                "/api/v1/decisions", () -> large(() -> Answer.json(out -> StatusJson.write(view.decisions(), out))));
        server.page(
                "/api/v1/explain", () -> large(() -> Answer.json(out -> StatusJson.write(view.explanations(), out))));
        server.start();
        feeding.start();
        log.info(
                "HTTP on {}: the dashboard, /metrics, /healthz, /readyz, /api/v1/status, /api/v1/decisions, /api/v1/explain",
                address());
    }

    @Override
    public void close() {
        feeding.interrupt();
        server.close();
    }

    private Answer nodes(Optional<String> query) throws IOException {
        Matcher find = FIND.matcher(query.orElse(""));
        if (!find.matches()) {
            return Answer.text(400, "expected ?find= and a part of a node's name");
        }
        return large(() -> Answer.json(out -> StatusJson.write(view.find(find.group(1)), out)));
    }

    private synchronized Glance glance() {
        return view.glance();
    }

    /** One at a time: what each is made of is many times as large as what is sent, and must fit into a small heap. */
    private synchronized Answer large(Page page) throws IOException {
        return page.answer();
    }
}
