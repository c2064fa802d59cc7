package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a plan down for nginx. Pure: equal plans give equal bytes. Whatever reaches the file is an IP address that was
 * parsed, a number, or text of this class; a node's name never does, not even in a comment, since text that reaches
 * nginx.conf is code.
 *
 * <p>Why the directives are as they are:
 *
 * <ul>
 *   <li>{@code proxy_connect_timeout 100ms} unless the user says otherwise: what a client waits at most for each host that
 *       has vanished. On a LAN a host that is there answers within a millisecond, even with its web service overloaded,
 *       since it is the kernel that answers; and a SYN that was lost is repeated only after 1 s (RFC 6298). So anything from
 *       the round trip to 1 s tells the living from the dead equally well, and less waits less. Too short costs little:
 *       nothing was sent yet, so any request, a POST too, goes on to the next server. Links slower than a LAN need more.
 *   <li>{@code max_fails=1 fail_timeout=10s}: after one failure a server is left alone for 10 s, then one request tries it
 *       again. Of 20 requests/s, the two that come before the first timeout is over pay for the vanished host, then one of
 *       200: together less than 1 % until the plan follows, so that not even the 99th percentile sees it. Longer would
 *       leave a server that merely hiccuped alone for too long.
 *   <li>No {@code keepalive} to the upstream: a request sent on a kept connection to a vanished host would wait for
 *       {@code proxy_read_timeout}; no connect timeout protects it.
 *   <li>No {@code non_idempotent} in {@code proxy_next_upstream}: nginx sends a POST, PATCH or LOCK to another server only
 *       if the one before could not be connected to. {@code error_page} knows no such rule, so the fallback's location
 *       has one of its own: {@code $upstream_connect_time} has a number for each server that was connected to, a dash for
 *       the others, and still holds when the fallback's turn comes.
 *   <li>The fallback is a location of its own behind {@code error_page}, not one more {@code backup}: nginx shares load
 *       equally among backups, and the manager would get half of the requests while workers are alive.
 *   <li>A reserve are {@code backup} servers behind the fallback, which has {@code max_fails=0}: it is asked first each
 *       time, as it would be alone, and one hiccup of it does not leave clients to servers that are believed dead.
 *   <li>{@code zone}: the nginx workers share what they know of failed servers.
 *   <li>{@code listen ... default_server}: whatever name clients use, this site answers.
 *   <li>{@code /.mandor/version}: a hash of the file, so that nginx can be asked which one it runs. Only from its own
 *       machine, by {@code if} and not by {@code allow}: nginx carries out {@code return} before it looks at {@code allow}.
 * </ul>
 */
public final class NginxConfigRenderer {
    private static final int VERSION_DIGITS = 12;
    private static final String VERSION_MARK = "VERSION";

    // That of mandor_workers only: the fallback in front of a reserve has no fail_timeout.
    private static final Pattern SERVING =
            Pattern.compile("^ {4}server (\\S+) max_fails=\\d+ fail_timeout=\\w+;$", Pattern.MULTILINE);

    private static final String HEAD = """
            # Written by Mandor. Changes made here are lost with the next plan.
            map $http_upgrade $mandor_connection {
                default upgrade;
                ''      close;
            }
            """;
    private static final String SENT_BEFORE = """
            map "$request_method:$upstream_connect_time" $mandor_sent_before {
                default                       0;
                "~^(POST|PATCH|LOCK):.*[0-9]" 1;
            }
            """;
    private static final String PROXY = """
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $mandor_connection;
            """;
    private static final String NEXT_UPSTREAM = """
                    proxy_next_upstream error timeout http_502 http_503 http_504;
            """;
    private static final String FAIL_OVER = NEXT_UPSTREAM + """
                    error_page 502 504 = @fallback;
            """;
    private static final String NOT_TWICE = """
                    if ($mandor_sent_before) {
                        return 502;
                    }
            """;
    private static final String VERSION_LOCATION = """
                location = /.mandor/version {
                    access_log off;
                    default_type text/plain;
                    if ($remote_addr != 127.0.0.1) {
                        return 404;
                    }
                    return 200 "VERSION\\n";
                }
            """;

    private final int listenPort;
    private final Duration connectTimeout;

    /**
     * @param listenPort the port on which nginx serves, 1 to 65535
     * @param connectTimeout how long a server may take to accept a connection; whole milliseconds, at least one
     */
    public NginxConfigRenderer(int listenPort, Duration connectTimeout) {
        this.listenPort = listenPort;
        this.connectTimeout = connectTimeout;
    }

    /** The file for {@code plan}; {@code fallback} answers when no server of the plan does. */
    public NginxConfig render(RoutingPlan plan, Endpoint fallback) {
        String text = HEAD + sites(plan, fallback);
        String version = hash(text);
        return new NginxConfig(text.replace(VERSION_MARK, version), version);
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

    private String sites(RoutingPlan plan, Endpoint fallback) {
        if (!plan.servers().isEmpty()) {
            return SENT_BEFORE
                    + upstream("mandor_workers", servers(plan.servers()))
                    + server(location("/", "", "mandor_workers", FAIL_OVER)
                            + location("@fallback", NOT_TWICE, fallback.toString(), ""));
        }
        if (!plan.reserve().isEmpty()) {
            return upstream("mandor_reserve", "    server " + fallback + " max_fails=0;\n" + backups(plan.reserve()))
                    + server(location("/", "", "mandor_reserve", NEXT_UPSTREAM));
        }
        return server(location("/", "", fallback.toString(), ""));
    }

    private static String upstream(String name, String servers) {
        return "upstream " + name + " {\n    zone " + name + " 64k;\n" + servers + "}\n";
    }

    private static String servers(List<Server> servers) {
        return servers.stream()
                .map(server -> upstreamServer(server, server.backup()))
                .collect(Collectors.joining());
    }

    private static String backups(List<Server> servers) {
        return servers.stream().map(server -> upstreamServer(server, true)).collect(Collectors.joining());
    }

    private static String upstreamServer(Server server, boolean backup) {
        return "    server " + server.endpoint() + " max_fails=1 fail_timeout=10s" + (backup ? " backup;\n" : ";\n");
    }

    private String server(String locations) {
        return "server {\n    listen " + listenPort + " default_server;\n    proxy_connect_timeout "
                + connectTimeout.toMillis() + "ms;\n" + PROXY + locations + VERSION_LOCATION + "}\n";
    }

    private static String location(String match, String before, String target, String after) {
        return "    location " + match + " {\n" + before + "        proxy_pass http://" + target + ";\n" + after
                + "    }\n";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
