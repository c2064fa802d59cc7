package dev.mandor.manager.doctor;

import dev.mandor.daemon.Durations;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be told of the datagrams that came while we listened: a line for each worker, by the last that it sent. Of
 * very many the rest are counted, since anybody can send. Pure.
 */
public final class Heartbeats {
    private static final Duration SKEW = Duration.ofSeconds(2); // as the manager's own warning
    private static final int MOST_LINES = 30;

    private Heartbeats() {}

    /** @param maxAge with keys, how far a clock may be from ours before its heartbeats are not believed */
    public static List<Finding> findings(
            List<Heard> heard, Duration listened, int port, boolean keys, Duration maxAge) {
        if (heard.isEmpty()) {
            return List.of(nothing(listened, port));
        }
        Collection<Heard> last = lastOfEach(heard);
        List<Finding> findings = new ArrayList<>();
        last.stream().limit(MOST_LINES).map(one -> finding(one, keys, maxAge)).forEach(findings::add);
        if (last.size() > MOST_LINES) {
            findings.add(rest(last.stream().skip(MOST_LINES).toList()));
        }
        findings.addAll(rivals(last));
        return findings;
    }

    static Finding finding(Heard heard, boolean keys, Duration maxAge) {
        return heard.heartbeat()
                .map(heartbeat -> ofWorker(heard, heartbeat, keys, maxAge))
                .orElseGet(() -> Finding.warn(
                        "a datagram of " + heard.sender().getHostAddress() + " is no heartbeat: "
                                + heard.refusal().orElse("it was not understood"),
                        "find out what sends there; keep strangers from this port by a firewall"));
    }

    private static Finding ofWorker(Heard heard, Heartbeat heartbeat, boolean keys, Duration maxAge) {
        String who = heartbeat.node() + " at " + heartbeat.endpoint();
        String clock = clock(heard.clockAhead());
        if (keys && heard.clockAhead().abs().compareTo(maxAge) > 0) {
            return Finding.fail(
                    who + " is heard, but not believed: " + clock + ", above --max-age " + Durations.format(maxAge),
                    "set the clocks of both right: timedatectl set-ntp true");
        }
        if (heard.refusal().isPresent()) {
            return Finding.fail(
                    who + " is heard from " + heard.sender().getHostAddress() + ", but not believed: "
                            + heard.refusal().get(),
                    keys
                            ? "give that node its own key, see 'manager keys new --help'"
                            : "see --allow, --advertise and keys");
        }
        if (heard.clockAhead().abs().compareTo(SKEW) > 0) {
            return Finding.warn(
                    who + " is heard, but " + clock + ": its log and ours do not match",
                    "set the clocks of both right: timedatectl set-ntp true");
        }
        return wellOrNot(who, heard, heartbeat, clock);
    }

    private static Finding wellOrNot(String who, Heard heard, Heartbeat heartbeat, String clock) {
        if (heartbeat.leaving()) {
            return Finding.warn(who + " is heard, and is leaving", "rm its drain file, or start its agent again");
        }
        if (!heartbeat.healthy()) {
            return Finding.warn(
                    who + " is heard, but its agent says that its web service does not answer",
                    "start it; see the agent's --backend-port and --health");
        }
        return Finding.ok(who + " is heard: " + heartbeat.memory() + ", " + (heard.signed() ? "signed" : "not signed")
                + ", " + clock);
    }

    private static String clock(Duration ahead) {
        return "its clock is " + Durations.format(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of")
                + " ours";
    }

    private static Finding nothing(Duration listened, int port) {
        return Finding.fail(
                "nothing arrived on UDP port " + port + " within " + Durations.format(listened),
                "start the agents with --manager and this address; let UDP " + port
                        + " through the firewalls of both, e.g. ufw allow " + port
                        + "/udp; agents with a longer --interval need a longer --listen-seconds");
    }

    private static Finding rest(List<Heard> rest) {
        long refused = rest.stream().filter(one -> one.refusal().isPresent()).count();
        String sentence = Words.count(rest.size(), "further sender") + " heard, " + refused + " of them not believed";
        return refused == 0
                ? Finding.ok(sentence)
                : Finding.warn(sentence, "see the lines above; keep strangers from this port by a firewall");
    }

    private static List<Finding> rivals(Collection<Heard> last) {
        Map<String, Set<Endpoint>> endpoints = last.stream()
                .filter(one -> one.refusal().isEmpty())
                .flatMap(one -> one.heartbeat().stream())
                .collect(Collectors.groupingBy(
                        heartbeat -> heartbeat.node().toString(),
                        TreeMap::new,
                        Collectors.mapping(Heartbeat::endpoint, Collectors.toSet())));
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> Finding.fail(
                        entry.getValue().size() + " machines report as " + entry.getKey()
                                + ": the first one heard serves, the" + " others do not count",
                        "give each agent a --name of its own"))
                .toList();
    }

    private static Collection<Heard> lastOfEach(List<Heard> heard) {
        Map<String, Heard> last = new TreeMap<>();
        heard.forEach(one -> last.put(one.about(), one));
        return last.values();
    }
}
