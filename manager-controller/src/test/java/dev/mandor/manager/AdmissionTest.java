package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
    private static final Instant SENT = Instant.EPOCH; // as TestNodes has it
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    private static final String KEY_1 = "k1 worker1 bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final String NEW_KEY_1 = "k1b worker1 cm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final String KEY_2 = "k2 worker2 dm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final String SHARED = "all * em90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final Heartbeat WORKER1 = heartbeat("worker1", 1, 1);

    @Test
    void withoutKeysAnyHeartbeatOfItsOwnAddressIsBelieved() throws Exception {
        assertThat(open().admit(arrival(HeartbeatCodec.encode(WORKER1), "10.0.0.1", SENT)))
                .isEqualTo(WORKER1);
    }

    /** Keys can be given to the agents before the manager has any. */
    @Test
    void withoutKeysASignatureIsPassedOver() throws Exception {
        assertThat(open().admit(arrival(signed(WORKER1, KEY_1), "10.0.0.1", SENT)))
                .isEqualTo(WORKER1);
    }

    @Test
    void withoutKeysClocksMayBeWrong() throws Exception {
        assertThat(open().admit(arrival(HeartbeatCodec.encode(WORKER1), "10.0.0.1", SENT.plusSeconds(1_000_000))))
                .isEqualTo(WORKER1);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.2", "127.0.0.1", "fd00::1"})
    void withoutKeysNobodyAdvertisesTheAddressOfAnother(String sender) {
        assertRejected(open(), HeartbeatCodec.encode(WORKER1), sender, SENT, Rejection.FOREIGN_ADDRESS)
                .isEqualTo("worker1 advertises 10.0.0.1, which is not where it comes from; see --allow");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, true", "10.0.1.0/24, false", "10.0.0.1, true"})
    void allowedNetworksMayBeAdvertisedByAnybody(String network, boolean admitted) throws Exception {
        Admission admission =
                new Admission(Optional.empty(), new AddressRule(List.of(Network.parse(network)), false), MAX_AGE);
        byte[] datagram = HeartbeatCodec.encode(WORKER1);

        if (admitted) {
            assertThat(admission.admit(arrival(datagram, "203.0.113.9", SENT))).isEqualTo(WORKER1);
        } else {
            assertRejected(admission, datagram, "203.0.113.9", SENT, Rejection.FOREIGN_ADDRESS);
        }
        assertThat(admission.admit(arrival(datagram, "10.0.0.1", SENT))).isEqualTo(WORKER1);
    }

    @Test
    void allLoopbackAddressesAreThisMachine() throws Exception {
        byte[] datagram = new String(HeartbeatCodec.encode(WORKER1), StandardCharsets.UTF_8)
                .replace("10.0.0.1", "127.0.0.12")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(open().admit(arrival(datagram, "127.0.0.1", SENT)).endpoint())
                .hasToString("127.0.0.12:8080");
        assertRejected(open(), datagram, "10.0.0.1", SENT, Rejection.FOREIGN_ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({KEY_1, NEW_KEY_1, SHARED})
    void withKeysEachOfANodesKeysIsGood(String key) throws Exception {
        Admission admission = withKeys(KEY_1, NEW_KEY_1, SHARED);

        assertThat(admission.admit(arrival(signed(WORKER1, key), "203.0.113.9", SENT)))
                .isEqualTo(WORKER1);
    }

    @Test
    void withKeysAnUnsignedDatagramIsDroppedBeforeItIsParsed() {
        assertRejected(withKeys(KEY_1), HeartbeatCodec.encode(WORKER1), "10.0.0.1", SENT, Rejection.UNSIGNED)
                .isEqualTo("it is not signed; see --key-file");
        assertRejected(withKeys(KEY_1), "{".getBytes(StandardCharsets.UTF_8), "10.0.0.1", SENT, Rejection.UNSIGNED);
    }

    @Test
    void withKeysAWrongSignatureIsDroppedBeforeItsMessageIsParsed() {
        byte[] forged = signed(WORKER1, "k1 worker1 " + SHARED.substring(6));
        assertRejected(withKeys(KEY_1), forged, "10.0.0.1", SENT, Rejection.WRONG_SIGNATURE)
                .isEqualTo("the signature with key k1 is wrong");

        byte[] changed = signed(WORKER1, KEY_1);
        changed[0] = 'x';
        assertRejected(withKeys(KEY_1), changed, "10.0.0.1", SENT, Rejection.WRONG_SIGNATURE);
    }

    @Test
    void unknownKeyIsDropped() {
        assertRejected(withKeys(KEY_1), signed(WORKER1, KEY_2), "10.0.0.1", SENT, Rejection.UNKNOWN_KEY)
                .isEqualTo("the key file has no key k2");
    }

    @Test
    void keyOfOneNodeDoesNotSpeakForAnother() {
        assertRejected(withKeys(KEY_1, KEY_2), signed(WORKER1, KEY_2), "10.0.0.1", SENT, Rejection.FOREIGN_KEY)
                .isEqualTo("worker1 signed with key k2, which is another node's");
    }

    @Test
    void signedRubbishIsRubbish() {
        byte[] datagram = SignedDatagram.sign("{}".getBytes(StandardCharsets.UTF_8), HeartbeatKey.parse(KEY_1));

        assertRejected(withKeys(KEY_1), datagram, "10.0.0.1", SENT, Rejection.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"60000, true", "60001, false", "-60000, true", "-60001, false"})
    void signedHeartbeatIsGoodForItsTimeOnly(long laterMillis, boolean admitted) throws Exception {
        byte[] datagram = signed(WORKER1, KEY_1);
        Instant now = SENT.plusMillis(laterMillis);

        if (admitted) {
            assertThat(withKeys(KEY_1).admit(arrival(datagram, "10.0.0.1", now)))
                    .isEqualTo(WORKER1);
        } else {
            assertRejected(withKeys(KEY_1), datagram, "10.0.0.1", now, Rejection.WRONG_TIME)
                    .isEqualTo("worker1's heartbeat was replayed, or its clock is 60 s "
                            + (laterMillis > 0 ? "behind" : "ahead of")
                            + " ours, more than 60 s; set the clocks right, or see --max-age");
        }
    }

    @Test
    void timesBeyondAllClocksAreDropped() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
            Heartbeat heartbeat =
                    new Heartbeat(WORKER1.node(), WORKER1.endpoint(), WORKER1.memory(), time, 1, 1, WORKER1.interval());
            assertRejected(withKeys(KEY_1), signed(heartbeat, KEY_1), "10.0.0.1", Instant.EPOCH, Rejection.WRONG_TIME);
        }
    }

    @Test
    void withKeysAllowedNetworksStillBindTheNodes() throws Exception {
        Admission admission =
                new Admission(keys(KEY_1), new AddressRule(List.of(Network.parse("10.0.1.0/24")), true), MAX_AGE);

        assertRejected(admission, signed(WORKER1, KEY_1), "10.0.1.1", SENT, Rejection.FOREIGN_ADDRESS);
        assertThat(admission.admit(arrival(signed(WORKER1, KEY_1), "10.0.0.1", SENT)))
                .isEqualTo(WORKER1);
    }

    @Test
    void datagramThatIsTooLongIsDroppedThoughItsMessageIsNot() {
        byte[] datagram = signed(WORKER1, KEY_1);
        byte[] padded = Arrays.copyOf(datagram, 1201);

        assertRejected(open(), padded, "10.0.0.1", SENT, Rejection.MALFORMED);
    }

    private static Admission open() {
        return new Admission(Optional.empty(), new AddressRule(List.of(), false), MAX_AGE);
    }

    private static Admission withKeys(String... lines) {
        return new Admission(keys(lines), new AddressRule(List.of(), true), MAX_AGE);
    }

    private static Optional<Supplier<KeyRing>> keys(String... lines) {
        KeyRing ring = KeyRing.parse(Stream.of(lines).toList());
        return Optional.of(() -> ring);
    }

    private static byte[] signed(Heartbeat heartbeat, String key) {
        return SignedDatagram.sign(HeartbeatCodec.encode(heartbeat), HeartbeatKey.parse(key));
    }

    private static Arrival arrival(byte[] datagram, String sender, Instant now) throws UnknownHostException {
        DatagramPacket packet = new DatagramPacket(datagram, datagram.length, InetAddress.getByName(sender), 40_000);
        return new Arrival(packet, 0, now);
    }

    private static AbstractStringAssert<?> assertRejected(
            Admission admission, byte[] datagram, String sender, Instant now, Rejection rejection) {
        RejectedException thrown = assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> admission.admit(arrival(datagram, sender, now)))
                .actual();
        assertThat(thrown.rejection()).isEqualTo(rejection);
        return assertThat(thrown.getMessage());
    }
}
