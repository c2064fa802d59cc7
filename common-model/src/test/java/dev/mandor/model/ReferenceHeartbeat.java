package dev.mandor.model;

import dev.mandor.model.StrictJson.NumberText;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a heartbeat says, read by the description of the format and by nothing that the program reads it with: no Jackson, no
 * {@link java.net.InetAddress}, no {@link java.time}. Text such as {@code worker1 c0a83867:8080 ...}: two readers agree when
 * theirs are equal.
 */
final class ReferenceHeartbeat {
    private static final BigInteger MOST_BYTES = BigInteger.ONE.shiftLeft(50);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Pattern TIME = Pattern.compile(
            "([+-]?)(\\d{4,10})-(\\d\\d)-(\\d\\d)" + "T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?(?:Z|\\+00:00)");
    private static final int MOST_YEAR = 1_000_000_000;

    private final Map<?, ?> fields;

    /** The bytes are JSON, but no heartbeat. */
    static final class NotAHeartbeat extends Exception {
        private static final long serialVersionUID = 1L;

        NotAHeartbeat(String message) {
            super(message);
        }
    }

    private ReferenceHeartbeat(Map<?, ?> fields) {
        this.fields = fields;
    }

    /** What {@code json} says. */
    static String read(Object json) throws NotAHeartbeat {
        check(json instanceof Map, "an object");
        return new ReferenceHeartbeat((Map<?, ?>) json).words();
    }

    /** What the codec understood, in the same words. */
    static String words(Heartbeat heartbeat) {
        return words(
                heartbeat.node().value(),
                HexFormat.of().formatHex(heartbeat.endpoint().ip().address().getAddress()),
                heartbeat.endpoint().port(),
                seconds(heartbeat.time()),
                List.of(
                        heartbeat.boot(),
                        heartbeat.seq(),
                        heartbeat.memory().freeBytes(),
                        heartbeat.memory().totalBytes(),
                        heartbeat.interval().toMillis()),
                heartbeat.load().cpuLoad().stream().boxed().toList(),
                heartbeat.load().memoryPressure().stream().boxed().toList(),
                heartbeat.load().swapUsedBytes().stream().boxed().toList(),
                heartbeat.healthy(),
                heartbeat.leaving(),
                heartbeat.otherPorts());
    }

    private static String seconds(Instant time) {
        return time.getEpochSecond() + "." + time.getNano();
    }

    private static String words(Object... parts) {
        return Arrays.toString(parts);
    }

    private String words() throws NotAHeartbeat {
        whole("v", BigInteger.ONE, BigInteger.ONE);
        String node = text("node");
        check(node.matches("[A-Za-z0-9._-]{1,253}"), "a name");
        int port = whole("port", BigInteger.ONE, BigInteger.valueOf(65535)).intValue();
        BigInteger total = whole("totalMemory", BigInteger.ONE, MOST_BYTES);
        List<BigInteger> numbers = List.of(
                whole("boot", BigInteger.ZERO, LONG_MAX),
                whole("seq", BigInteger.ZERO, LONG_MAX),
                whole("freeMemory", BigInteger.ZERO, total),
                total,
                whole("interval", BigInteger.ONE, BigInteger.valueOf(86_400_000)));
        return words(
                node,
                HexFormat.of().formatHex(address(text("ip"))),
                port,
                time(text("time")),
                numbers,
                decimal("cpuLoad", 1),
                decimal("memoryPressure", 100),
                fields.containsKey("swapUsed") ? List.of(whole("swapUsed", BigInteger.ZERO, MOST_BYTES)) : List.of(),
                flag("healthy", true),
                flag("leaving", false),
                ports(port));
    }

    private String text(String name) throws NotAHeartbeat {
        check(fields.get(name) instanceof String, name);
        return (String) fields.get(name);
    }

    private BigInteger whole(String name, BigInteger least, BigInteger most) throws NotAHeartbeat {
        check(fields.get(name) instanceof NumberText number && number.isWhole(), name);
        BigInteger value = new BigInteger(((NumberText) fields.get(name)).text());
        check(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, "range of " + name);
        return value;
    }

    private List<Double> decimal(String name, double most) throws NotAHeartbeat {
        if (!fields.containsKey(name)) {
            return List.of();
        }
        check(fields.get(name) instanceof NumberText, name);
        NumberText number = (NumberText) fields.get(name);
        // As a whole number it is one of those, which know no negative zero.
        double value =
                number.isWhole() ? new BigInteger(number.text()).doubleValue() : Double.parseDouble(number.text());
        check(value >= 0 && value <= most, "range of " + name);
        return List.of(value);
    }

    private boolean flag(String name, boolean absent) throws NotAHeartbeat {
        Object value = fields.containsKey(name) ? fields.get(name) : Boolean.valueOf(absent);
        check(value instanceof Boolean, name);
        return (Boolean) value;
    }

    private Map<Integer, Object> ports(int own) throws NotAHeartbeat {
        Object value = fields.containsKey("ports") ? fields.get("ports") : Map.of();
        check(value instanceof Map, "ports");
        Map<Integer, Object> ports = new TreeMap<>();
        for (Map.Entry<?, ?> port : ((Map<?, ?>) value).entrySet()) {
            check(((String) port.getKey()).matches("[1-9][0-9]{0,4}"), "port number");
            int number = Integer.parseInt((String) port.getKey());
            check(number <= 65535 && number != own && port.getValue() instanceof Boolean, "further port");
            ports.put(number, port.getValue());
        }
        check(ports.size() <= 16, "number of ports");
        return ports;
    }

