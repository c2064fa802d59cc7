package dev.mandor.manager.doctor;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code server} block of nginx's configuration. Pure.
 *
 * @param file in which it stands
 * @param body between its braces, without comments
 */
record Site(String file, String body) {
    private static final Pattern LISTEN = Pattern.compile("(?:^|[;{}\\s])listen\\s+([^;]+);");
    private static final Pattern NAMES = Pattern.compile("(?:^|[;{}\\s])server_name\\s+([^;]+);");
    private static final Pattern PORT = Pattern.compile("(?:.*:)?([0-9]{1,5})");

    // Without listen nginx takes port 80, or 8000 where it does not run as root; the latter is nobody's in a container.
    boolean listens(int port) {
        List<String> listens = listens();
        return listens.isEmpty() ? port == 80 : listens.stream().anyMatch(listen -> port(listen) == port);
    }

    boolean listensOnIpv6(int port) {
        return listens().stream().anyMatch(listen -> port(listen) == port && isIpv6OfAny(listen));
    }

    /**
     * Whether it is the default server where Mandor's site is. That one is at every address; what listens at one address alone
     * has a default of its own.
     *
     * @param ipv6 whether Mandor's site is on IPv6 too
     */
    boolean isDefault(int port, boolean ipv6) {
        return listens().stream()
                .filter(listen -> port(listen) == port)
                .filter(listen -> isIpv4OfAny(listen) || (ipv6 && isIpv6OfAny(listen)))
                .anyMatch(listen -> listen.matches(".*\\s(default_server|default)(\\s.*)?"));
    }

    List<String> names() {
        return NAMES.matcher(body)
                .results()
                .flatMap(names -> List.of(names.group(1).strip().split("\\s+")).stream())
                .toList();
    }

    private List<String> listens() {
        return LISTEN.matcher(body).results().map(one -> one.group(1).strip()).toList();
    }

    private static boolean isIpv4OfAny(String listen) {
        return address(listen).matches("[0-9]+|\\*:[0-9]+|0\\.0\\.0\\.0:[0-9]+");
    }

    private static boolean isIpv6OfAny(String listen) {
        return address(listen).matches("\\[::]:[0-9]+");
    }

    private static int port(String listen) {
        Matcher port = PORT.matcher(address(listen));
        return port.matches() ? Integer.parseInt(port.group(1)) : 80; // an address alone
    }

    private static String address(String listen) {
        return listen.split("\\s+", 2)[0];
    }
}
