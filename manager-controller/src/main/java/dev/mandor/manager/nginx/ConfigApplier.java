package dev.mandor.manager.nginx;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every nginx instance at the wanted plan, on a thread of its own. Level-triggered: the plan is wanted again with each
 * tick, and what an instance has is remembered only after it took it, by its id. So a failed apply is tried again, a
 * replaced container is noticed, and nothing is written when nothing changed.
 */
public final class ConfigApplier implements PlanTarget, Runnable {
    private static final Logger log = LoggerFactory.getLogger(ConfigApplier.class);

    private final NginxGateway gateway;
    private final ConfigInstaller installer;
    private final NginxConfigRenderer renderer;
    private Optional<Endpoint> fallback; // until it is known: asked of the gateway

    private final BlockingQueue<Wanted> mailbox = new ArrayBlockingQueue<>(1);
    private final Map<String, Held> held = new HashMap<>();
    private final Problem problem = new Problem();
    private volatile Optional<Endpoint> serving = Optional.empty();

    private record Wanted(RoutingPlan plan, boolean settled) {}

    /** What an instance has, and whether this run of the manager gave it that. */
    private record Held(String text, boolean ours) {
        static final Held UNKNOWN = new Held("", true);
    }

    public ConfigApplier(
            NginxGateway gateway,
            ConfigInstaller installer,
            NginxConfigRenderer renderer,
            Optional<Endpoint> fallback) {
        this.gateway = gateway;
        this.installer = installer;
        this.renderer = renderer;
        this.fallback = fallback;
    }

    @Override
    public void want(RoutingPlan plan, boolean settled) {
        mailbox.poll(); // a plan that the applier did not come to is out of date
        mailbox.add(new Wanted(plan, settled));
    }

    @Override
    public Optional<Endpoint> serving() {
        return serving;
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

    private void apply(Wanted wanted) throws InterruptedException {
        Optional<String> failure = Optional.empty();
        try {
            List<? extends NginxInstance> instances = gateway.instances();
            held.keySet().retainAll(instances.stream().map(NginxInstance::id).toList());
            NginxConfig config = renderer.render(wanted.plan(), fallback());
            for (NginxInstance instance : instances) {
                Optional<String> met = applySafely(wanted, config, instance);
                failure = failure.isPresent() ? failure : met;
            }
        } catch (IOException | RuntimeException e) { // whatever one apply met, the next tick wants it again
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
        report(failure);
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
    private Optional<String> applySafely(Wanted wanted, NginxConfig config, NginxInstance instance)
            throws InterruptedException {
        try {
            apply(wanted, config, instance);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            held.replace(instance.id(), Held.UNKNOWN); // a script that missed its deadline goes on
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void apply(Wanted wanted, NginxConfig config, NginxInstance instance)
            throws IOException, InterruptedException {
        Held has = held.get(instance.id());
        if (has == null) {
            has = lookInto(instance);
        }
        boolean leaveAlone = !wanted.settled() && !has.ours() && !has.text().isEmpty();
        if (leaveAlone || has.text().equals(config.text())) {
            return;
        }
        long start = System.nanoTime();
        String remark = installer.install(instance, config);
        held.put(instance.id(), new Held(config.text(), true));
        serving = NginxConfigRenderer.servingIn(config.text());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        log.info("applied to nginx {} in {} ms: {}", shortId(instance), millis, wanted.plan());
        if (!remark.isEmpty()) {
            log.info("nginx {}: {}", shortId(instance), remark);
        }
    }

    private Held lookInto(NginxInstance instance) throws IOException, InterruptedException {
        String text = installer.installed(instance).orElse("");
        if (serving.isEmpty()) {
            serving = NginxConfigRenderer.servingIn(text);
        }
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
