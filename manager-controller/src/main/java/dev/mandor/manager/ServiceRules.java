package dev.mandor.manager;

import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.nginx.LabelledService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which services there are, by the command line and by the labels of Swarm services. Pure.
 *
 * <p>The command line comes first: whoever starts the manager can rely on what he told it, whatever anybody deploys. Then the
 * labelled services in the order of their names, so that of two that are after the same host the same one gets it each time.
 * One whose labels are wrong, or that comes too late, is left out; the others do not suffer.
 *
 * <p>Without {@code --service} there is the usual service, which answers whatever name clients use at the port that the agents
 * report, until a labelled one without a host name takes its place. So the plain command line does without any labels.
 *
 * @param options of the command line
 * @param strategy for services that name none
 * @param settings for any strategy
 */
record ServiceRules(List<ServiceOption> options, Strategy strategy, Settings settings) {
    static final String ENABLE = "mandor.enable";
    static final String PORT = "mandor.port";
    static final String HOST = "mandor.host";
    static final String STRATEGY = "mandor.strategy";

    private static final int LONGEST_SHOWN = 63; // as Swarm allows
    private static final Comparator<LabelledService> BY_NAME = Comparator.comparing(
                    LabelledService::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(LabelledService::name);

    /**
     * What came of the labels.
     *
     * @param complaints what is wrong with each service that was left out, by its name made fit for a log
     */
    record Findings(ServiceCatalog catalog, SortedMap<String, String> complaints) {
        Findings {
            complaints = Collections.unmodifiableSortedMap(new TreeMap<>(complaints));
        }
    }

    /** @throws IllegalArgumentException when the options cannot be beside each other, with a sentence */
    ServiceRules {
        options = List.copyOf(options);
        new ServiceCatalog(services(options, strategy.policy(settings)));
    }

    Findings of(List<LabelledService> labelled) {
        SelectionPolicy policy = strategy.policy(settings);
        Findings found = beside(services(options, policy), labelled);
        boolean hasDefault = found.catalog().services().stream()
                .anyMatch(service -> service.host().isEmpty());
        return hasDefault || !options.isEmpty() ? found : beside(List.of(ServiceOption.usual(policy)), labelled);
    }

    private Findings beside(List<Service> first, List<LabelledService> labelled) {
        List<Service> services = new ArrayList<>(first);
        SortedMap<String, String> complaints = new TreeMap<>();
        labelled.stream()
                .filter(candidate -> "true".equals(candidate.labels().get(ENABLE)))
                .sorted(BY_NAME)
                .forEach(candidate -> {
                    try {
                        services.add(serviceBeside(services, candidate));
                    } catch (IllegalArgumentException e) {
                        complaints.put(shown(candidate.name()), e.getMessage());
                    }
                });
        return new Findings(new ServiceCatalog(services), complaints);
    }

    private Service serviceBeside(List<Service> others, LabelledService candidate) {
        Map<String, String> labels = candidate.labels();
        Service service = new Service(
                new ServiceName(candidate.name().toLowerCase(Locale.ROOT)),
                OptionalInt.of(read(labels, PORT, ServiceOption::port)
                        .orElseThrow(() -> new IllegalArgumentException(PORT + " is missing"))),
                read(labels, HOST, HostName::new),
                read(labels, STRATEGY, Strategy::parse).orElse(strategy).policy(settings));
        ServiceCatalog.conflict(service, others).ifPresent(conflict -> {
            throw new IllegalArgumentException(conflict);
        });
        return service;
    }

    // No sentence quotes a label: what somebody wrote there is not to reach the log.
    private static <T> Optional<T> read(Map<String, String> labels, String label, Function<String, T> parser) {
        try {
            return Optional.ofNullable(labels.get(label)).map(String::strip).map(parser);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(label + ": " + e.getMessage(), e);
        }
    }

    private static String shown(String name) {
        return name.substring(0, Math.min(LONGEST_SHOWN, name.length())).replaceAll("[^A-Za-z0-9_.-]", "?");
    }

    private static List<Service> services(List<ServiceOption> options, SelectionPolicy policy) {
        return options.stream().map(option -> option.service(policy)).toList();
    }
}
