package dev.mandor.manager.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the switches of one site. A server that answers {@value #RUN} requests in a row serves alone; when another comes to do
 * that, traffic has switched, at the first request of its run. Not "the one with the most requests of a second": where two
 * share the load, that changes every other second and means nothing, while with two equal shares a run comes once in 2^30
 * requests. The price: a new server that answered fewer before traffic moved on is not seen. Not thread-safe.
 */
final class SwitchWatch {
    static final int RUN = 30;

    private static final int MOST_SWITCHES = 200;

    private final String site;
    private final RecentSeconds recent = new RecentSeconds();
    private final List<Switch> switches = new ArrayList<>();
    private String alone;
    private String runner;
    private long runStart;
    private long run;
    private long unlisted;
    private Optional<Switch> open = Optional.empty();

    SwitchWatch(String site) {
        this.site = site;
    }

    /** @param server empty when nginx answered by itself, which ends nobody's run */
    void add(LogEntry entry, Optional<String> server) {
        if (open.isPresent() && entry.epochMillis() / 1000 >= afterEnds(open.get())) {
            close();
        }
        recent.add(entry);
        server.ifPresent(name -> count(entry, name));
    }

    /** At the end of the log: those of which the 30 s after are not complete too. */
    List<Switch> end() {
        close();
        return List.copyOf(switches);
    }

    /** How many switches there were beyond the first {@value #MOST_SWITCHES}. */
    long unlisted() {
        return unlisted;
    }

    private void count(LogEntry entry, String server) {
        if (!server.equals(runner)) {
            runner = server;
            runStart = entry.epochMillis();
            run = 0;
        }
        if (++run == RUN && !server.equals(alone)) {
            if (alone != null) {
                begin(entry, server);
            }
            alone = server;
        }
    }

    private void begin(LogEntry entry, String server) {
        close();
        long second = runStart / 1000;
        boolean remembered = second - Switch.SECONDS > entry.epochMillis() / 1000 - RecentSeconds.SECONDS;
        open = Optional.of(new Switch(
                site,
                runStart,
                alone,
                server,
                remembered ? Optional.of(recent.sum(second - Switch.SECONDS, Switch.SECONDS)) : Optional.empty(),
                new Figures()));
    }

    private void close() {
        if (open.isPresent() && switches.size() < MOST_SWITCHES) {
            switches.add(complete(open.get()));
        } else if (open.isPresent()) {
            unlisted++;
        }
        open = Optional.empty();
    }

    private Switch complete(Switch one) {
        Figures after = recent.sum(one.epochMillis() / 1000, Switch.SECONDS);
        return new Switch(one.site(), one.epochMillis(), one.from(), one.to(), one.before(), after);
    }

    private static long afterEnds(Switch one) {
        return one.epochMillis() / 1000 + Switch.SECONDS;
    }
}
