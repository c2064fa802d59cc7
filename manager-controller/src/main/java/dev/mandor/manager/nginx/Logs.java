package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import java.util.Optional;

/**
 * Where the sites of one file log. A site with an {@code access_log} of its own no longer has those of nginx.conf, so beside the
 * line for the manager stands the one that the user asked for by {@code --access-log}, or else those of nginx.conf again; and
 * where these cannot be repeated, the manager gets no line and nginx logs as it did.
 */
record Logs(AccessLog accessLog, UserLogs userLogs, Optional<TrafficLog> wanted) {
    String formats(RoutingTable table, String version) {
        return traffic()
                .map(it ->
                        it.formats(table.services().stream().map(Service::name).toList(), version))
                .orElse("");
    }

    String of(ServiceName service) {
        Optional<TrafficFormat> traffic = traffic();
        if (traffic.isEmpty() || accessLog.path().isPresent()) {
            return ofNoService() + traffic.map(it -> it.accessLog(service)).orElse("");
        }
        StringBuilder lines = new StringBuilder();
        userLogs.lines().forEach(line -> lines.append("    ").append(line).append('\n'));
        return lines + traffic.get().accessLog(service);
    }

    /** Of the site that only says that there is none. */
    String ofNoService() {
        return accessLog
                .path()
                .map(path -> "    access_log " + path + " mandor;\n")
                .orElse("");
    }

    private Optional<TrafficFormat> traffic() {
        boolean possible = accessLog.path().isPresent() || userLogs.obstacle().isEmpty();
        return wanted.filter(log -> possible).map(TrafficFormat::new);
    }
}
