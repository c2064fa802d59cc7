package dev.mandor.manager.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sites beside Mandor's that nginx has on the same port. Mandor's is its default server there, which another cannot be as well:
 * nginx refuses both. The placeholder of the official image, default.conf for {@code localhost}, is moved aside by the manager
 * when it installs its file. Sites with names of their own do no harm. Pure.
 */
final class OtherSites {
    private static final Pattern LISTEN = Pattern.compile("(?:^|[;{}\\s])listen\\s+([^;]+);");
    private static final Pattern NAMES = Pattern.compile("(?:^|[;{}\\s])server_name\\s+([^;]+);");

    private OtherSites() {}

    /** @param configPath Mandor's own file */
    static List<Finding> findings(NginxFiles files, String configPath, int port) {
        List<Finding> findings = new ArrayList<>();
        Set<String> ours = files.servers(configPath).stream()
                .flatMap(server -> names(server).stream())
                .collect(Collectors.toSet());
        for (String file : files.texts().keySet()) {
            if (!file.equals(configPath)) {
                files.servers(file).stream()
                        .filter(server -> listens(server, port))
                        .forEach(server -> {
                            taken(file, server, ours, port, findings);
                            judge(file, server, configPath, port, findings);
                        });
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("no other site stands in the way on nginx's port " + port));
        }
        return findings;
    }

    private static void taken(String file, String server, Set<String> ours, int port, List<Finding> findings) {
        names(server).stream()
                .filter(ours::contains)
                .forEach(name -> findings.add(Finding.fail(
                        file + " has a site " + name + " on port " + port
                                + " as Mandor's file has: nginx takes the one that it reads first",
                        "take " + name + " from its server_name, or remove the file")));
    }

    private static void judge(String file, String server, String configPath, int port, List<Finding> findings) {
        if (isDefault(server, port)) {
            findings.add(Finding.fail(
                    file + " has a default_server on port " + port + " too: nginx refuses Mandor's file beside it",
                    "take default_server from it, or remove the file"));
        } else if (names(server).contains("localhost") || names(server).contains("127.0.0.1")) {
            findings.add(
                    isPlaceholder(file, server, configPath)
                            ? Finding.ok(file + " is the image's placeholder: the manager moves it aside")
                            : Finding.warn(
                                    file + " answers who asks for " + String.join(" ", names(server)) + " on port "
                                            + port,
                                    "remove localhost and 127.0.0.1 from its server_name"));
        }
    }

    private static boolean isPlaceholder(String file, String server, String configPath) {
        String folder = configPath.substring(0, configPath.lastIndexOf('/') + 1);
        return file.equals(folder + "default.conf") && names(server).equals(List.of("localhost"));
    }

    // Without listen nginx takes port 80, or 8000 where it does not run as root; the latter is nobody's in a container.
    private static boolean listens(String server, int port) {
        List<String> listens = listens(server);
        return listens.isEmpty() ? port == 80 : listens.stream().anyMatch(listen -> port(listen) == port);
    }

    private static boolean isDefault(String server, int port) {
        return listens(server).stream()
                .filter(listen -> port(listen) == port)
                .anyMatch(listen -> listen.matches(".*\\s(default_server|default)(\\s.*)?") && isIpv4OfAny(listen));
    }

    // Mandor's site is at every IPv4 address; what listens at one address, or on IPv6, has a default of its own.
    private static boolean isIpv4OfAny(String listen) {
        String address = listen.split("\\s+", 2)[0];
        return address.matches("[0-9]+|\\*:[0-9]+|0\\.0\\.0\\.0:[0-9]+");
    }

    private static int port(String listen) {
        Matcher port = Pattern.compile("(?:.*:)?([0-9]{1,5})").matcher(listen.split("\\s+", 2)[0]);
        return port.matches() ? Integer.parseInt(port.group(1)) : 80; // an address alone
    }

    private static List<String> listens(String server) {
        return LISTEN.matcher(server).results().map(one -> one.group(1).strip()).toList();
    }

    private static List<String> names(String server) {
        return NAMES.matcher(server)
                .results()
                .flatMap(names -> List.of(names.group(1).strip().split("\\s+")).stream())
                .toList();
    }
}
