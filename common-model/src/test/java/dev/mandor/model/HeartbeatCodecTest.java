package dev.mandor.model;

import static dev.mandor.model.Heartbeats.EXAMPLE;
import static dev.mandor.model.Heartbeats.EXAMPLE_JSON;
import static dev.mandor.model.Heartbeats.FULL_EXAMPLE;
import static dev.mandor.model.Heartbeats.FURTHER_FIELDS;
import static dev.mandor.model.Heartbeats.and;
import static dev.mandor.model.Heartbeats.decode;
import static dev.mandor.model.Heartbeats.heartbeat;
import static dev.mandor.model.Heartbeats.with;
import static dev.mandor.model.Heartbeats.without;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatCodecTest {
    static final String[] NUMBERS = {"v", "port", "boot", "seq", "freeMemory", "totalMemory", "interval"};
    static final String[] TEXTS = {"node", "ip", "time"};

    @Test
    void heartbeatIsWrittenExactlyAsDocumented() {
        assertThat(new String(HeartbeatCodec.encode(EXAMPLE), UTF_8)).isEqualTo(EXAMPLE_JSON);
    }

    @Test
    void documentedHeartbeatIsRead() throws MalformedHeartbeatException {
        assertThat(decode(EXAMPLE_JSON)).isEqualTo(EXAMPLE);
    }

    @Test
    void everyFieldIsWrittenExactlyAsDocumented() {
        assertThat(new String(HeartbeatCodec.encode(FULL_EXAMPLE), UTF_8)).isEqualTo(and(FURTHER_FIELDS));
    }

    @Test
    void everyDocumentedFieldIsRead() throws MalformedHeartbeatException {
        assertThat(decode(and(FURTHER_FIELDS))).isEqualTo(FULL_EXAMPLE);
    }

    @Test
    void whatIsWrittenIsReadBack() throws MalformedHeartbeatException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Heartbeat heartbeat = any(random);
            assertThat(decode(HeartbeatCodec.encode(heartbeat)))
                    .as("heartbeat %d of seed %d", i, seed)
                    .isEqualTo(heartbeat);
        }
    }

    @Test
    void largestHeartbeatFits() throws MalformedHeartbeatException {
        Heartbeat largest = new Heartbeat(
                new NodeName("w".repeat(253)),
                Endpoint.parse("[2001:1db8:1111:2222:3333:4444:5555:6666]:65535"),
                new MemoryReading(1L << 50, 1L << 50),
                new HostLoad(OptionalDouble.of(1), OptionalDouble.of(100), OptionalLong.of(1L << 50)),
                false,
                true,
                IntStream.rangeClosed(65519, 65534).boxed().collect(toMap(port -> port, port -> false)),
                Instant.MAX.minusNanos(999_999),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Duration.ofDays(1));

        byte[] datagram = HeartbeatCodec.encode(largest);

        assertThat(datagram).hasSizeLessThanOrEqualTo(HeartbeatCodec.MAX_BYTES);
        assertThat(decode(datagram).node()).isEqualTo(largest.node());
        assertThat(decode(datagram).otherPorts()).isEqualTo(largest.otherPorts());
    }

    @Test
    void timeIsSentInMilliseconds() throws MalformedHeartbeatException {
        Heartbeat precise = new Heartbeat(
                EXAMPLE.node(),
                EXAMPLE.endpoint(),
                EXAMPLE.memory(),
                EXAMPLE.time().plusNanos(999_999),
                1,
                2,
                EXAMPLE.interval());

        assertThat(decode(HeartbeatCodec.encode(precise)).time()).isEqualTo(EXAMPLE.time());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"rack\":true",
                ",\"diskLoad\":0.25",
                ",\"zone\":null",
                ",\"later\":{\"v\":2,\"node\":[[]]}",
                ",\"\":\"\"",
                ",\"later\":99999999999999999999999999",
                ",\"later\":1e999999999"
            })
    void unknownFieldsAreIgnored(String furtherFields) throws MalformedHeartbeatException {
        assertThat(decode(and(furtherFields))).isEqualTo(EXAMPLE);
    }

    @Test
    void fieldsMayComeInAnyOrderWithSpaceBetween() throws MalformedHeartbeatException {
        assertThat(decode("\n{ " + EXAMPLE_JSON.substring(7, EXAMPLE_JSON.length() - 1) + " ,\t\"v\" : 1 }\r\n"))
                .isEqualTo(EXAMPLE);
    }

    @Test
    void onlyTheGivenLengthOfTheBufferIsRead() throws MalformedHeartbeatException {
        byte[] buffer = Arrays.copyOf(EXAMPLE_JSON.getBytes(UTF_8), 2048);
        Arrays.fill(buffer, EXAMPLE_JSON.length(), buffer.length, (byte) 'x');

        assertThat(HeartbeatCodec.decode(buffer, EXAMPLE_JSON.length())).isEqualTo(EXAMPLE);
    }

    @ParameterizedTest
    @FieldSource({"NUMBERS", "TEXTS"})
    void missingFieldIsNamed(String field) {
        assertThat(refusal(without(field))).startsWith(field + " is missing");
    }

    @ParameterizedTest
    @MethodSource
    void fieldOfTheWrongTypeIsNamed(String field, String value) {
        assertThat(refusal(with(field, value))).startsWith(field + " is missing or is not a ");
    }

    static Stream<Arguments> fieldOfTheWrongTypeIsNamed() {
        String[] noNumbers = {
            "\"42\"",
            "42.0",
            "42e0",
            "1e999999999",
            "null",
            "true",
            "[]",
            "[42]",
            "{}",
            "9223372036854775808",
            "-9223372036854775809",
            "9".repeat(900)
        };
        String[] noTexts = {"42", "null", "true", "[\"a\"]", "{\"a\":\"b\"}"};
        return Stream.concat(
                Arrays.stream(NUMBERS)
                        .flatMap(field -> Arrays.stream(noNumbers).map(value -> Arguments.of(field, value))),
                Arrays.stream(TEXTS).flatMap(field -> Arrays.stream(noTexts).map(value -> Arguments.of(field, value))));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "port, 5000000000, port is not from 1 to 65535",
                "port, 0, port is not from 1 to 65535",
                "port, -1, port is not from 1 to 65535",
                "port, 65536, port is not from 1 to 65535",
                "boot, -1, boot and seq",
                "seq, -1, boot and seq",
                "freeMemory, -1, free memory",
                "freeMemory, 734003201, free memory",
                "totalMemory, 0, total memory",
                "totalMemory, -1, total memory",
                "totalMemory, 9223372036854775807, total memory",
                "interval, 0, interval",
                "interval, -1, interval",
                "interval, 86400001, interval",
                "interval, 9223372036854775807, interval",
                "node, ``, a node name",
                "node, \"\", a node name",
                "node, \"a;b\", a node name",
                "node, \"a\\nb\", a node name",
                "ip, \"\", not an IP address",
                "ip, \"worker1\", not an IP address",
                "ip, \"10.0.0.1;\", not an IP address",
                "ip, \"0.0.0.0\", not the address of a host",
                "time, \"\", time",
                "time, \"now\", time",
                "time, \"2026-11-21\", time",
                "time, \"2026-11-21T19:36:38\", time",
                "time, \"2026-02-30T19:36:38Z\", time",
                "time, \"+9999999999-01-01T00:00:00Z\", time",
                "time, \"+02026-11-21T19:36:38Z\", time",
                "time, \"2026-11-21T24:00:00Z\", time",
                "time, \"2026-12-31T23:59:60Z\", time",
                "time, \"2026-11-21T19:36:38.Z\", time",
                "time, \"2026-11-21t19:36:38z\", time",
                "time, \"2026-11-21T19:36:38+01:00\", time",
            })
    void impossibleValueIsNamed(String field, String value, String named) {
        assertThat(refusal(with(field, value.isEmpty() ? "\"\"" : value))).contains(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "-1", "9223372036854775807"})
    void otherFormatVersionIsRefused(String version) {
        assertThat(refusal(with("v", version)))
                .isEqualTo("format version " + version + ", but this program understands 1");
    }

    @Test
    void versionIsJudgedBeforeFieldsThatALaterFormatMayLack() {
        assertThat(refusal("{\"v\":2}")).startsWith("format version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"seq\":43",
                ",\"seq\":42",
                ",\"s\\u0065q\":43",
                ",\"later\":1,\"later\":1",
                ",\"later\":{\"a\":1,\"a\":2}"
            })
    void keyGivenTwiceIsRefused(String furtherFields) {
        assertThat(refusal(and(furtherFields))).isEqualTo("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"}", "{}", " 1", ",", "x", "\0", "//", "\"\""})
    void nothingMayFollowTheObject(String trailer) {
        assertThat(refusal(EXAMPLE_JSON + trailer)).isEqualTo("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "null", "42", "\"worker1\"", "true", "[]"})
    void anythingButAnObjectIsRefused(String text) {
        assertThat(refusal(text)).isEqualTo("not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{]",
                "{v:1}",
                "{'v':1}",
                "{\"v\":01}",
                "{\"v\":+1}",
                "{\"v\":0x1}",
                "{\"v\":NaN}",
                "{\"v\":1,}",
                "/**/{}",
                "{\"v\":\"\n\"}",
                "\0",
                "worker1 413138944",
                "GET / HTTP/1.1\r\n\r\n"
            })
    void whatOnlyResemblesJsonIsRefused(String text) {
        assertThat(refusal(text)).isEqualTo("not valid JSON");
    }

    @Test
    void datagramHasAtMost1200Bytes() throws MalformedHeartbeatException {
        String longest =
                and(",\"later\":\"" + "x".repeat(1200 - and(",\"later\":\"\"").length()) + "\"");

        assertThat(longest).hasSize(1200);
        assertThat(decode(longest)).isEqualTo(EXAMPLE);
        assertThat(refusal(longest + " ")).isEqualTo("longer than 1200 bytes");
    }

    @Test
    void deepNestingIsRefusedAndExhaustsNoStack() {
        assertThat(refusal("[".repeat(1200))).isEqualTo("not valid JSON");
        assertThat(refusal("{\"a\":".repeat(240))).isEqualTo("not valid JSON");
        assertThat(refusal("[".repeat(600) + "]".repeat(600))).isIn("not valid JSON", "not a JSON object");
    }

    @Test
    void onlyUtf8IsUnderstood() {
        assertThat(refusal(EXAMPLE_JSON.getBytes(UTF_16))).isEqualTo("not valid JSON");
        assertThat(refusal(EXAMPLE_JSON.getBytes(UTF_16LE))).isEqualTo("not valid JSON");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAlsoInAFieldThatIsIgnored() {
        assertThat(refusal(and(",\"later\":\"\u00ff\"").getBytes(ISO_8859_1))).isEqualTo("not valid JSON");
    }

    @ParameterizedTest
    @MethodSource
    void refusalDoesNotQuoteTheSender(String hostile) {
        MalformedHeartbeatException refusal =
                catchThrowableOfType(MalformedHeartbeatException.class, () -> decode(hostile));

        assertThat(refusal).isNotNull().hasNoCause();
        assertThat(refusal.getMessage())
                .doesNotContain("EVIL")
                .doesNotContain("\u001b")
                .doesNotContain("\n");
    }

    static Stream<String> refusalDoesNotQuoteTheSender() {
        String evil = "EVIL\\u001b[31m\\n2026-11-21 INFO all is well";
        return Stream.concat(
                Stream.concat(Arrays.stream(NUMBERS), Arrays.stream(TEXTS))
                        .map(field -> with(field, "\"" + evil + "\"")),
                Stream.of(
                        "EVIL\u001b[31m\n",
                        and(",\"EVIL\":1,\"EVIL\":1"),
                        and(",\"EVIL\":EVIL"),
                        with("seq", "EVIL"),
                        with("seq", "{\"EVIL\":1}"),
                        EXAMPLE_JSON + "EVIL"));
    }

    private static String refusal(String json) {
        return refusal(json.getBytes(UTF_8));
    }

    private static String refusal(byte[] datagram) {
        MalformedHeartbeatException refusal =
                catchThrowableOfType(MalformedHeartbeatException.class, () -> decode(datagram));
        assertThat(refusal).as("refusal of %s", new String(datagram, UTF_8)).isNotNull();
        return refusal.getMessage();
    }

    private static Heartbeat any(Random random) {
        String letters = "abcXYZ019._-";
        String name = random.ints(1 + random.nextInt(253), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .reduce("", String::concat);
        String ip = random.nextBoolean()
                ? "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256)
                : "2001:db8::" + Integer.toHexString(random.nextInt(0x10000));
        long total = 1 + random.nextLong(1L << 50);
        return new Heartbeat(
                new NodeName(name),
                new Endpoint(IpAddress.parse(ip), 1 + random.nextInt(8999)),
                new MemoryReading(random.nextLong(total + 1), total),
                anyLoad(random),
                random.nextBoolean(),
                random.nextBoolean(),
                random.ints(random.nextInt(17), 9000, 9100)
                        .boxed()
                        .collect(toMap(p -> p, p -> p % 3 == 0, (a, b) -> a)),
                Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)),
                random.nextLong() >>> (1 + random.nextInt(63)),
                random.nextLong() >>> (1 + random.nextInt(63)),
                Duration.ofMillis(1 + random.nextInt(86_400_000)));
    }

    // Of as many decimals as are written.
    private static HostLoad anyLoad(Random random) {
        return new HostLoad(
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(1001) / 1000.0),
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(10001) / 100.0),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong((1L << 50) + 1)));
    }

    @Test
    void nodeThatIsWellAndStaysSaysNothingOfIt() throws MalformedHeartbeatException {
        assertThat(decode(EXAMPLE_JSON).isAvailable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"healthy, false", "leaving, true"})
    void nodeThatWantsNoRequestsSaysSo(String flag, boolean value) throws MalformedHeartbeatException {
        Heartbeat heartbeat = decode(and(",\"" + flag + "\":" + value));

        assertThat(heartbeat.isAvailable()).isFalse();
        assertThat(new String(HeartbeatCodec.encode(heartbeat), UTF_8)).contains("\"" + flag + "\":" + value);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"healthy, 1", "healthy, null", "leaving, \"true\"", "leaving, 0"})
    void flagIsTrueOrFalseAndNothingElse(String flag, String value) {
        assertThat(refusal(and(",\"" + flag + "\":" + value))).isEqualTo(flag + " is neither true nor false");
    }

    @Test
    void hostThatDoesNotTellItsLoadHasAnUnknownOne() throws MalformedHeartbeatException {
        assertThat(decode(EXAMPLE_JSON).load()).isEqualTo(HostLoad.UNKNOWN);
        assertThat(decode(EXAMPLE_JSON).otherPorts()).isEmpty();
    }

    @Test
    void noPortsAreNoFurtherPorts() throws MalformedHeartbeatException {
        assertThat(decode(and(",\"ports\":{}"))).isEqualTo(EXAMPLE);
    }

    @ParameterizedTest
    @CsvSource({"0.0004999, 0.000", "0.0005, 0.001", "0.12345, 0.123", "1, 1.000", "1E-300, 0.000", "0, 0.000"})
    void cpuLoadIsWrittenWithThreeDecimals(double share, String written) {
        HostLoad load = new HostLoad(OptionalDouble.of(share), OptionalDouble.empty(), OptionalLong.empty());

        assertThat(new String(HeartbeatCodec.encode(heartbeat(load)), UTF_8)).isEqualTo(and(",\"cpuLoad\":" + written));
    }

    @ParameterizedTest
    @CsvSource({"0.0049, 0.00", "0.005, 0.01", "99.994, 99.99", "100, 100.00", "0, 0.00"})
    void memoryPressureIsWrittenWithTwoDecimals(double percent, String written) {
        HostLoad load = new HostLoad(OptionalDouble.empty(), OptionalDouble.of(percent), OptionalLong.empty());

        assertThat(new String(HeartbeatCodec.encode(heartbeat(load)), UTF_8))
                .isEqualTo(and(",\"memoryPressure\":" + written));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "1e-3, 0.001", "0.123456789012345678901234567890, 0.12345678901234568"})
    void loadIsReadFromAnyJsonNumber(String value, double read) throws MalformedHeartbeatException {
        assertThat(decode(and(",\"cpuLoad\":" + value)).load().cpuLoad()).hasValue(read);
        assertThat(decode(and(",\"memoryPressure\":" + value)).load().memoryPressure())
                .hasValue(read);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "cpuLoad, null, cpuLoad is not a number",
                "cpuLoad, \"0.5\", cpuLoad is not a number",
                "cpuLoad, [0.5], cpuLoad is not a number",
                "cpuLoad, true, cpuLoad is not a number",
                "cpuLoad, 1.001, impossible CPU load of 1.001",
                "cpuLoad, 2, impossible CPU load of 2.0",
                "cpuLoad, -0.001, impossible CPU load of -0.001",
                "cpuLoad, 1e999999999, impossible CPU load of Infinity",
                "memoryPressure, null, memoryPressure is not a number",
                "memoryPressure, {}, memoryPressure is not a number",
                "memoryPressure, 100.01, impossible memory pressure of 100.01",
                "memoryPressure, -1, impossible memory pressure of -1.0",
                "memoryPressure, -1e999999999, impossible memory pressure of -Infinity",
                "swapUsed, null, swapUsed is missing or is not a whole number",
                "swapUsed, 1.0, swapUsed is missing or is not a whole number",
                "swapUsed, \"1\", swapUsed is missing or is not a whole number",
                "swapUsed, 9223372036854775808, swapUsed is missing or is not a whole number",
                "swapUsed, -1, impossible used swap of -1 bytes",
                "swapUsed, 1125899906842625, impossible used swap of 1125899906842625 bytes",
            })
    void impossibleLoadIsRefused(String field, String value, String sentence) {
        assertThat(refusal(and(",\"" + field + "\":" + value))).isEqualTo(sentence);
    }

    @Test
    void integerBeyondEveryDoubleIsAnImpossibleLoad() {
        assertThat(refusal(and(",\"cpuLoad\":" + "9".repeat(800)))).isEqualTo("impossible CPU load of Infinity");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "null | ports is not an object",
                "[9000] | ports is not an object",
                "9000 | ports is not an object",
                "\"9000\" | ports is not an object",
                "{\"9000\":1} | ports holds more than port numbers with true or false",
                "{\"9000\":null} | ports holds more than port numbers with true or false",
                "{\"9000\":\"true\"} | ports holds more than port numbers with true or false",
                "{\"9000\":{}} | ports holds more than port numbers with true or false",
                "{\"\":true} | ports holds more than port numbers with true or false",
                "{\"0\":true} | ports holds more than port numbers with true or false",
                "{\"09000\":true} | ports holds more than port numbers with true or false",
                "{\"+9000\":true} | ports holds more than port numbers with true or false",
                "{\"-1\":true} | ports holds more than port numbers with true or false",
                "{\"9000 \":true} | ports holds more than port numbers with true or false",
                "{\"\u0669\":true} | ports holds more than port numbers with true or false",
                "{\"100000\":true} | ports holds more than port numbers with true or false",
                "{\"EVIL\":true} | ports holds more than port numbers with true or false",
                "{\"65536\":true} | a port is a number from 1 to 65535, not 65536",
                "{\"8080\":true} | the node's own port 8080 is not among its further ones",
                "{\"9000\":true,\"9000\":true} | not valid JSON",
            })
    void impossiblePortsAreRefused(String value, String sentence) {
        assertThat(refusal(and(",\"ports\":" + value))).isEqualTo(sentence);
    }

    @Test
    void seventeenFurtherPortsAreRefused() {
        String ports = IntStream.range(9000, 9017)
                .mapToObj(port -> "\"" + port + "\":true")
                .collect(joining(","));

        assertThat(refusal(and(",\"ports\":{" + ports + "}"))).isEqualTo("a node has at most 16 further web services");
    }
}
