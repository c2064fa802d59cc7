package dev.mandor.http;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a daemon shows itself by HTTP; empty for nowhere. */
public record HttpOption(Optional<InetSocketAddress> address) {
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::([0-9]{1,5}))?");

    public static final HttpOption OFF = new HttpOption(Optional.empty());

    /**
     * Reads {@code 127.0.0.1:9797}, {@code [::]:9797}, {@code 127.0.0.1} or {@code off}.
     *
     * @param usualPort where {@code text} names none
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static HttpOption parse(String text, int usualPort) {
        if (text.equals("off")) {
            return OFF;
        }
        Matcher parts = ADDRESS.matcher(text);
        int port = !parts.matches() ? 0 : parts.group(3) == null ? usualPort : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("expected ADDRESS[:PORT] such as 127.0.0.1:" + usualPort + ", or off");
        }
        InetAddress ip = toListenOn(parts.group(1) == null ? parts.group(2) : parts.group(1));
        return new HttpOption(Optional.of(new InetSocketAddress(ip, port)));
    }

    /**
     * Reads an IP address literal, or that of every address, {@code 0.0.0.0} or {@code ::}.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static InetAddress toListenOn(String text) {
        return text.equals("0.0.0.0") || text.equals("::")
                ? new InetSocketAddress(0).getAddress()
                : IpAddress.parse(text).address();
    }

    /** A sentence for the user on why {@code address} cannot be listened on. */
    public static String explain(IOException cause, InetSocketAddress address) {
        return "cannot listen for HTTP on " + inWords(address) + ": " + cause.getMessage()
                + "; choose another with --http, or off";
    }

    private static String inWords(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
