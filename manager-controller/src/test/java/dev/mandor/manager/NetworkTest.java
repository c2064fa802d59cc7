package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.56.0/24, 192.168.56.0, true",
        "192.168.56.0/24, 192.168.56.255, true",
        "192.168.56.0/24, 192.168.57.0, false",
        "192.168.56.0/24, 192.168.55.255, false",
        "192.168.56.7/24, 192.168.56.8, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.128/25, 10.0.0.127, false",
        "10.0.0.128/25, 10.0.0.128, true",
        "10.0.0.4/31, 10.0.0.5, true",
        "10.0.0.4/31, 10.0.0.6, false",
        "10.0.0.4, 10.0.0.4, true",
        "10.0.0.4, 10.0.0.5, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, fd00::1, false",
        "::/0, fd00::1, true",
        "::/0, 10.0.0.1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "fd00::1, fd00::1, true",
        "fd00::1, fd00::2, false"
    })
    void containsTheAddressesOfItsPrefix(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "fd00::/129",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0.0/-1",
                "10.0.0.0/0x8",
                "example.org/8",
                "10.0.0.0/9999999999"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }
}
