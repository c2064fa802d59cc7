package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedDatagramTest {
    private static final HeartbeatKey KEY = Keys.key("k1", "worker1");
    private static final byte[] MESSAGE = bytes("{\"v\":1,\"node\":\"worker1\"}");

    @Test
    void messageStaysReadableBeforeItsSignature() {
        String text = new String(SignedDatagram.sign(MESSAGE, KEY), StandardCharsets.US_ASCII);

        assertThat(text).matches("\\{\"v\":1,\"node\":\"worker1\"}\nhmac-sha256 k1 [0-9a-f]{64}");
    }

    /** printf '{"v":1,"node":"worker1"}' | openssl dgst -sha256 -hmac 'the secret of k1                ' */
    @Test
    void signatureIsWhatOtherProgramsCompute() {
        assertThat(new String(SignedDatagram.sign(MESSAGE, KEY), StandardCharsets.US_ASCII))
                .endsWith(" b099da613a57e4b533fdbdc6501dc0bc1cbd3be01b66742a0e98e70efa0f6214");
    }

    @Test
    void signatureHoldsForItsKeyOnly() throws Exception {
        SignedDatagram datagram = split(SignedDatagram.sign(MESSAGE, KEY));

        assertThat(datagram.claimedKey()).contains(new KeyId("k1"));
        assertThat(datagram.messageLength()).isEqualTo(MESSAGE.length);
        assertThat(datagram.isSignedWith(KEY)).isTrue();
        assertThat(datagram.isSignedWith(HeartbeatKey.parse("k1 worker1 " + Keys.secret("another"))))
                .isFalse();
        assertThat(datagram.isSignedWith(HeartbeatKey.parse("k2 worker1 " + Keys.secret("the secret of k1"))))
                .isFalse();
    }

    @Test
    void noOtherDatagramPassesForTheSignedOne() {
        byte[] signed = SignedDatagram.sign(MESSAGE, KEY);
        for (int i = 0; i < signed.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] other = signed.clone();
                other[i] ^= (byte) (1 << bit);
                assertThat(isSigned(other)).as("byte %s, bit %s", i, bit).isFalse();
            }
        }
        for (int length = 0; length < signed.length; length++) {
            assertThat(isSigned(Arrays.copyOf(signed, length)))
                    .as("cut to %s bytes", length)
                    .isFalse();
        }
        assertThat(isSigned(Arrays.copyOf(signed, signed.length + 1))).isFalse();
        assertThat(isSigned(signed)).isTrue();
    }

    @Test
    void bytesBehindTheLengthDoNotCount() throws Exception {
        byte[] signed = SignedDatagram.sign(MESSAGE, KEY);

        assertThat(SignedDatagram.split(Arrays.copyOf(signed, 1200), signed.length)
                        .isSignedWith(KEY))
                .isTrue();
    }

    @Test
    void whatHasNoSignatureLineIsAllMessage() throws Exception {
        for (String text : new String[] {"", "{}", "{}\n", "{\n}", "\n", "{}\nhmac-sha1 k1 00", "hmac-sha256 k1 00"}) {
            SignedDatagram datagram = split(bytes(text));
            assertThat(datagram.claimedKey()).as(text).isEmpty();
            assertThat(datagram.messageLength()).as(text).isEqualTo(text.length());
            assertThat(datagram.isSignedWith(KEY)).as(text).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}\nhmac-sha256 ",
                "{}\nhmac-sha256 k1",
                "{}\nhmac-sha256 k1 00",
                "{}\nhmac-sha256 k1 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "{}\nhmac-sha256 k;1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "{}\nhmac-sha256 k1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
                "{}\nhmac-sha256 k1  0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "{}\nhmac-sha256 k1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r"
            })
    void signatureHasOneFormOnly(String text) {
        assertThatExceptionOfType(MalformedHeartbeatException.class)
                .isThrownBy(() -> split(bytes(text)))
                .withMessage("the signature is not of the form 'hmac-sha256 KEYID HEX'");
    }

    @Test
    void longestHeartbeatFitsWithTheLongestSignature() {
        HeartbeatKey key = Keys.key("k".repeat(64), "*");
        int signature = SignedDatagram.sign(new byte[0], key).length;

        assertThat(HeartbeatCodec.MAX_BYTES - signature).isGreaterThanOrEqualTo(838); // see HeartbeatCodecTest
    }

    private static boolean isSigned(byte[] datagram) {
        try {
            return split(datagram).isSignedWith(KEY);
        } catch (MalformedHeartbeatException e) {
            return false;
        }
    }

    private static SignedDatagram split(byte[] datagram) throws MalformedHeartbeatException {
        return SignedDatagram.split(datagram, datagram.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
