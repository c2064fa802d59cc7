package dev.mandor.manager.doctor;

import dev.mandor.daemon.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Docker engine says of itself.
 *
 * @param version empty when it did not answer the client
 * @param swarmState as {@code active} or {@code inactive}
 * @param swarmManager whether it may be asked for services
 * @param address of this node in the Swarm, or empty
 * @param answerTime of the whole {@code docker info}, the start of the program among it
 */
record Engine(String version, String swarmState, boolean swarmManager, String address, Duration answerTime) {
    // Nothing at all without an engine, or what we asked for would stand among the words that say so.
    static final String FORMAT = "{{if .ServerVersion}}{{.ServerVersion}}\t{{.Swarm.LocalNodeState}}"
            + "\t{{.Swarm.ControlAvailable}}\t{{.Swarm.NodeAddr}}{{end}}";

    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4})\\..*");
    private static final int OLDEST_TRIED = 20;
    private static final Duration SLOW = Duration.ofSeconds(1); // the manager gives up after 3

    /** Reads what {@link #FORMAT} gives. */
    static Engine parse(String output, Duration answerTime) {
        String[] columns = (output.strip() + "\t\t\t").split("\t", -1);
        return new Engine(columns[0], columns[1], columns[2].equals("true"), columns[3].strip(), answerTime);
    }

    Finding answers() {
        if (version.isEmpty()) {
            return Finding.fail(
                    "docker engine: it does not answer",
                    "see 'systemctl status docker' and DOCKER_HOST; if it is stopped: systemctl start docker");
        }
        String sentence = "docker engine " + version + " answers in " + Durations.format(answerTime);
        if (answerTime.compareTo(SLOW) > 0) {
            return Finding.warn(
                    sentence, "find out what loads this machine: nginx gets no new plan while docker takes above 3 s");
        }
        Matcher major = MAJOR.matcher(version);
        return major.matches() && Integer.parseInt(major.group(1)) < OLDEST_TRIED
                ? Finding.warn(
                        sentence + ", and is older than any that Mandor was tried with", "take Docker 20.10 or later")
                : Finding.ok(sentence);
    }

    Finding swarm() {
        if (swarmManager) {
            return Finding.ok(
                    "this node is a manager of the Swarm, at " + address + ": labels of services can be read");
        }
        return swarmState.equals("active")
                ? Finding.warn(
                        "this node is a worker of the Swarm: labels of services cannot be read here",
                        "run the manager on a manager node, beside nginx; without labels it works here too")
                : Finding.warn(
                        "this engine is in no Swarm: services and their labels are unknown",
                        "docker swarm init; or name what to drive with --nginx-container or --nginx-local");
    }
}
