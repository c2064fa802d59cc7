package dev.mandor.model;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The address of one host, IPv4 or IPv6. Only literals are understood: parsing never asks DNS, and what it returns is
 * written back in one canonical form, without a scope. What a web service cannot be reached at is refused: the unspecified
 * address, multicast groups, IPv4's reserved addresses from 240.0.0.0 up, IPv6's link-local ones, which need a scope.
 */
public record IpAddress(InetAddress address) {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    // Strict: what begins with a dot the JDK takes for a name and asks DNS, and zeros in front it drops, which other
    // programs read as octal. How many groups there are is left to the JDK.
    private static final Pattern IPV6 = Pattern.compile("([0-9A-Fa-f]{0,4}:){2,8}([0-9A-Fa-f]{0,4}|" + IPV4 + ")");

    /** @throws IllegalArgumentException when {@code address} is none of a host */
    public IpAddress {
        address = withoutScope(address);
        boolean reserved = address instanceof Inet4Address && (address.getAddress()[0] & 0xff) >= 240;
        boolean needsScope = address instanceof Inet6Address && address.isLinkLocalAddress();
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || reserved || needsScope) {
            throw new IllegalArgumentException("'" + address.getHostAddress() + "' is not the address of a host");
        }
    }

    /**
     * Reads {@code 192.168.56.101} or {@code 2001:db8::1}, without brackets and without a scope.
     *
     * @throws IllegalArgumentException when {@code text} is anything else; the message does not repeat it
     */
    public static IpAddress parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw notALiteral();
        }
        try {
            return new IpAddress(InetAddress.getByName(text)); // asks no resolver: text is a literal or is refused
        } catch (UnknownHostException e) {
            throw notALiteral();
        }
    }

    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }

    private static IllegalArgumentException notALiteral() {
        return new IllegalArgumentException("not an IP address literal such as 192.168.56.101");
    }
}
