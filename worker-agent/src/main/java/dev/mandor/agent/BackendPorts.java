package dev.mandor.agent;

import dev.mandor.model.Heartbeat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP ports of this node's web services, as the user gave them.
 *
 * @param own the port of the service that the node's heartbeats are of
 * @param others those of its further services; at most {@link Heartbeat#MOST_OTHER_PORTS}, none of them twice
 */
record BackendPorts(int own, List<Integer> others) {
    /** @throws IllegalArgumentException when one port is there twice, or there are too many */
    BackendPorts {
        others = List.copyOf(others);
        if (others.size() > Heartbeat.MOST_OTHER_PORTS) {
            throw new IllegalArgumentException(
                    "at most " + (Heartbeat.MOST_OTHER_PORTS + 1) + " ports, not " + (others.size() + 1));
        }
        Set<Integer> seen = new HashSet<>(Set.of(own));
        for (int port : others) {
            if (!seen.add(port)) {
                throw new IllegalArgumentException("port " + port + " is given twice");
            }
        }
    }

    /** @param ports the node's own first; not empty */
    static BackendPorts of(List<Integer> ports) {
        return new BackendPorts(ports.get(0), ports.subList(1, ports.size()));
    }

    /** @throws IllegalArgumentException when {@code text} is not one port */
    static int parsePort(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535");
        }
        return port;
    }
}
