package dev.mandor.manager;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the manager shows itself by HTTP; empty for nowhere. */
record HttpOption(Optional<InetSocketAddress> address) {
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

    /** Loopback: what is shown are names, addresses and figures of all nodes, to whoever asks. */
    static final HttpOption DEFAULT = parse("127.0.0.1:9797");

    /**
     * Reads {@code 127.0.0.1:9797}, {@code [::]:9797} or {@code off}.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    static HttpOption parse(String text) {
        if (text.equals("off")) {
            return new HttpOption(Optional.empty());
        }
        Matcher parts = ADDRESS.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("expected ADDRESS:PORT such as 127.0.0.1:9797, or off");
        }
        String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return new HttpOption(Optional.of(new InetSocketAddress(Listening.parse(address), port)));
    }
}
