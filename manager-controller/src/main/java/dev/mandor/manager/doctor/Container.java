package dev.mandor.manager.doctor;

import java.util.List;

/** A running container. {@code service} and {@code serviceId} are empty outside of Swarm. */
record Container(String id, String name, String image, String service, String serviceId) {
    static final String FORMAT = "{{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Label \"com.docker.swarm.service.name\"}}"
            + "\t{{.Label \"com.docker.swarm.service.id\"}}";

    /** Reads the output of {@code docker ps} with {@link #FORMAT}; lines that are not understood are passed over. */
    static List<Container> parse(String output) {
        return output.lines()
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns.length == 5)
                .map(columns -> new Container(columns[0], columns[1], columns[2], columns[3], columns[4].strip()))
                .toList();
    }

    @Override
    public String toString() {
        return name + (service.isEmpty() ? "" : " of service " + service) + " (" + image + ")";
    }
}
