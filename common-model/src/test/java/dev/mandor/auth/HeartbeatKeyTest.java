package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.NodeName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatKeyTest {
    private static final NodeName WORKER = new NodeName("worker1");
    private static final String SECRET = Keys.secret("not for anybody's eyes");

    @Test
    void isReadFromItsOwnLine() {
        HeartbeatKey key = HeartbeatKey.random(Optional.of(WORKER), new SecureRandom(), LocalDate.of(2026, 11, 22));

        HeartbeatKey read = HeartbeatKey.parse(key.line());

        assertThat(read.id()).isEqualTo(key.id());
        assertThat(read.node()).contains(WORKER);
        assertThat(read.hasSecretOf(key)).isTrue();
    }

    @Test
    void newKeysTellTheirDayAndDiffer() {
        LocalDate today = LocalDate.of(2026, 11, 22);

        HeartbeatKey one = HeartbeatKey.random(Optional.empty(), new SecureRandom(), today);
        HeartbeatKey other = HeartbeatKey.random(Optional.empty(), new SecureRandom(), today);

        assertThat(one.id().value()).matches("20261122-[0-9a-f]{6}");
        assertThat(one.hasSecretOf(other)).isFalse();
    }

    /** RFC 4231, test case 7, with the largest key there; the others have keys that are too short for us. */
    @Test
    void macIsThatOfTheRfc() {
        byte[] secret = new byte[131];
        Arrays.fill(secret, (byte) 0xaa);
        HeartbeatKey key = HeartbeatKey.parse("k * " + Base64.getEncoder().encodeToString(secret));
        byte[] message = ("This is a test using a larger than block-size key and a larger than block-size data. The key"
                        + " needs to be hashed before being used by the HMAC algorithm.")
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().formatHex(key.mac(message, message.length)))
                .isEqualTo("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    }

    @Test
    void speaksForItsNodeOnly() {
        HeartbeatKey key = Keys.key("k1", "worker1");

        assertThat(key.speaksFor(WORKER)).isTrue();
        assertThat(key.speaksFor(new NodeName("worker2"))).isFalse();
        assertThat(Keys.key("k1", "*").speaksFor(WORKER)).isTrue();
    }

    @Test
    void bothAlphabetsOfBase64AreOne() {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 0xfb);
        HeartbeatKey one = HeartbeatKey.parse("a * " + Base64.getEncoder().encodeToString(secret));
        HeartbeatKey other = HeartbeatKey.parse(
                "b * " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));

        assertThat(one.hasSecretOf(other)).isTrue();
    }

    @Test
    void secretHasAtLeast32Bytes() {
        String shorter = Base64.getEncoder().encodeToString(new byte[31]);
        String enough = Base64.getEncoder().encodeToString(new byte[32]);

        assertThat(HeartbeatKey.parse("k * " + enough).id()).isEqualTo(new KeyId("k"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeartbeatKey.parse("k * " + shorter))
                .withMessage("the secret is too short: it must be at least 32 bytes, 43 characters of Base64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k1",
                "k1 worker1",
                "k1 worker1 bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA= more",
                "k/1 worker1 bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=",
                "k1 wor;ker bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=",
                "k1 worker1 bm90IGZvciBhbnlib2R5J3MgZXll!yAgICAgICAgICA="
            })
    void refusesWhatIsNoKeyWithoutRepeatingIt(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeartbeatKey.parse(line))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("bm90", "k/1", "wor;"))
                .withNoCause();
    }

    @Test
    void textDoesNotShowTheSecret() {
        HeartbeatKey key = HeartbeatKey.parse("k1 worker1 " + SECRET);

        assertThat(key).hasToString("key k1");
        assertThat(KeyRingTest.ring(key.line())).hasToString("keys [k1]");
    }
}
