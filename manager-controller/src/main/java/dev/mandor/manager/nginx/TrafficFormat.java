package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.ServiceName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the file says of the lines that nginx sends the manager: a {@code log_format} for each service, since only the text of a
 * format can name it in each line, whatever host the client asked for and however early the request failed; and an
 * {@code access_log} in its {@code server}. {@code $proxy_host} is the server group that answered, or, as only the fallback is
 * asked so, an address. {@code $upstream_header_time} has a number for each server whose answer nginx took, a dash for those
 * that were asked in vain: it tells a 502 of nginx from one of the application, which the status of either kind does not.
 *
 * <p>The sample is drawn by the number of the connection and of the request on it: no other request has both. {@code $request_id}
 * would cost 16 random bytes for each request.
 *
 * <p>Neither who asked nor what for: see the format {@code mandor}.
 */
record TrafficFormat(TrafficLog log) {
    static final String NAME = "mandor_traffic_";

    private static final String SAMPLED = "$mandor_sampled";

    /** @param version of the file, or what stands for it until it is known */
    String formats(List<ServiceName> services, String version) {
        return services.stream().map(service -> format(service, version)).collect(Collectors.joining()) + sample();
    }

    private String format(ServiceName service, String version) {
        return "log_format " + NAME + service + " '" + version + "|" + service + "|"
                + log.sampling().requestsPerLine()
                + "|$status|$proxy_host|$upstream_addr|$upstream_header_time|$request_time';\n";
    }

    private String sample() {
        return log.sampling() == Sampling.ALL
                ? ""
                : "split_clients \"$connection $connection_requests\" " + SAMPLED + " {\n    "
                        + log.sampling().percent() + " 1;\n    * '';\n}\n";
    }

    String accessLog(ServiceName service) {
        return "    access_log syslog:server=" + log.to() + ",nohostname,tag=mandor " + NAME + service
                + (log.sampling() == Sampling.ALL ? "" : " if=" + SAMPLED) + ";\n";
    }
}
