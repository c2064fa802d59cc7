package dev.mandor.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The address of one host, IPv4 or IPv6. Only literals are understood: parsing never asks DNS, and what it returns is
 * written back in one canonical form. The unspecified address and multicast groups are no hosts and are refused.
 */
public record IpAddress(InetAddress address) {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /** @throws IllegalArgumentException when {@code address} is unspecified or a multicast group */
    public IpAddress {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException("'" + address.getHostAddress() + "' is not the address of a host");
        }
    }

    /**
     * Reads {@code 192.168.56.101} or {@code 2001:db8::1}, without brackets and without a scope.
     *
     * @throws IllegalArgumentException when {@code text} is anything else; the message does not repeat it
     */
    public static IpAddress parse(String text) {
        boolean literal = IPV4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
        if (!literal) {
            throw notALiteral();
        }
        try {
            return new IpAddress(InetAddress.getByName(text)); // asks no resolver: text is a literal or is refused
        } catch (UnknownHostException e) {
            throw notALiteral();
        }
    }

    /** Takes over an address that the system reported, without its scope. */
    public static IpAddress of(InetAddress address) {
        try {
            return new IpAddress(InetAddress.getByAddress(address.getAddress()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }

    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }

    private static IllegalArgumentException notALiteral() {
        return new IllegalArgumentException("not an IP address literal such as 192.168.56.101");
    }
}
