package dev.mandor.manager.doctor;

import dev.mandor.manager.doctor.SwarmService.PublishedPort;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether services are published so that Mandor's choice counts. In host mode a port belongs to the task on that very node. In
 * ingress mode, Swarm's default, each node accepts for all, passes on to a task of Swarm's choice, and puts an address of its
 * own in the place of the client's. Pure.
 *
 * @see <a href="https://docs.docker.com/engine/swarm/ingress/">Use Swarm mode routing mesh</a>
 */
final class Publishing {
    private static final String PORT_LABEL = "mandor.port";

    private Publishing() {}

    /** @param listen nginx's port in its container */
    static Finding ofNginx(SwarmService nginx, int listen) {
        Optional<PublishedPort> port =
                nginx.ports().stream().filter(one -> one.target() == listen).findFirst();
        if (port.isEmpty()) {
            return Finding.warn(
                    "service " + nginx.name() + " does not publish port " + listen + published(nginx),
                    "docker service update --publish-add mode=host,published=80,target=" + listen + " " + nginx.name()
                            + "; or --listen, where nginx listens on another port");
        }
        return port.get().hostMode()
                ? Finding.ok("service " + nginx.name() + " is published in host mode, port "
                        + port.get().published())
                : Finding.warn(
                        "service " + nginx.name() + " is published in ingress mode: nginx does not see the clients'"
                                + " addresses",
                        toHostMode(nginx.name(), port.get()));
    }

    /** A service that has Mandor's labels: nginx asks for it on the nodes' own addresses. */
    static Finding ofWeb(SwarmService web) {
        Optional<Integer> wanted = port(web);
        if (wanted.isEmpty()) {
            return Finding.fail(
                    "service " + web.name() + " is left out: its label " + PORT_LABEL + " is missing or is no port",
                    "docker service update --label-add " + PORT_LABEL + "=8080 " + web.name()
                            + ", with the port that it publishes");
        }
        Optional<PublishedPort> port = web.ports().stream()
                .filter(one -> one.published() == wanted.get())
                .findFirst();
        if (port.isEmpty()) {
            return Finding.fail(
                    "service " + web.name() + " does not publish port " + wanted.get() + ", which its label "
                            + PORT_LABEL + " names" + published(web),
                    "correct the label, or docker service update --publish-add mode=host,published=" + wanted.get()
                            + ",target=80 " + web.name());
        }
        return port.get().hostMode()
                ? Finding.ok("service " + web.name() + " is published in host mode, port " + wanted.get())
                : Finding.warn(
                        "service " + web.name() + " is published in ingress mode: Swarm, not Mandor, picks who answers",
                        toHostMode(web.name(), port.get()));
    }

    private static Optional<Integer> port(SwarmService web) {
        return Optional.ofNullable(web.labels().get(PORT_LABEL))
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .filter(port -> port >= 1 && port <= 65535);
    }

    private static String published(SwarmService service) {
        String ports = service.ports().stream()
                .filter(port -> port.published() > 0)
                .map(port -> port.published() + " to " + port.target())
                .collect(Collectors.joining(", "));
        return ports.isEmpty() ? " (it publishes none)" : " (it publishes " + ports + ")";
    }

    private static String toHostMode(String service, PublishedPort port) {
        int published = port.published() == 0 ? port.target() : port.published();
        return "docker service update --publish-rm " + port.target() + " --publish-add mode=host,published=" + published
                + ",target=" + port.target() + " " + service;
    }
}
