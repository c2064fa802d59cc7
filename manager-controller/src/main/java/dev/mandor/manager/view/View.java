package dev.mandor.manager.view;

import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.explain.Explainer;
import dev.mandor.manager.explain.Explanation;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.manager.view.Board.Tick;
import dev.mandor.manager.view.Overview.Past;
import dev.mandor.manager.view.Overviews.Fixed;
import dev.mandor.manager.view.Overviews.Received;
import dev.mandor.model.NodeName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The manager, to be looked at. Each look makes a new {@link Overview} of what is there; any thread may look. */
public final class View {
    private static final int MISSED_CHECKS = 5;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    private final Fixed fixed;
    private final Board board;
    private final NginxWatch nginx;
    private final LongSupplier heartbeats;
    private final Supplier<Map<String, Long>> rejected;
    private final Supplier<? extends Map<NodeName, LowSoon>> lowSoon;
    private final Supplier<Optional<TrafficState>> traffic;
    private final Supplier<List<Refusal>> refusals;
    private final Supplier<Probes> probes;
    private final Explainer explainer;
    private final Clock clock;
    private final MemoryHistory history = new MemoryHistory();

    /** Of a manager to which nginx tells nothing. */
    public View(
            String version,
            String strategy,
            Duration tolerance,
            Duration interval,
            Board board,
            NginxWatch nginx,
            LongSupplier heartbeats,
            Supplier<Map<String, Long>> rejected,
            Supplier<? extends Map<NodeName, LowSoon>> lowSoon,
            Supplier<List<Refusal>> refusals,
            Supplier<Probes> probes,
            Explainer explainer,
            Clock clock) {
        this(
                version,
                strategy,
                tolerance,
                interval,
                board,
                nginx,
                heartbeats,
                rejected,
                lowSoon,
                Optional::empty,
                refusals,
                probes,
                explainer,
                clock);
    }

    /**
     * @param heartbeats how many were believed since the start
     * @param rejected how many were not, by reason
     * @param lowSoon the nodes for which there is a forecast of low memory, in the order of their names
     * @param traffic what nginx tells of its requests; empty when it is not asked to
     * @param refusals whose heartbeats were not believed lately
     * @param probes what became of the requests that were tried
     */
    public View(
            String version,
            String strategy,
            Duration tolerance,
            Duration interval,
            Board board,
            NginxWatch nginx,
            LongSupplier heartbeats,
            Supplier<Map<String, Long>> rejected,
            Supplier<? extends Map<NodeName, LowSoon>> lowSoon,
            Supplier<Optional<TrafficState>> traffic,
            Supplier<List<Refusal>> refusals,
            Supplier<Probes> probes,
            Explainer explainer,
            Clock clock) {
        this.fixed = new Fixed(version, clock.instant(), strategy, tolerance, interval);
        this.board = board;
        this.nginx = nginx;
        this.heartbeats = heartbeats;
        this.rejected = rejected;
        this.lowSoon = lowSoon;
        this.traffic = traffic;
        this.refusals = refusals;
        this.probes = probes;
        this.explainer = explainer;
        this.clock = clock;
    }

    public Overview overview() {
        return Overviews.of(
                fixed,
                board.latest(),
                nginx.state(),
                new Received(heartbeats.getAsLong(), rejected.get(), refusals.get()),
                lowSoon.get(),
                probes.get(),
                traffic.get());
    }

    /** How long nginx took to accept configurations. */
    public Durations installs() {
        return nginx.state().installs();
    }

    /** The latest changes of plans, the newest first. */
    public List<Past> decisions() {
        return Overviews.past(board.latest());
    }

    /** Why each service is served as it is, and what would change it. */
    public List<Explanation> explanations() {
        Tick tick = board.latest();
        Optional<Traffic> got = overview().traffic();
        Map<Service, Headline> headlines = Overviews.headlines(tick, probes.get(), got);
        Circumstances circumstances =
                new Circumstances(nginx.state(), refusals.get(), tick.snapshot(), fixed.tolerance());
        return tick.decisions().entrySet().stream()
                .map(decided -> circumstances.of(
                        explainer.explain(
                                decided.getKey(),
                                decided.getValue(),
                                tick.snapshot(),
                                tick.settled(),
                                tick.at(),
                                tick.since().getOrDefault(decided.getKey().name(), tick.at())),
                        headlines.get(decided.getKey())))
                .map(explanation -> TrafficSentences.into(explanation, got))
                .toList();
    }

    /** What the dashboard shows now. */
    public Glance glance() {
        return Glances.of(overview(), board.latest().past(), clock.instant(), isAlive(), history.latest());
    }

    /** The most important of the nodes whose name contains {@code text}, as the dashboard shows them. */
    public List<Glance.Row> find(String text) {
        return Glances.rows(overview(), node -> node.name().contains(text));
    }

    /** Takes the free memory down, if it is time to; to be called every second or so, by a thread that decides nothing. */
    public void sample() {
        Tick latest = board.latest();
        if (!latest.at().equals(Instant.EPOCH)) {
            history.note(latest);
        }
    }

    public MemoryHistory.Series history() {
        return history.series();
    }

    /** What there is to see, in a few references: equal as long as there is nothing new. */
    public Moment moment() {
        Tick latest = board.latest();
        NginxWatch.State state = nginx.state();
        return new Moment(
                latest.at(),
                new News(
                        latest.settled(),
                        latest.plans(),
                        state.applied(),
                        state.problem(),
                        isAlive(),
                        Headlines.ofAll(
                                        Overviews.headlines(latest, probes.get(), Optional.empty()),
                                        state,
                                        latest.settled())
                                .sentence()));
    }

    /** @param at when the control loop last went round */
    public record Moment(Instant at, News news) {}

    /** What nobody wants to wait a second for. */
    public record News(
            boolean settled, long plans, boolean applied, Optional<String> problem, boolean alive, String headline) {}

    /**
     * Why clients may not be well served, in a sentence; empty when they are, be it by the fallback, and nginx has the plan.
     */
    public Optional<String> unready() {
        Tick tick = board.latest();
        NginxWatch.State state = nginx.state();
        Headline headline =
                Headlines.ofAll(Overviews.headlines(tick, probes.get(), Optional.empty()), state, tick.settled());
        if (headline.verdict() == Overview.Verdict.FAILING) {
            return Optional.of(headline.sentence());
        }
        return state.applied()
                ? Optional.empty()
                : Optional.of("nginx does not have the plan"
                        + state.problem().map(problem -> ": " + problem).orElse(""));
    }

    /** Whether the control loop has gone round lately. */
    public boolean isAlive() {
        Instant last = board.latest().at().equals(Instant.EPOCH)
                ? fixed.startedAt()
                : board.latest().at();
        Duration patience = fixed.interval().multipliedBy(MISSED_CHECKS);
        Duration silence = Duration.between(last, clock.instant());
        return silence.compareTo(patience.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : patience) <= 0;
    }
}
