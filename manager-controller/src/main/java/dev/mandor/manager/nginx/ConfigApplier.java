package dev.mandor.manager.nginx;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every nginx instance at the wanted plan, on a thread of its own. Level-triggered: the plan is wanted again with each
 * tick, and what an instance has is remembered only after it took it, by its id. So a failed apply is tried again, a
 * replaced container is noticed, and nothing is written when nothing changed.
 *
 * <p>An instance that could not be given the plan is left alone for a while, longer each time, see {@link Backoff}: each try
 * copies a file and may reload nginx twice. The engine is not: it is asked with each tick which instances there are, even
 * while it hangs and each question costs this thread the deadline. Nobody waits for this thread, there is one question at a
 * time, and so the first tick after the engine recovered finds it so; to wait longer between questions would save next to
 * nothing and leave nginx without the plan for as long. When the engine comes back, and for an instance that is new, nothing
 * of the past counts: what failed then may have been the engine.
 */
public final class ConfigApplier implements PlanTarget, Runnable {
    private static final Logger log = LoggerFactory.getLogger(ConfigApplier.class);

    private final NginxGateway gateway;
    private final ConfigInstaller installer;
    private final NginxConfigRenderer renderer;
    private Optional<Endpoint> fallback; // until it is known: asked of the gateway
    private final LongSupplier ticker;
    private final ApplyListener listener;
    private final TrafficTarget traffic;
    private final KnownLogs logs;

    private final BlockingQueue<Wanted> mailbox = new ArrayBlockingQueue<>(1);
    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Trouble> troubles = new HashMap<>();
    private final Map<String, String> remarks = new HashMap<>();
    private final Map<String, NginxFacts> facts = new HashMap<>();
    private final Problem problem = new Problem();
    private volatile Map<ServiceName, Serving> serving = Map.of();

    record Wanted(RoutingTable table, boolean settled) {}

    /** What an instance has, and whether this run of the manager gave it that or had nginx say that it runs it. */
    private record Held(String text, boolean ours) {
        static final Held UNKNOWN = new Held("", true);
    }

    /** Why an instance does not have the plan, and when to try again. */
    private record Trouble(String reason, Backoff backoff) {}

    /** Nobody is told what becomes of the plans; see the other constructor. */
    ConfigApplier(
            NginxGateway gateway,
            ConfigInstaller installer,
            NginxConfigRenderer renderer,
            Optional<Endpoint> fallback,
            LongSupplier ticker) {
        this(gateway, installer, renderer, fallback, ticker, ApplyListener.NONE, TrafficTarget.NONE);
    }

    /** @param ticker the monotonic clock, as {@link System#nanoTime()} */
    public ConfigApplier(
            NginxGateway gateway,
            ConfigInstaller installer,
            NginxConfigRenderer renderer,
            Optional<Endpoint> fallback,
            LongSupplier ticker,
            ApplyListener listener,
            TrafficTarget traffic) {
        this.gateway = gateway;
        this.installer = installer;
        this.renderer = renderer;
        this.fallback = fallback;
        this.ticker = ticker;
        this.listener = listener;
        this.traffic = traffic;
        this.logs = new KnownLogs(installer, renderer.hasOwnLog());
    }

    @Override
    public void want(RoutingTable table, boolean settled) {
        mailbox.poll(); // a plan that the applier did not come to is out of date
        mailbox.add(new Wanted(table, settled));
    }

    @Override
    public Serving serving(ServiceName service) {
        return serving.getOrDefault(service, Serving.NOTHING);
    }

