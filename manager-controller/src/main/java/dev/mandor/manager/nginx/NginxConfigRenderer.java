package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a routing table down for nginx. Pure: equal tables give equal bytes. Whatever reaches the file is an IP address that
 * was parsed, a number, the name or host of a service, whose types hold nothing that nginx could take for more, or text of
 * this class; a node's name never does, not even in a comment, since text that reaches nginx.conf is code.
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
 *   <li>{@code zone}: the nginx workers share what they know of failed servers and of requests under way. nginx needs a little
 *       less than 1 KiB for each server, and refuses the file if it does not get it.
 *   <li>{@code max_conns} and {@code limit_conn}: a server that has its number of requests is passed over; when all have,
 *       {@code limit_conn} refuses the request with 503 and {@code Retry-After} before a server is chosen. {@code max_conns}
 *       alone would end in the 502 that also says that no server is alive, and so in the fallback, which overload is not for.
 *       While one of the servers is dead and still in the plan, what is too much for the others does reach the fallback.
 *   <li>{@code listen ... default_server}: whatever name clients use, this site answers. Where every service has a host name,
 *       other names get 404.
 *   <li>{@code server_names_hash_bucket_size}: without it nginx refuses a host name of more than {@value #USUAL_NAME}
 *       characters. It is there only for one, since nginx would also refuse it beside one in the user's nginx.conf.
 *   <li>{@code /.mandor/version}: a hash of the file, so that nginx can be asked which one it runs. Only from its own
 *       machine, by {@code if} and not by {@code allow}: nginx carries out {@code return} before it looks at {@code allow}.
 *   <li>{@code log_format mandor}, only with an {@link AccessLog}: what {@code manager report} needs, and no more. Neither
 *       the URI nor the client's address or browser: those are where passwords and people are found. {@code $server_name} is
 *       what this file calls the site, not what the client does. Each value but the two that always are numbers is a string:
 *       nginx writes {@code 009} for the status of HTTP/0.9, lists for servers that were tried in turn, and a dash for none.
 *   <li>{@code X-Served-By}, only when asked for: it tells every client the addresses of the nodes, of all that were tried.
 * </ul>
 */
public final class NginxConfigRenderer {
    private static final int VERSION_DIGITS = 12;
    private static final String VERSION_MARK = "VERSION";
    private static final int SERVERS_PER_ZONE_STEP = 40;
    private static final int USUAL_NAME = 46;
    private static final int MOST_COUNTED = 65_535; // limit_conn takes no more

    private static final String HEAD = """
            # Written by Mandor. Changes made here are lost with the next plan.
            map $http_upgrade $mandor_connection {
                default upgrade;
                ''      close;
            }
            """;
    private static final String LOG_FORMAT = """
            log_format mandor escape=json
                '{"time":$msec,"site":"$server_name","method":"$request_method","status":"$status","bytes":"$bytes_sent",'
                '"request_time":$request_time,"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status",'
                '"upstream_connect_time":"$upstream_connect_time","upstream_response_time":"$upstream_response_time"}';
            """;
    private static final String SERVED_BY = """
                add_header X-Served-By $upstream_addr always;
            """;
    private static final String ROOM_FOR_ANY_NAME = """
            server_names_hash_bucket_size 512;
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
    private static final String SHED = """
                location @busy {
                    add_header Retry-After 1 always;
                    return 503;
                }
            """;
    private static final String NO_SUCH_SITE = """
                location / {
                    return 404;
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
    private final AccessLog accessLog;
    private final boolean servedBy;

    /** For files that say nothing of logs and nodes. */
    public NginxConfigRenderer(int listenPort, Duration connectTimeout) {
        this(listenPort, connectTimeout, AccessLog.OFF, false);
    }

    /**
     * @param listenPort the port on which nginx serves, 1 to 65535
     * @param connectTimeout how long a server may take to accept a connection; whole milliseconds, at least one
     * @param servedBy whether clients are told the addresses of those who were asked
     */
    public NginxConfigRenderer(int listenPort, Duration connectTimeout, AccessLog accessLog, boolean servedBy) {
        this.listenPort = listenPort;
        this.connectTimeout = connectTimeout;
        this.accessLog = accessLog;
        this.servedBy = servedBy;
    }

    /**
     * The file for {@code table}.
     *
     * @param fallback answers when no server of a plan does; for a service with a port of its own, at that port
     */
    public NginxConfig render(RoutingTable table, Endpoint fallback) {
        boolean anyServes = table.routes().stream()
                .anyMatch(route -> !route.plan().servers().isEmpty());
        String text = HEAD
                + (accessLog.path().isPresent() ? LOG_FORMAT : "")
                + (hasLongName(table) ? ROOM_FOR_ANY_NAME : "")
                + (anyServes ? SENT_BEFORE : "")
                + table.routes().stream().map(route -> site(route, fallback)).collect(Collectors.joining())
                + (hasDefault(table) ? "" : server(Optional.empty(), NO_SUCH_SITE));
        String version = hash(text);
        return new NginxConfig(text.replace(VERSION_MARK, version), version);
    }

    private static boolean hasDefault(RoutingTable table) {
        return table.services().stream().anyMatch(service -> service.host().isEmpty());
    }

    private static boolean hasLongName(RoutingTable table) {
        return table.services().stream()
                .flatMap(service -> service.host().stream())
                .anyMatch(host -> host.value().length() > USUAL_NAME);
    }

    private String site(Route route, Endpoint fallback) {
        Service service = route.service();
        RoutingPlan plan = route.plan();
        Endpoint own = new Endpoint(fallback.ip(), service.port().orElse(fallback.port()));
        String name = NginxConfigReader.UPSTREAM + service.name();
        if (!plan.servers().isEmpty()) {
            return limitZone(name, plan)
                    + upstream(name, plan.servers().size(), method(plan.balancing()) + servers(plan.servers()))
                    + server(
                            service.host(),
                            location("/", limit(name, plan), name, FAIL_OVER)
                                    + location("@fallback", NOT_TWICE, own.toString(), "")
                                    + (plan.maxConns() > 0 ? SHED : ""));
        }
        if (!plan.reserve().isEmpty()) {
            String reserve = name + ".reserve"; // no service has a dot in its name
            String servers = "    server " + own + " max_fails=0;\n" + servers(plan.reserve());
            return upstream(reserve, plan.reserve().size(), servers)
                    + server(service.host(), location("/", "", reserve, NEXT_UPSTREAM));
        }
        return server(service.host(), location("/", "", own.toString(), ""));
    }

    private static String upstream(String name, int servers, String body) {
        int kib = 64 * (1 + servers / SERVERS_PER_ZONE_STEP);
        return "upstream " + name + " {\n    zone " + name + " " + kib + "k;\n" + body + "}\n";
    }

    private static String method(Balancing balancing) {
        return switch (balancing) {
            case ROUND_ROBIN -> "";
            case LEAST_CONN -> "    least_conn;\n";
            case IP_HASH -> "    ip_hash;\n";
            case CLIENT_HASH -> "    hash $remote_addr$http_user_agent consistent;\n";
        };
    }

    private static String servers(List<Server> servers) {
        return servers.stream().map(NginxConfigRenderer::server).collect(Collectors.joining());
    }

    private static String server(Server server) {
        return "    server " + server.endpoint()
                + (server.weight() == 1 ? "" : " weight=" + server.weight())
                + (server.maxConns() == 0 ? "" : " max_conns=" + server.maxConns())
                + " max_fails=1 fail_timeout=10s"
                + (server.backup() ? " backup;\n" : ";\n");
    }

    private static String limitZone(String name, RoutingPlan plan) {
        return plan.maxConns() == 0 ? "" : "limit_conn_zone $server_port zone=" + name + ".requests:64k;\n";
    }

    private static String limit(String name, RoutingPlan plan) {
        return plan.maxConns() == 0
                ? ""
                : "        limit_conn " + name + ".requests " + Math.min(MOST_COUNTED, plan.maxConns()) + ";\n"
                        + "        limit_conn_status 503;\n"
                        + "        limit_conn_log_level info;\n"
                        + "        error_page 503 = @busy;\n";
    }

    private String server(Optional<HostName> host, String locations) {
        String names = host.map(name -> ";\n    server_name " + name).orElse(" default_server");
        return "server {\n    listen " + listenPort + names + ";\n    proxy_connect_timeout "
                + connectTimeout.toMillis() + "ms;\n" + PROXY
                + accessLog
                        .path()
                        .map(path -> "    access_log " + path + " mandor;\n")
                        .orElse("")
                + (servedBy ? SERVED_BY : "")
                + locations
                + (host.isEmpty() ? VERSION_LOCATION : "")
                + "}\n";
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