    /** RFC 4291, 2.2; an IPv4 address within IPv6 becomes that address, as it does for the kernel. */
    private static byte[] address(String text) throws NotAHeartbeat {
        byte[] address = text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
        boolean mapped = address.length == 16 && Arrays.equals(Arrays.copyOf(address, 12), mappedPrefix());
        return checkedHost(mapped ? Arrays.copyOfRange(address, 12, 16) : address);
    }

    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[12];
        Arrays.fill(prefix, 10, 12, (byte) 0xff);
        return prefix;
    }

    private static byte[] checkedHost(byte[] address) throws NotAHeartbeat {
        int first = address[0] & 0xff;
        boolean zero = Arrays.equals(address, new byte[address.length]);
        boolean ipv4 = address.length == 4 && first < 224;
        boolean ipv6 = address.length == 16 && first != 0xff && !(first == 0xfe && (address[1] & 0xc0) == 0x80);
        check(!zero && (ipv4 || ipv6), "address of a host");
        return address;
    }

    private static byte[] ipv4(String text) throws NotAHeartbeat {
        String[] octets = text.split("\\.", -1);
        check(octets.length == 4, "four octets");
        byte[] address = new byte[4];
        for (int index = 0; index < 4; index++) {
            check(octets[index].matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(octets[index]) < 256, "octet");
            address[index] = (byte) Integer.parseInt(octets[index]);
        }
        return address;
    }

    private static byte[] ipv6(String text) throws NotAHeartbeat {
        int gap = text.indexOf("::");
        if (gap < 0) {
            List<Byte> all = groups(text, true);
            check(all.size() == 16, "eight groups");
            return bytes(all);
        }
        List<Byte> head = groups(text.substring(0, gap), false);
        List<Byte> tail = groups(text.substring(gap + 2), true);
        check(head.size() + tail.size() <= 14, "room for a gap");
        List<Byte> all = new ArrayList<>(head);
        while (all.size() + tail.size() < 16) {
            all.add((byte) 0);
        }
        all.addAll(tail);
        return bytes(all);
    }

    private static List<Byte> groups(String text, boolean last) throws NotAHeartbeat {
        List<Byte> bytes = new ArrayList<>();
        String[] groups = text.isEmpty() ? new String[0] : text.split(":", -1);
        for (int index = 0; index < groups.length; index++) {
            if (last && index == groups.length - 1 && groups[index].indexOf('.') >= 0) {
                for (byte octet : ipv4(groups[index])) {
                    bytes.add(octet);
                }
            } else {
                check(groups[index].matches("[0-9A-Fa-f]{1,4}"), "group");
                int group = Integer.parseInt(groups[index], 16);
                bytes.add((byte) (group >> 8));
                bytes.add((byte) group);
            }
        }
        return bytes;
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = list.get(index);
        }
        return bytes;
    }

    /** Seconds since 1970 and nanoseconds, by the Gregorian rules; years of more than four digits have a sign (ISO 8601). */
    private static String time(String text) throws NotAHeartbeat {
        Matcher time = TIME.matcher(text);
        check(time.matches(), "time");
        String digits = time.group(2);
        long year = Long.parseLong(digits) * (time.group(1).equals("-") ? -1 : 1);
        check(digits.length() == 4 ? !time.group(1).equals("+") : !time.group(1).isEmpty(), "sign of the year");
        check(digits.length() == 4 || digits.charAt(0) != '0', "zeros before the year");
        check(year != 0 || time.group(1).isEmpty(), "sign of the year 0");
        check(Math.abs(year) <= MOST_YEAR, "year");
        int month = Integer.parseInt(time.group(3));
        int day = Integer.parseInt(time.group(4));
        check(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year), "day");
        int hour = Integer.parseInt(time.group(5));
        int minute = Integer.parseInt(time.group(6));
        int second = Integer.parseInt(time.group(7));
        check(hour < 24 && minute < 60 && second < 60, "time of day");
        long seconds = 86_400 * daysSince1970(year, month, day) + 3600L * hour + 60L * minute + second;
        String fraction = time.group(8) == null ? "" : time.group(8);
        return seconds + "." + Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static int daysIn(int month, long year) {
        return switch (month) {
            case 4, 6, 9, 11 -> 30;
            case 2 -> isLeap(year) ? 29 : 28;
            default -> 31;
        };
    }

    private static boolean isLeap(long year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static long daysSince1970(long year, int month, int day) {
        long before = year - 1;
        long days =
                365 * before + Math.floorDiv(before, 4L) - Math.floorDiv(before, 100L) + Math.floorDiv(before, 400L);
        for (int earlier = 1; earlier < month; earlier++) {
            days += daysIn(earlier, year);
        }
        return days + day - 1 - 719_162; // from 0001-01-01
    }

    private static void check(boolean holds, String what) throws NotAHeartbeat {
        if (!holds) {
            throw new NotAHeartbeat("no " + what);
        }
    }
}
