package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a routing table down for nginx. Pure: equal tables give equal bytes. Whatever reaches the file is an IP address that
 * was parsed, a number, the name or host of a service, whose types hold nothing that nginx could take for more, or text of
 * this class; a node's name never does, not even in a comment, since text that reaches nginx.conf is code.
 *
 * <p>nginx carries out the plan and has no opinion of its own. Why the directives are as they are:
 *
 * <ul>
 *   <li>{@code max_fails=0}: nginx takes no server out. It cannot tell a dead host from an application that answers slowly, with
 *       a header too large, or by closing the connection: each of them is a failed server to it, so that any visitor could take
 *       the healthy ones out. Who is there is the manager's verdict, see {@link dev.mandor.manager.cluster.Reachability}.
 *   <li>{@code proxy_connect_timeout 100ms} unless the user says otherwise: what a client waits for a host that has vanished,
 *       until the plan is without it. On a LAN a host that is there answers within a millisecond, even with its web service
 *       overloaded, since it is the kernel that answers; and a SYN that was lost is repeated only after 1 s (RFC 6298). So
 *       anything from the round trip to 1 s tells the living from the dead equally well, and less waits less. Too short costs
 *       little: nothing was sent yet, so any request, a POST too, goes on to the next server. Links slower than a LAN need more.
 *   <li>{@code proxy_next_upstream error timeout}, {@code ..._tries 2}: the next server sees a request if this one could not be
 *       connected to, or if it broke the connection and the request may be repeated (never a POST, PATCH or LOCK that was
 *       sent). No third one does, so that a request that kills who answers it kills two at the most. No status is there: what
 *       an application answers is an answer.
 *   <li>{@code @second}: for a request that took longer than {@code ..._timeout} to be broken, as those do that were under way on
 *       a process that the kernel killed. {@code $upstream_bytes_received} is 0 only where no answer had begun.
 *   <li>{@code ..._timeout}: half as much again as a connect may take. To nginx a server that was not connected to in time and
 *       one that did not answer in time are the same; only the former is that early. It also bounds the search where many hosts
 *       have vanished: after four the fallback answers.
 *   <li>{@code error_page 502 504 = $mandor_...}: whom a request is shown to after that depends on what became of it.
 *       {@code $upstream_connect_time} has a number for each server that was connected to, a dash for the others. If there is
 *       a number, the request may have been carried out, and nginx's own 502 or 504 is the answer. The name of a group in
 *       {@code $upstream_addr} says that each of its servers has as many requests as it may, which is no matter for the
 *       fallback. Else the rest of the workers are asked, see {@link UpstreamBlocks}, and when none of them can be connected to
 *       either, the fallback. It is not one more {@code backup}: nginx shares load equally among backups, and the manager would
 *       get half of the requests while workers are alive.
 *   <li>No {@code keepalive} to the upstream: a request sent on a kept connection to a vanished host would wait for
 *       {@code proxy_read_timeout}; no connect timeout protects it. From nginx 1.29.7 on it has to be switched off.
 *   <li>{@code proxy_buffer_size 20k}: response headers of up to 16 KiB pass. Those that are larger fail, and only they. nginx
 *       wants the three sizes to fit together, and the user's nginx.conf may name one of them.
 *   <li>A reserve are {@code backup} servers behind the fallback, which is asked first each time, as it would be alone.
 *   <li>{@code zone}: the nginx workers share what they know of requests under way.
 *   <li>{@code max_conns} and {@code limit_conn}: a server that has its number of requests is passed over; when all have,
 *       {@code limit_conn} refuses the request with 503 and {@code Retry-After} before a server is chosen.
 *   <li>{@code listen ... default_server}: whatever name clients use, this site answers. Where every service has a host name,
 *       other names get 404. {@code listen [::]} only where there is IPv6: nginx refuses it elsewhere.
 *   <li>{@code server_names_hash_bucket_size}: without it nginx refuses a host name of more than {@value #USUAL_NAME}
 *       characters. It is there only for one, since nginx would also refuse it beside one in the user's nginx.conf.
 *   <li>{@code /.mandor/version}: a hash of the file, so that nginx can be asked which one it runs. Only from its own
 *       machine, by {@code if} and not by {@code allow}: nginx carries out {@code return} before it looks at {@code allow}.
 *   <li>{@code log_format mandor}, only with an {@link AccessLog}: what {@code manager report} needs, and no more. Neither
 *       the URI nor the client's address or browser: those are where passwords and people are found. {@code $server_name} is
 *       what this file calls the site, not what the client does. Each value but the two that always are numbers is a string:
 *       nginx writes {@code 009} for the status of HTTP/0.9, lists for servers that were tried in turn, and a dash for none.
 *   <li>{@code log_format mandor_traffic_...}, one for each service: what nginx tells the manager of a sample of its requests,
 *       see {@link TrafficFormat}.
 *   <li>{@code X-Mandor-Probe}: tells the manager who answered its own request, and nobody else: one has to know the file's hash. It
 *       is not shown to the applications.
 *   <li>{@code X-Served-By}, only when asked for: it tells every client the addresses of the nodes, of all that were tried.
 * </ul>
 */
public final class NginxConfigRenderer {
    private static final int VERSION_DIGITS = 12;
    static final String VERSION_MARK = "VERSION";
    private static final int USUAL_NAME = 46;
    private static final int MOST_COUNTED = 65_535; // limit_conn takes no more

    private static final String HEAD = """
            map $http_upgrade $mandor_connection {
                default upgrade;
                ''      close;
            }
            """;
    // Who answered, for who names this very version; an empty header field is not sent. See probe.SiteAnswer.
    private static final String PROBED = """
            map $http_x_mandor_probe $mandor_probed {
                default   '';
                "VERSION" "VERSION $upstream_addr|$upstream_header_time";
            }
            """;
    private static final String TELL_WHO_ANSWERED = """
                add_header X-Mandor-Probe $mandor_probed always;
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
    // What became of the first tries, or of all: no server could be connected to; one broke the connection before it
    // said
    // anything, and nginx may repeat the request; it was sent otherwise; no server has room. Asked more than once, so
    // volatile.
    private static final String AFTER_A_FAILED_TRY = """
            map "$upstream_addr|$request_method|$upstream_status|$upstream_connect_time|$upstream_bytes_received" $mandor_outcome {
                volatile;
                default  unsent;
                "~[|](?!(POST|LOCK|PATCH)[|])[^|]+[|]([0-9]+, )*502[|](-, )*[0-9.]+[|]([0-9]+, )*0$" broken;
                "~[|].*[|].*[|][^|]*[0-9][^|]*[|]" sent;
                "~^[^|]*mandor_" busy;
            }
            map $mandor_outcome $mandor_after_first {
                default @again;
                broken  @second;
                sent    @failed;
                busy    @busy;
            }
            map $mandor_outcome $mandor_after_last {
                default @fallback;
                broken  @second;
                sent    @failed;
                busy    @busy;
            }
            map $upstream_status $mandor_timed_out {
                default 0;
                "~504$" 1;
            }
            """;
    private static final String PROXY = """
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header X-Real-IP $remote_addr;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Mandor-Probe '';
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $mandor_connection;
            """;
    private static final String BUFFERS = """
                proxy_buffer_size 20k;
                proxy_buffers 8 8k;
                proxy_busy_buffers_size 40k;
            """;
    private static final String TWO_TRIES = """
                    proxy_next_upstream error timeout;
                    proxy_next_upstream_tries 2;
            """;
    private static final String ALL_TRIES = """
                    proxy_next_upstream error timeout;
                    proxy_next_upstream_tries 0;
            """;
    private static final String THEN_OTHERS = """
                    recursive_error_pages on;
                    error_page 502 504 = $mandor_after_first;
            """;
    private static final String THEN_FALLBACK = """
                    error_page 502 504 = $mandor_after_last;
            """;
    private static final String THEN_NOBODY = """
                    error_page 502 504 = @failed;
            """;
    private static final String FAIL = """
                    if ($mandor_timed_out) {
                        return 504;
                    }
                    return 502;
                }
            """;
    private static final String FAILED = "    location @failed {\n" + FAIL;
    private static final String SHED = """
                location @busy {
                    add_header Retry-After 1 always;
                    add_header X-Mandor-Probe $mandor_probed always;
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
    private final Writer writer;

    /** For files that say nothing of logs and nodes. */
    public NginxConfigRenderer(int listenPort, Duration connectTimeout) {
        this(listenPort, connectTimeout, AccessLog.OFF, false);
    }

    /** For a writer without a name. */
    public NginxConfigRenderer(int listenPort, Duration connectTimeout, AccessLog accessLog, boolean servedBy) {
        this(listenPort, connectTimeout, accessLog, servedBy, Writer.UNNAMED);
    }

    /**
     * @param listenPort the port on which nginx serves, 1 to 65535
     * @param connectTimeout how long a server may take to accept a connection; whole milliseconds, at least one
     * @param servedBy whether clients are told the addresses of those who were asked
     * @param writer named in the first line, so that two managers of one nginx tell their files apart
     */
    public NginxConfigRenderer(
            int listenPort, Duration connectTimeout, AccessLog accessLog, boolean servedBy, Writer writer) {
        this.listenPort = listenPort;
        this.connectTimeout = connectTimeout;
        this.accessLog = accessLog;
        this.servedBy = servedBy;
        this.writer = writer;
    }

    /** The file for an nginx of which nothing is known. */
    public NginxConfig render(RoutingTable table, Endpoint fallback) {
        return render(table, fallback, NginxFacts.UNKNOWN);
    }

    /**
     * The file for {@code table}.
     *
     * @param fallback answers when no server of a plan does; for a service with a port of its own, at that port
     * @param facts of the nginx that is to read it
     */
    public NginxConfig render(RoutingTable table, Endpoint fallback, NginxFacts facts) {
        return render(table, fallback, facts, Optional.empty(), UserLogs.unknown("not asked"));
    }

    /**
     * The file for {@code table}.
     *
     * @param traffic what nginx is to tell the manager of its requests
     * @param userLogs what nginx logs anyway, and is to log on beside that
     */
    NginxConfig render(
            RoutingTable table, Endpoint fallback, NginxFacts facts, Optional<TrafficLog> traffic, UserLogs userLogs) {
        Logs logs = new Logs(accessLog, userLogs, traffic);
        boolean anyServes = table.routes().stream()
                .anyMatch(route -> !route.plan().servers().isEmpty()
                        || !route.plan().reserve().isEmpty());
        String text = writer.firstLine()
                + HEAD
                + PROBED
                + (accessLog.path().isPresent() ? LOG_FORMAT : "")
                + logs.formats(table, VERSION_MARK)
                + (hasLongName(table) ? ROOM_FOR_ANY_NAME : "")
                + (anyServes ? AFTER_A_FAILED_TRY : "")
                + table.routes().stream()
                        .map(route -> site(route, fallback, facts, logs))
                        .collect(Collectors.joining())
                + (hasDefault(table) ? "" : server(Optional.empty(), facts, logs.ofNoService(), NO_SUCH_SITE));
        String version = hash(text);
        return new NginxConfig(text.replace(VERSION_MARK, version), version);
    }

    /** Whether our sites log to a file that the user named for them. */
    boolean hasOwnLog() {
        return accessLog.path().isPresent();
    }

    private static boolean hasDefault(RoutingTable table) {
        return table.services().stream().anyMatch(service -> service.host().isEmpty());
    }

    private static boolean hasLongName(RoutingTable table) {
        return table.services().stream()
                .flatMap(service -> service.host().stream())
                .anyMatch(host -> host.value().length() > USUAL_NAME);
    }

    private String site(Route route, Endpoint fallback, NginxFacts facts, Logs logs) {
        Service service = route.service();
        RoutingPlan plan = route.plan();
        Endpoint own = new Endpoint(fallback.ip(), service.port().orElse(fallback.port()));
        String log = logs.of(service.name());
        UpstreamBlocks upstreams = new UpstreamBlocks(NginxConfigReader.UPSTREAM + service.name(), facts);
        if (!plan.servers().isEmpty()) {
            return limitZone(upstreams.name(), plan)
                    + upstreams.of(plan)
                    + server(service.host(), facts, log, served(plan, upstreams, own));
        }
        if (!plan.reserve().isEmpty()) {
            return upstreams.ofReserve(own, plan.reserve())
                    + server(service.host(), facts, log, reserved(plan, upstreams));
        }
        return server(service.host(), facts, log, location("/", "", own.toString(), ""));
    }

    private static String served(RoutingPlan plan, UpstreamBlocks upstreams, Endpoint own) {
        boolean othersFollow = upstreams.othersFollow(plan);
        return location(
                        "/",
                        limit(upstreams.name(), plan),
                        upstreams.name(),
                        TWO_TRIES + (othersFollow ? THEN_OTHERS : THEN_FALLBACK))
                + (othersFollow ? location("@again", "", upstreams.others(plan), ALL_TRIES + THEN_FALLBACK) : "")
                + second(plan.servers().size(), upstreams.others(plan))
                + location("@fallback", "", own.toString(), "")
                + FAILED
                + (plan.servers().stream().anyMatch(server -> server.maxConns() > 0) ? SHED : "");
    }

    private static String reserved(RoutingPlan plan, UpstreamBlocks upstreams) {
        boolean othersFollow = plan.reserve().size() > 1;
        String others = upstreams.reserveOthers();
        return location("/", "", upstreams.reserveName(), TWO_TRIES + (othersFollow ? THEN_OTHERS : ""))
                + (othersFollow
                        ? location("@again", "", others, ALL_TRIES)
                                + second(plan.reserve().size(), others)
                                + FAILED
                        : "");
    }

    private static String second(int servers, String others) {
        return servers > 1
                ? location("@second", "", others, TWO_TRIES + THEN_NOBODY)
                : "    location @second {\n" + FAIL;
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

    private String server(Optional<HostName> host, NginxFacts facts, String log, String locations) {
        return "server {\n" + listen("", host)
                + (facts.ipv6() ? listen("[::]:", host) : "")
                + host.map(name -> "    server_name " + name + ";\n").orElse("")
                + "    proxy_connect_timeout " + connectTimeout.toMillis() + "ms;\n"
                + "    proxy_next_upstream_timeout " + connectTimeout.toMillis() * 3 / 2 + "ms;\n"
                + BUFFERS
                + PROXY
                + log
                + TELL_WHO_ANSWERED
                + (servedBy ? SERVED_BY : "")
                + locations
                + (host.isEmpty() ? VERSION_LOCATION : "")
                + "}\n";
    }

    private String listen(String address, Optional<HostName> host) {
        return "    listen " + address + listenPort + (host.isEmpty() ? " default_server" : "") + ";\n";
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
