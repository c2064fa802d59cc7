package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a plan down for nginx. Pure: equal plans give equal bytes. Whatever reaches the file is an IP address that was
 * parsed, a number, or text of this class; a node's name never does, not even in a comment, since text that reaches
 * nginx.conf is code.
 *
 * <p>Why the directives are as they are:
 *
 * <ul>
 *   <li>{@code proxy_connect_timeout 300ms}, {@code max_fails=1 fail_timeout=5s}: a vanished host costs one client one retry,
 *       and nobody else anything for the next 5 s. Measured with the serving node cut at 20 requests/s: no request failed,
 *       the slowest took 304 ms.
 *   <li>No {@code keepalive} to the upstream: a request sent on a kept connection to a vanished host would wait for
 *       {@code proxy_read_timeout}; no connect timeout protects it.
 *   <li>The fallback is a location of its own behind {@code error_page}, not one more {@code backup}: nginx shares load
 *       equally among backups, and the manager would get half of the requests while workers are alive.
 *   <li>{@code zone}: the nginx workers share what they know of failed servers.
 *   <li>{@code listen ... default_server}: whatever name clients use, this site answers.
 * </ul>
 */
public final class NginxConfigRenderer {
    private static final Pattern SERVING =
            Pattern.compile("^ {4}server (\\S+) max_fails=\\d+ fail_timeout=\\w+;$", Pattern.MULTILINE);

    private static final String HEAD = """
            # Written by Mandor. Changes made here are lost with the next plan.
            map $http_upgrade $mandor_connection {
                default upgrade;
                ''      close;
            }
            """;
    private static final String PROXY = """
                proxy_http_version 1.1;
                proxy_connect_timeout 300ms;
                proxy_set_header Host $host;
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $mandor_connection;
            """;
    private static final String FAIL_OVER = """
                    proxy_next_upstream error timeout http_502 http_503 http_504;
                    error_page 502 504 = @fallback;
            """;

    private final int listenPort;

    /** @param listenPort the port on which nginx serves, 1 to 65535 */
    public NginxConfigRenderer(int listenPort) {
        this.listenPort = listenPort;
    }

    /** The file for {@code plan}; {@code fallback} answers when no server of the plan does. */
    public NginxConfig render(RoutingPlan plan, Endpoint fallback) {
        String sites = plan.servers().isEmpty()
                ? server(location("/", fallback.toString(), ""))
                : upstream(plan)
                        + server(location("/", "mandor_workers", FAIL_OVER)
                                + location("@fallback", fallback.toString(), ""));
        return new NginxConfig(HEAD + sites);
    }

    /** The server that gets the requests by a file that {@link #render} wrote; empty for any other file. */
    public static Optional<Endpoint> servingIn(String text) {
        Matcher matcher = SERVING.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Endpoint.parse(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String upstream(RoutingPlan plan) {
        StringBuilder text = new StringBuilder("upstream mandor_workers {\n    zone mandor_workers 64k;\n");
        for (Server server : plan.servers()) {
            text.append("    server ")
                    .append(server.endpoint())
                    .append(" max_fails=1 fail_timeout=5s")
                    .append(server.backup() ? " backup;\n" : ";\n");
        }
        return text.append("}\n").toString();
    }

    private String server(String locations) {
        return "server {\n    listen " + listenPort + " default_server;\n" + PROXY + locations + "}\n";
    }

    private static String location(String match, String target, String more) {
        return "    location " + match + " {\n        proxy_pass http://" + target + ";\n" + more + "    }\n";
    }
}
