package dev.mandor.agent;

import java.util.Map;

/**
 * Whether this node wants requests, as its next heartbeat says it.
 *
 * @param healthy whether the web service answered when it was last looked at
 * @param leaving whether the operator took the node out
 * @param otherPorts whether each further web service answered, by port
 */
record Availability(boolean healthy, boolean leaving, Map<Integer, Boolean> otherPorts) {
    /** Of a node that is well and stays. */
    static final Availability IN_SERVICE = new Availability(true, false);

    /** Of a node with one web service. */
    Availability(boolean healthy, boolean leaving) {
        this(healthy, leaving, Map.of());
    }

    /** What there is to say of it in the log, each with a comma before it; of a node that is well and stays, nothing. */
    String inWords() {
        StringBuilder words = new StringBuilder(healthy ? "" : ", not healthy");
        otherPorts.forEach((port, answers) -> words.append(answers ? "" : ", port " + port + " not healthy"));
        return words.append(leaving ? ", leaving" : "").toString();
    }
}
