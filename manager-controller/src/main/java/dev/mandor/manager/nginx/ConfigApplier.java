package dev.mandor.manager.nginx;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.nginx.ApplyListener.Step;
import dev.mandor.manager.nginx.NginxKeeper.Order;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every nginx instance at the wanted plan, on a thread of its own. Level-triggered: the plan is wanted again with each
 * tick, and what an instance has is remembered by its id, only after it took it, see {@link NginxKeeper}. So a failed apply is
 * tried again, a replaced container is noticed, and nothing is written when nothing changed.
 *
 * <p>An instance that could not be given the plan is left alone for a while, longer each time, see {@link Backoff}: each try
 * copies a file and may reload nginx twice. The engine is not: it is asked with each tick which instances there are, even
 * while it hangs and each question costs this thread the deadline. Nobody waits for this thread, there is one question at a
 * time, and so the first tick after the engine recovered finds it so; to wait longer between questions would save next to
 * nothing and leave nginx without the plan for as long. When the engine comes back, and for an instance that is new, nothing
 * of the past counts: what failed then may have been the engine.
 *
 * <p>The instances that it finds first it takes over from whichever manager drove them: that is how a manager moves to another
 * machine. From then on a file of another manager's is one that has replaced ours, and stays.
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
    private Wanted wanted; // by now; the applier's thread only
    private final Map<String, NginxKeeper> keepers = new HashMap<>();
    private final Problem problem = new Problem();
    private boolean established; // some instance has had a plan of ours
    private volatile Map<ServiceName, Serving> serving = Map.of();

    record Wanted(RoutingTable table, boolean settled) {}

    /** Nobody is told what becomes of the plans; see the other constructor. */
    ConfigApplier(
            NginxGateway gateway,
            ConfigInstaller installer,
            NginxConfigRenderer renderer,
            Optional<Endpoint> fallback,
            LongSupplier ticker) {
        this(gateway, installer, renderer, fallback, ticker, ApplyListener.NONE);
    }

    /** nginx tells nobody of its requests; see the other constructor. */
    ConfigApplier(
            NginxGateway gateway,
            ConfigInstaller installer,
            NginxConfigRenderer renderer,
            Optional<Endpoint> fallback,
            LongSupplier ticker,
            ApplyListener listener) {
        this(gateway, installer, renderer, fallback, ticker, listener, TrafficTarget.NONE);
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
        this.logs = new KnownLogs(installer, renderer.hasOwnLog(), traffic);
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

    void apply(Wanted newest) throws InterruptedException {
        wanted = newest;
        listener.onBegin(Step.LOOK);
        Optional<String> failure = Optional.empty();
        try {
            List<? extends NginxInstance> instances = gateway.instances();
            forgetAllBut(instances.stream().map(NginxInstance::id).toList());
            Endpoint known = fallback();
            for (NginxInstance instance : instances) {
                UserLogs userLogs = logs.of(instance); // first: it tells the traffic how much was sampled until now
                Optional<TrafficLog> tells = traffic.wanted(gateway);
                Optional<String> met = keep(instance, facts -> newest(known, facts, tells, userLogs));
                failure = failure.isPresent() ? failure : met;
            }
        } catch (IOException | RuntimeException e) { // whatever one apply met, the next tick wants it again
            keepers.values().forEach(NginxKeeper::forgetTrouble);
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
        established |= keepers.values().stream().anyMatch(NginxKeeper::isOurs);
        report(failure);
        listener.onLook(failure);
    }

    private void forgetAllBut(List<String> ids) {
        keepers.keySet().retainAll(ids);
        logs.forgetAllBut(ids);
        boolean mayTake = !established;
        ids.forEach(id -> keepers.computeIfAbsent(id, any -> new NginxKeeper(installer, ticker, listener, mayTake)));
    }

    // An instance that refuses keeps no other from getting the plan.
    private Optional<String> keep(NginxInstance instance, Function<NginxFacts, Order> newest)
            throws InterruptedException {
        NginxKeeper keeper = keepers.get(instance.id());
        Optional<NginxConfig> before = keeper.runs();
        Optional<String> met = keeper.keep(instance, newest);
        if (serving.isEmpty()) {
            serving = NginxConfigReader.servingIn(keeper.lies());
        }
        keeper.runs().filter(now -> !before.equals(Optional.of(now))).ifPresent(now -> {
            serving = NginxConfigReader.servingIn(now.text());
            logs.onInstalled();
        });
        keeper.runs().ifPresent(now -> traffic.onConfig(now.version()));
        return met;
    }

    private Order newest(Endpoint known, NginxFacts facts, Optional<TrafficLog> tells, UserLogs userLogs) {
        Wanted newer = mailbox.poll();
        wanted = newer == null ? wanted : newer;
        NginxConfig config = renderer.render(wanted.table(), known, facts, tells, userLogs);
        traffic.onConfig(config.version()); // its first lines may come before the install has ended
        return new Order(wanted.table(), config, wanted.settled());
    }

    private void report(Optional<String> failure) {
        if (failure.isEmpty() && problem.ends()) {
            log.info("nginx is at the wanted plan again");
        }
        if (failure.isPresent() && problem.begins(failure.get())) {
            log.warn("the plan is not applied yet: {}", failure.get());
        }
    }

    private Endpoint fallback() throws IOException, InterruptedException {
        if (fallback.isEmpty()) {
            Endpoint found = new Endpoint(gateway.nodeAddress(), 8080);
            log.info("the fallback is this node's own web service, {}", found);
            fallback = Optional.of(found);
        }
        return fallback.get();
    }
}
