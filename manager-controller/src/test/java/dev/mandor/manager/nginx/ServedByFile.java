package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.nginx.NginxSyntax.Conf;
import dev.mandor.manager.nginx.NginxSyntax.Directive;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What nginx would do by a file, one line for each site, and what it should do by a routing table, in the same words. Reading
 * the file, whatever is not known is an error: each word is one of the constants below, an IP address, a number, or a name of
 * letters, digits, hyphens and the like.
 */
public final class ServedByFile {
    private static final String ADDRESS =
            "((?:[0-9]{1,3}\\.){3}[0-9]{1,3}:[0-9]{1,5}|\\[[0-9a-f:]{2,39}\\]:[0-9]{1,5})";
    private static final String UPSTREAM = "(mandor_[a-z0-9][a-z0-9_-]{0,62}(?:\\.reserve)?(?:\\.again)?)";
    private static final Pattern SERVER = Pattern.compile("server " + ADDRESS
            + "(?: weight=([1-9][0-9]{0,3}))?(?: max_conns=([1-9][0-9]{0,9}))? max_fails=0( backup)?");
    private static final Pattern PROXY_PASS = Pattern.compile("proxy_pass http://(?:" + UPSTREAM + "|" + ADDRESS + ")");
    private static final Pattern HOST = Pattern.compile("server_name ((?:\\*\\.)?[a-z0-9-]+(?:\\.[a-z0-9-]+)*)");
    private static final Pattern LISTEN = Pattern.compile("listen ([1-9][0-9]{0,4})( default_server)?");
    private static final Pattern LIMIT = Pattern.compile("limit_conn " + UPSTREAM + "\\.requests ([1-9][0-9]{0,4})");

    private static final Pattern LOG = Pattern.compile("access_log ((?:/[A-Za-z0-9._-]+)+) mandor");

    private static final String COMMENT = " Written by Mandor. Changes made here are lost with the next plan.";
    private static final Set<String> TOP = constants("""
            map $http_upgrade $mandor_connection { default upgrade; '' close; }
            map "$upstream_addr|$request_method|$upstream_status|$upstream_connect_time|$upstream_bytes_received" $mandor_outcome {
                volatile;
                default unsent;
                "~[|](?!(POST|LOCK|PATCH)[|])[^|]+[|]([0-9]+, )*502[|](-, )*[0-9.]+[|]([0-9]+, )*0$" broken;
                "~[|].*[|].*[|][^|]*[0-9][^|]*[|]" sent;
                "~^[^|]*mandor_" busy;
            }
            map $mandor_outcome $mandor_after_first { default @again; broken @second; sent @failed; busy @busy; }
            map $mandor_outcome $mandor_after_last { default @fallback; broken @second; sent @failed; busy @busy; }
            map $upstream_status $mandor_timed_out { default 0; "~504$" 1; }
            server_names_hash_bucket_size 512;
            log_format mandor escape=json
                '{"time":$msec,"site":"$server_name","method":"$request_method","status":"$status","bytes":"$bytes_sent",'
                '"request_time":$request_time,"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status",'
                '"upstream_connect_time":"$upstream_connect_time","upstream_response_time":"$upstream_response_time"}';
            """);
    private static final Set<String> IN_SERVER = constants("""
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Mandor-Probe '';
            add_header X-Mandor-Probe $mandor_probed always;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $mandor_connection;
            proxy_buffer_size 20k;
            proxy_buffers 8 8k;
            proxy_busy_buffers_size 40k;
            location @second { if ($mandor_timed_out) { return 504; } return 502; }
            location @failed { if ($mandor_timed_out) { return 504; } return 502; }
            location @busy { add_header Retry-After 1 always; add_header X-Mandor-Probe $mandor_probed always; return 503; }
            location = /.mandor/version {
                access_log off; default_type text/plain; if ($remote_addr != 127.0.0.1) { return 404; } return 200 "HASH\\n";
            }
            """);
    private static final Set<String> IN_LOCATION = constants("""
            proxy_next_upstream error timeout;
            recursive_error_pages on;
            limit_conn_status 503;
            limit_conn_log_level info;
            error_page 503 = @busy;
            return 404;
            """);
    private static final Map<String, String> METHODS = Map.of(
            "least_conn",
            "LEAST_CONN",
            "ip_hash",
            "IP_HASH",
            "hash $remote_addr$http_user_agent consistent",
            "CLIENT_HASH");

    private static final Map<String, String> NEXT = Map.of(
            "proxy_next_upstream_tries 2", "",
            "proxy_next_upstream_tries 0", " all",
            "error_page 502 504 = $mandor_after_first", " then others",
            "error_page 502 504 = @failed", " then nobody",
            "error_page 502 504 = $mandor_after_last", " then fallback");

