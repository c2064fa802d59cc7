package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.nginx.ApplyListener.Step;
import dev.mandor.manager.nginx.Sight.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one nginx at the wanted configuration, and remembers what is known of it. Owned by the applier's thread.
 *
 * <p>Nothing is taken for granted for long: nginx is looked at when it is first seen, every {@link #WATCH}, and before
 * anything is repeated after a failure or a deadline, since what was given up may have ended well. What was lost is put right.
 * A file of another manager's, which has replaced ours, is left alone: it would replace ours again, and so on for ever.
 */
final class NginxKeeper {
    /** Looking costs one program where nginx is. */
    static final Duration WATCH = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(ConfigApplier.class); // one voice for all that it does

    private final ConfigInstaller installer;
    private final LongSupplier ticker;
    private final ApplyListener listener;
    private boolean mayTake;
    private ReloadTokens tokens;

    private Optional<NginxFacts> facts = Optional.empty();
    private Optional<NginxConfig> runs = Optional.empty(); // for certain: we gave it that, or it says so
    private String lies = ""; // the text of its file, as last seen
    private Optional<Long> lookedNanos = Optional.empty();
    private boolean doubt = true; // look before anything else
    private boolean answered; // with a version of ours, once
    private boolean unseen; // another site has answered for ours from the beginning
    private Optional<Answer> repaired = Optional.empty(); // against what a new install was tried
    private Optional<Trouble> trouble = Optional.empty();
    private Optional<Attempt> attempt = Optional.empty(); // that may still end well
    private String remark = "";

    /**
     * What is wanted.
     *
     * @param config that makes {@code table} so
     * @param settled false while what lies there from before is left alone
     */
    record Order(RoutingTable table, NginxConfig config, boolean settled) {}

    /** Who says what is wanted now. */
    @FunctionalInterface
    interface Newest {
        /** @param found the text of its file, empty for none; only the first time that it was looked at */
        Order order(NginxFacts facts, Optional<String> found) throws InterruptedException;
    }

    /** Why the instance does not have the plan, and when to try again. */
    private record Trouble(String reason, Backoff backoff) {}

    /** An install that was begun. */
    private record Attempt(NginxConfig config, long beganNanos) {}

    /** @param mayTake whether it may have been another manager's until now, as at the start of this one */
    NginxKeeper(ConfigInstaller installer, LongSupplier ticker, ApplyListener listener, boolean mayTake) {
        this.installer = installer;
        this.ticker = ticker;
        this.listener = listener;
        this.mayTake = mayTake;
        this.tokens = ReloadTokens.full(ticker.getAsLong());
    }

    /** What nginx runs for certain. */
    Optional<NginxConfig> runs() {
        return runs;
    }

    /** Whether it has had a configuration of this manager. */
    boolean isOurs() {
        return !mayTake;
    }

    /** Nothing of the past counts any longer: what failed may have been the engine. */
    void forgetTrouble() {
        trouble = Optional.empty();
    }

    /**
     * Does what is to be done now.
     *
     * @param newest what is wanted now; asked as late as possible, for what has to be known before may take its time
     * @return why it does not have that; empty when it has
     */
    Optional<String> keep(NginxInstance instance, Newest newest) throws InterruptedException {
        long now = ticker.getAsLong();
        if (trouble.isPresent() && !trouble.get().backoff().isOver(now)) {
            return trouble.map(Trouble::reason);
        }
        try {
            Optional<String> waits = bring(instance, newest);
            trouble = Optional.empty();
            return waits;
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            Backoff backoff = trouble.map(before -> before.backoff().next(now)).orElseGet(() -> Backoff.first(now));
            trouble = Optional.of(new Trouble(reason, backoff));
            doubt = true;
            return Optional.of(reason);
        }
    }

    private Optional<String> bring(NginxInstance instance, Newest newest) throws IOException, InterruptedException {
        NginxFacts known = facts(instance);
        boolean isFirst = lookedNanos.isEmpty();
        Optional<Sight> sight = doubt || isTimeToLook() ? look(instance) : Optional.empty();
        Order order = newest.order(known, Optional.of(lies).filter(text -> isFirst));
        if (sight.isEmpty() && runs.isEmpty() && lies.equals(order.config().text())) {
            sight = look(instance); // what was found before this was wanted may well run
        }
        if (sight.isPresent()) {
            act(instance, sight.get(), order);
        }
        boolean leaveAlone = !order.settled() && runs.isEmpty() && !lies.isEmpty();
        if (leaveAlone || runs.equals(Optional.of(order.config()))) {
            return Optional.empty();
        }
        if (runs.isPresent()) { // what it lacks altogether does not wait
            Optional<ReloadTokens> left = tokens.spend(ticker.getAsLong());
            if (left.isEmpty()) {
                return Optional.of(ReloadTokens.SENTENCE);
            }
            tokens = left.get();
        }
        install(instance, order);
        return Optional.empty();
    }

    private NginxFacts facts(NginxInstance instance) throws IOException, InterruptedException {
        if (facts.isEmpty()) {
            facts = Optional.of(installer.facts(instance));
        }
        return facts.get();
    }

    private boolean isTimeToLook() {
        return ticker.getAsLong() - lookedNanos.orElseThrow() >= WATCH.toNanos();
    }

    private Optional<Sight> look(NginxInstance instance) throws IOException, InterruptedException {
        listener.onBegin(Step.LOOK);
        Sight sight;
        try {
            sight = installer.look(instance);
        } catch (IOException e) {
            if (isFirstMiss()) {
                return Optional.empty();
            }
            throw e;
        }
        if (lookedNanos.isEmpty()) {
            String what =
                    sight.text().isEmpty() ? "without a configuration of ours" : "with a configuration from before";
            log.info("found nginx {}, {}", shortId(instance), what);
        }
        lookedNanos = Optional.of(ticker.getAsLong());
        lies = sight.text();
        answered |= sight.answer() == Answer.VERSION;
        return Optional.of(sight);
    }

    private void act(NginxInstance instance, Sight sight, Order order) throws IOException {
        Optional<Writer> other = mayTake ? Optional.empty() : installer.otherWriter(lies);
        act(instance, Running.of(sight, order.config(), runs, other), order);
    }

    private void act(NginxInstance instance, Running running, Order order) throws IOException {
        boolean again = false;
        if (running instanceof Running.Fine fine) {
            if (!runs.equals(Optional.of(fine.config()))) {
                listener.onFound(fine.config());
            }
            runs = Optional.of(fine.config());
            mayTake = false;
            repaired = Optional.empty();
            attempt.filter(begun -> begun.config().equals(fine.config()))
                    .ifPresent(begun -> tell(instance, begun, order));
        } else if (running instanceof Running.NoAnswer none) {
            again = isMissing(instance, none.answer());
        } else {
            if (runs.isPresent() && running instanceof Running.Astray astray) {
                log.warn("nginx {} has lost its configuration: {}", shortId(instance), astray.cause());
            }
            runs = Optional.empty();
        }
        if (running instanceof Running.OtherWriter other) {
            throw new IOException("another manager, " + other.who() + ", writes this nginx");
        }
        doubt = again;
    }

    // Returns whether it is to be looked at once more before anything is made of it.
    private boolean isMissing(NginxInstance instance, Answer answer) throws IOException {
        if (answer == Answer.UNASKED || (unseen && runs.isPresent())) {
            return false;
        }
        if (isFirstMiss()) {
            return true;
        }
        boolean inVain = answered && (answer == Answer.SILENT || repaired.equals(Optional.of(answer)));
        repaired = Optional.of(answer);
        runs = Optional.empty();
        if (inVain) {
            throw new IOException(installer.sentence(answer));
        }
        log.info("nginx {} does not say that it runs the configuration that lies there", shortId(instance));
        return false;
    }

    // A machine that is short of breath for a moment is no reason for an alarm, and the next look is soon.
    private boolean isFirstMiss() {
        boolean first = runs.isPresent() && !doubt;
        doubt |= first;
        return first;
    }

    private void install(NginxInstance instance, Order order) throws IOException, InterruptedException {
        Attempt begun = new Attempt(order.config(), ticker.getAsLong());
        listener.onBegin(Step.INSTALL);
        attempt = Optional.of(begun);
        runs = Optional.empty(); // until it has ended well
        String said = installer.install(instance, order.config(), mayTake);
        runs = Optional.of(order.config());
        lies = order.config().text();
        mayTake = false;
        boolean hidden = ConfigInstaller.isUnseen(said);
        unseen = hidden && !answered;
        doubt = hidden && answered;
        answered |= !hidden;
        lookedNanos = Optional.of(ticker.getAsLong());
        tell(instance, begun, order);
        if (!said.equals(remark) && !said.isEmpty()) {
            log.info("nginx {}: {}", shortId(instance), said);
        }
        remark = said;
    }

    private void tell(NginxInstance instance, Attempt ended, Order order) {
        Duration took = Duration.ofNanos(ticker.getAsLong() - ended.beganNanos());
        attempt = Optional.empty();
        log.info("applied to nginx {} in {} ms: {}", shortId(instance), took.toMillis(), order.table());
        listener.onInstalled(ended.config(), took);
    }

    private static String shortId(NginxInstance instance) {
        return instance.id().substring(0, Math.min(12, instance.id().length()));
    }
}