    /** Runs until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                apply(mailbox.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void apply(Wanted wanted) throws InterruptedException {
        Optional<String> failure = Optional.empty();
        try {
            List<? extends NginxInstance> instances = gateway.instances();
            forgetAllBut(instances.stream().map(NginxInstance::id).toList());
            Endpoint known = fallback();
            for (NginxInstance instance : instances) {
                Optional<String> met = applySafely(wanted, known, instance);
                failure = failure.isPresent() ? failure : met;
            }
        } catch (IOException | RuntimeException e) { // whatever one apply met, the next tick wants it again
            troubles.clear();
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
        report(failure);
        listener.onLook(failure);
    }

    private void forgetAllBut(List<String> ids) {
        held.keySet().retainAll(ids);
        troubles.keySet().retainAll(ids);
        remarks.keySet().retainAll(ids);
        facts.keySet().retainAll(ids);
        logs.forgetAllBut(ids);
    }

    private void report(Optional<String> failure) {
        if (failure.isEmpty() && problem.ends()) {
            log.info("nginx is at the wanted plan again");
        }
        if (failure.isPresent() && problem.begins(failure.get())) {
            log.warn("the plan is not applied yet: {}", failure.get());
        }
    }

    // An instance that refuses keeps no other from getting the plan.
    private Optional<String> applySafely(Wanted wanted, Endpoint fallback, NginxInstance instance)
            throws InterruptedException {
        long now = ticker.getAsLong();
        Trouble before = troubles.get(instance.id());
        if (before != null && !before.backoff().isOver(now)) {
            return Optional.of(before.reason());
        }
        try {
            apply(wanted, fallback, instance);
            troubles.remove(instance.id());
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            Backoff backoff =
                    before == null ? Backoff.first(now) : before.backoff().next(now);
            troubles.put(instance.id(), new Trouble(reason, backoff));
            return Optional.of(reason);
        }
    }

    private void apply(Wanted wanted, Endpoint fallback, NginxInstance instance)
            throws IOException, InterruptedException {
        Held has = held.get(instance.id());
        if (has == null) {
            has = lookInto(instance);
        }
        NginxConfig config = render(wanted, fallback, instance);
        boolean leaveAlone = !wanted.settled() && !has.ours() && !has.text().isEmpty();
        if (leaveAlone || (has.text().equals(config.text()) && isTrusted(has, config, instance))) {
            return;
        }
        long start = ticker.getAsLong();
        traffic.onConfig(config.version());
        held.put(instance.id(), Held.UNKNOWN); // a script that misses its deadline goes on
        String remark = installer.install(instance, config);
        logs.onInstalled();
        held.put(instance.id(), new Held(config.text(), true));
        serving = NginxConfigReader.servingIn(config.text());
        Duration took = Duration.ofNanos(ticker.getAsLong() - start);
        log.info("applied to nginx {} in {} ms: {}", shortId(instance), took.toMillis(), wanted.table());
        listener.onInstalled(config, took);
        if (!remark.equals(remarks.put(instance.id(), remark)) && !remark.isEmpty()) {
            log.info("nginx {}: {}", shortId(instance), remark);
        }
    }

    // The file that lies there may be one that nginx was never told to load, or did not take.
    private boolean isTrusted(Held has, NginxConfig config, NginxInstance instance)
            throws IOException, InterruptedException {
        if (has.ours()) {
            return true;
        }
        boolean running = installer.isRunning(instance, config);
        if (running) {
            held.put(instance.id(), new Held(has.text(), true));
        } else {
            log.info("nginx {} does not say that it runs the configuration that lies there", shortId(instance));
        }
        return running;
    }

    private NginxFacts facts(NginxInstance instance) throws IOException, InterruptedException {
        NginxFacts known = facts.get(instance.id());
        if (known == null) {
            known = installer.facts(instance);
            facts.put(instance.id(), known);
        }
        return known;
    }

    private NginxConfig render(Wanted wanted, Endpoint fallback, NginxInstance instance)
            throws IOException, InterruptedException {
        NginxFacts known = facts(instance);
        Optional<TrafficLog> tells = traffic.wanted(gateway);
        return tells.isEmpty()
                ? renderer.render(wanted.table(), fallback, known)
                : renderer.render(wanted.table(), fallback, known, tells, logs.of(instance));
    }

    private Held lookInto(NginxInstance instance) throws IOException, InterruptedException {
        String text = installer.installed(instance).orElse("");
        if (serving.isEmpty()) {
            serving = NginxConfigReader.servingIn(text);
        }
        NginxConfigReader.samplingIn(text).ifPresent(traffic::onFound);
        NginxConfigReader.versionIn(text).ifPresent(traffic::onConfig);
        log.info(
                "found nginx {}, {}",
                shortId(instance),
                text.isEmpty() ? "without a configuration of ours" : "with a configuration from before");
        Held found = new Held(text, false);
        held.put(instance.id(), found);
        return found;
    }

    private Endpoint fallback() throws IOException, InterruptedException {
        if (fallback.isEmpty()) {
            Endpoint found = new Endpoint(gateway.nodeAddress(), 8080);
            log.info("the fallback is this node's own web service, {}", found);
            fallback = Optional.of(found);
        }
        return fallback.get();
    }

    private static String shortId(NginxInstance instance) {
        return instance.id().substring(0, Math.min(12, instance.id().length()));
    }
}