    private final Map<String, String> upstreams = new TreeMap<>();
    private final Set<String> used = new TreeSet<>();
    private final Set<String> limitZones = new TreeSet<>();
    private final List<String> sites = new ArrayList<>();

    private ServedByFile() {}

    /** @throws AssertionError when there is anything that is not known */
    public static List<String> read(String text) {
        Conf conf = NginxSyntax.parse(text);
        if (!conf.comments().equals(List.of(COMMENT))) {
            throw new AssertionError("unexpected comments: " + conf.comments());
        }
        ServedByFile file = new ServedByFile();
        conf.directives().forEach(file::top);
        if (!file.used.equals(file.upstreams.keySet()) || !file.limitZones.isEmpty()) {
            throw new AssertionError("not used: " + file.upstreams + file.limitZones);
        }
        return file.sites;
    }

    /** What {@link #read} should find in the file for {@code table}. */
    public static List<String> expected(RoutingTable table, Endpoint fallback, int listen, long connectMillis) {
        List<String> sites = new ArrayList<>();
        String prefix = "port " + listen + " timeout " + connectMillis + "ms ";
        for (Route route : table.routes()) {
            String host = route.service().host().map(name -> name.value()).orElse("any");
            Endpoint own = new Endpoint(fallback.ip(), route.service().port().orElse(fallback.port()));
            sites.add(prefix + host + " -> " + expected(route, own));
        }
        if (table.services().stream().allMatch(service -> service.host().isPresent())) {
            sites.add(prefix + "any -> nobody");
        }
        return sites;
    }

    private static String expected(Route route, Endpoint own) {
        RoutingPlan plan = route.plan();
        String name = "mandor_" + route.service().name();
        if (!plan.servers().isEmpty()) {
            String limit = plan.maxConns() == 0 ? "" : " limit " + Math.min(plan.maxConns(), 65535);
            String first = name + " " + plan.balancing() + servers(plan.servers());
            String again = plan.maxConns() == 0 ? name + ".again ROUND_ROBIN" + servers(others(plan)) : first;
            String second = plan.servers().size() > 1 ? " second " + again + " then nobody" : "";
            return plan.servers().size() <= 2
                    ? first + limit + " then fallback" + second + " else " + own
                    : first + limit + " then others again " + again + " all then fallback" + second + " else " + own;
        }
        if (plan.reserve().isEmpty()) {
            return own.toString();
        }
        String reserve = name + ".reserve ROUND_ROBIN" + servers(List.of(server(own, false))) + servers(plan.reserve());
        return plan.reserve().size() == 1 ? reserve : reserve + " then others" + reserveAgain(name, plan);
    }

    private static String reserveAgain(String name, RoutingPlan plan) {
        String again = name + ".reserve.again ROUND_ROBIN"
                + servers(
                        plan.reserve().stream().map(server -> as(server, false)).toList());
        return " again " + again + " all second " + again + " then nobody";
    }

    private static List<Server> others(RoutingPlan plan) {
        List<Server> servers = plan.servers();
        if (plan.serving().count() > 1) {
            return servers;
        }
        List<Server> others = new ArrayList<>(servers.subList(1, servers.size()).stream()
                .map(server -> as(server, false))
                .toList());
        others.add(as(servers.get(0), true));
        return others;
    }

    private static Server server(Endpoint endpoint, boolean backup) {
        return new Server(new NodeName("any"), endpoint, backup);
    }

    private static Server as(Server it, boolean backup) {
        return new Server(it.node(), it.endpoint(), backup, it.weight(), it.maxConns());
    }

    private static String servers(List<Server> servers) {
        return servers.stream()
                .map(server ->
                        server(server.endpoint().toString(), server.weight(), server.maxConns(), server.backup()))
                .collect(Collectors.joining());
    }

    private static String server(String address, long weight, long maxConns, boolean backup) {
        return " [" + address + " weight " + weight + " most " + maxConns + (backup ? " backup]" : "]");
    }

    private static final Pattern PROBED =
            Pattern.compile("map \\$http_x_mandor_probe \\$mandor_probed \\{default <>; ([0-9a-f]{12})"
                    + " <\\1 \\$upstream_addr\\|\\$upstream_header_time>}");

