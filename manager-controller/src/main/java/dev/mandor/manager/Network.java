package dev.mandor.manager;

import dev.mandor.model.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR notation (RFC 4632). What the address has beyond the prefix does not count.
 *
 * @param prefix how many leading bits all its addresses share; at most 32 for IPv4, 128 for IPv6
 */
record Network(InetAddress address, int prefix) {
    private static final Pattern CIDR = Pattern.compile("([^/]+)(?:/([0-9]{1,3}))?");

    /**
     * Reads {@code 192.168.56.0/24}, {@code fd00::/8}, or one address.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    static Network parse(String text) {
        Matcher cidr = CIDR.matcher(text);
        if (!cidr.matches()) {
            throw new IllegalArgumentException("not a network such as 192.168.56.0/24 or fd00::/8");
        }
        InetAddress address = address(cidr.group(1));
        int bits = address.getAddress().length * 8;
        int prefix = cidr.group(2) == null ? bits : Integer.parseInt(cidr.group(2));
        if (prefix > bits) {
            throw new IllegalArgumentException("a prefix of " + prefix + " bits is longer than the address");
        }
        return new Network(address, prefix);
    }

    boolean contains(IpAddress other) {
        byte[] one = address.getAddress();
        byte[] two = other.address().getAddress();
        if (one.length != two.length) {
            return false;
        }
        int bit = 0;
        while (bit < prefix) {
            int left = Math.min(8, prefix - bit);
            int mask = 0xff << (8 - left);
            if (((one[bit / 8] ^ two[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
            bit += 8;
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }

    private static InetAddress address(String text) {
        return switch (text) {
            case "0.0.0.0" -> new InetSocketAddress("0.0.0.0", 0).getAddress();
            case "::" -> new InetSocketAddress("::", 0).getAddress();
            default -> IpAddress.parse(text).address();
        };
    }
}
