package dev.mandor.manager;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.ServiceRules.Findings;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.nginx.DockerServices;
import dev.mandor.manager.nginx.EngineRefusesException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services by their labels, asked of the engine again and again on a thread of its own, since an engine may take its time.
 * Level-triggered: each answer is the whole truth.
 *
 * <p>Without an answer, the services known before stay. So they do when an engine that has told of some refuses to tell: a
 * manager node that was demoted still has the nginx that people use. Before the first answer nothing is settled, so that a
 * manager that restarts while the engine hangs does not take the labelled services out of nginx's file.
 */
final class ServiceDiscovery implements ServiceSource {
    /** Asking takes the docker program some 20 ms of CPU: not more often, however often nodes are checked. */
    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(ServiceDiscovery.class);

    private final DockerServices engine;
    private final ServiceRules rules;
    private final ServiceCatalog unlabelled;
    private final Problem problem = new Problem();
    private SortedMap<String, String> complaints = new TreeMap<>();
    private volatile Known known;

    private record Known(ServiceCatalog catalog, boolean settled) {}

    ServiceDiscovery(DockerServices engine, ServiceRules rules) {
        this.engine = engine;
        this.rules = rules;
        this.unlabelled = rules.of(List.of()).catalog();
        this.known = new Known(unlabelled, false);
    }

    @Override
    public ServiceCatalog catalog() {
        return known.catalog();
    }

    @Override
    public boolean isSettled() {
        return known.settled();
    }

    /**
     * Asks until its thread is interrupted.
     *
     * @param interval between two questions, unless that is shorter than {@link #SHORTEST_PAUSE}
     * @param changed is called after each change
     */
    void watch(Duration interval, Runnable changed) {
        Duration pause = interval.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : interval;
        try {
            while (true) {
                Known before = known;
                ask();
                if (!known.equals(before)) {
                    changed.run();
                }
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void ask() throws InterruptedException {
        try {
            Findings findings = rules.of(engine.withLabel(ServiceRules.ENABLE + "=true"));
            if (problem.ends()) {
                log.info("the labels of services can be read again");
            }
            reportComplaints(findings.complaints());
            know(findings.catalog());
        } catch (EngineRefusesException e) {
            if (known.catalog().equals(unlabelled)) {
                reportRefusal(e);
                know(unlabelled);
            } else {
                reportFailure(e);
            }
        } catch (IOException | RuntimeException e) { // what is known stays, and the next question comes soon
            reportFailure(e);
        }
    }

    private void know(ServiceCatalog catalog) {
        reportChanges(known.catalog().services(), catalog.services());
        known = new Known(catalog, true);
    }

    private static void reportChanges(List<Service> before, List<Service> now) {
        Set<ServiceName> namesBefore = names(before);
        Set<ServiceName> namesNow = names(now);
        before.stream()
                .filter(service -> !namesNow.contains(service.name()))
                .forEach(service -> log.info("service {} is gone", service));
        now.stream()
                .filter(service -> !before.contains(service))
                .forEach(service -> log.info(
                        "service {} {}", service, namesBefore.contains(service.name()) ? "changed" : "is new"));
    }

    private void reportComplaints(SortedMap<String, String> now) {
        now.forEach((name, complaint) -> {
            if (!complaint.equals(complaints.get(name))) {
                log.warn("service {} is left out: {}", name, complaint);
            }
        });
        complaints.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> log.info("nothing is wrong with service {} any more", name));
        complaints = now;
    }

    private void reportRefusal(EngineRefusesException e) {
        if (problem.begins(e.getMessage())) {
            log.info("no services are looked for by their labels: {}", e.getMessage());
        }
    }

    private void reportFailure(Exception e) {
        if (problem.begins(String.valueOf(e.getMessage()))) {
            String meanwhile = known.settled() ? "those known stay" : "nginx keeps those that it has until they can be";
            log.warn("the labels of services cannot be read, {}: {}", meanwhile, e.getMessage());
        }
    }

    private static Set<ServiceName> names(List<Service> services) {
        return services.stream().map(Service::name).collect(Collectors.toSet());
    }
}