    private void top(Directive directive) {
        String line = directive.toString();
        if (TOP.contains(line) || PROBED.matcher(line).matches()) {
            return;
        }
        Matcher zone = Pattern.compile("limit_conn_zone \\$server_port zone=" + UPSTREAM + "\\.requests:64k")
                .matcher(line);
        if (zone.matches()) {
            check(limitZones.add(zone.group(1)), line);
        } else if (directive.name().equals("upstream") && directive.words().size() == 2) {
            upstream(directive);
        } else if (directive.name().equals("server") && directive.words().size() == 1) {
            site(directive.block().orElseThrow());
        } else {
            throw new AssertionError("unexpected: " + line);
        }
    }

    private void upstream(Directive upstream) {
        String name = upstream.words().get(1);
        check(name.matches(UPSTREAM), name);
        String method = "ROUND_ROBIN";
        StringBuilder servers = new StringBuilder();
        for (Directive directive : upstream.block().orElseThrow()) {
            String line = directive.toString();
            Matcher server = SERVER.matcher(line);
            if (server.matches()) {
                servers.append(server(
                        server.group(1),
                        server.group(2) == null ? 1 : Long.parseLong(server.group(2)),
                        server.group(3) == null ? 0 : Long.parseLong(server.group(3)),
                        server.group(4) != null));
            } else if (METHODS.containsKey(line)) {
                method = METHODS.get(line);
            } else {
                check(line.matches("zone " + Pattern.quote(name) + " [1-9][0-9]{1,6}k"), line);
            }
        }
        check(upstreams.put(name, name + " " + method + servers) == null, name);
    }

    private void site(List<Directive> server) {
        String host = null;
        String port = null;
        String timeout = null;
        String root = null;
        String again = "";
        String second = "";
        String fallback = "";
        String seen = "";
        for (Directive directive : server) {
            String line = directive.toString().replaceFirst("return 200 <[0-9a-f]{12}\n>", "return 200 <HASH\n>");
            Matcher listen = LISTEN.matcher(line);
            Matcher name = HOST.matcher(line);
            Matcher log = LOG.matcher(line);
            if (listen.matches() && port == null) {
                port = listen.group(1);
                host = listen.group(2) == null ? null : "any";
            } else if (name.matches() && host == null) {
                host = name.group(1);
            } else if (log.matches() && seen.isEmpty()) {
                seen = " log " + log.group(1);
            } else if (line.equals("add_header X-Served-By $upstream_addr always")) {
                seen += " served-by";
            } else if (line.matches("proxy_connect_timeout [1-9][0-9]{0,4}ms") && timeout == null) {
                timeout = directive.words().get(1);
            } else if (line.startsWith("location / {") && root == null) {
                root = location(directive.block().orElseThrow());
            } else if (line.startsWith("location @again {") && again.isEmpty()) {
                again = " again " + location(directive.block().orElseThrow());
            } else if (line.startsWith("location @second {proxy_pass") && second.isEmpty()) {
                second = " second " + location(directive.block().orElseThrow());
            } else if (line.startsWith("location @fallback {") && fallback.isEmpty()) {
                fallback = " else " + location(directive.block().orElseThrow());
            } else {
                check(IN_SERVER.contains(line) || line.equals(patience(timeout)), line);
            }
        }
        sites.add(
                "port " + port + " timeout " + timeout + " " + host + " -> " + root + again + second + fallback + seen);
    }

    private String location(List<Directive> location) {
        String target = "nobody";
        String limit = "";
        String next = "";
        for (Directive directive : location) {
            String line = directive.toString();
            Matcher pass = PROXY_PASS.matcher(line);
            Matcher limited = LIMIT.matcher(line);
            if (pass.matches() && target.equals("nobody")) {
                target = pass.group(1) == null ? pass.group(2) : use(pass.group(1));
            } else if (limited.matches() && limit.isEmpty()) {
                check(limitZones.remove(limited.group(1)), line);
                limit = " limit " + limited.group(2);
            } else if (NEXT.containsKey(line)) {
                next += NEXT.get(line);
            } else {
                check(IN_LOCATION.contains(line), line);
            }
        }
        return target + limit + next;
    }

    private String use(String upstream) {
        used.add(upstream);
        return upstreams.get(upstream);
    }

    private static String patience(String connectTimeout) {
        return connectTimeout == null
                ? ""
                : "proxy_next_upstream_timeout " + Long.parseLong(connectTimeout.replace("ms", "")) * 3 / 2 + "ms";
    }

    private static void check(boolean allowed, String line) {
        if (!allowed) {
            throw new AssertionError("unexpected: " + line);
        }
    }

    private static Set<String> constants(String text) {
        return NginxSyntax.parse(text).directives().stream()
                .map(Directive::toString)
                .collect(Collectors.toSet());
    }
}
