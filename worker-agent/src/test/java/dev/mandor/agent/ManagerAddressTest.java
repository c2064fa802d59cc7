package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.56.101, 192.168.56.101, 9999",
        "192.168.56.101:1, 192.168.56.101, 1",
        "manager, manager, 9999",
        "manager_1.example-site.org:65535, manager_1.example-site.org, 65535",
        "[2001:db8::1], 2001:db8::1, 9999",
        "[2001:db8::1]:80, 2001:db8::1, 80",
        "2001:db8::1, 2001:db8::1, 9999",
        "::1, ::1, 9999",
    })
    void portMayBeLeftOut(String text, String host, int port) {
        assertThat(ManagerAddress.parse(text)).isEqualTo(new ManagerAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.56.101:9999", "manager.example:80", "[2001:db8::1]:9999"})
    void addressIsShownAsItIsRead(String text) {
        assertThat(ManagerAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ":", ":80", "manager:", "manager:http", "manager:-1", "manager:+80", "manager:999999",
                        "manager:80:80",
                "man ager", "manager/", "http://manager", "udp:manager", "a,b", "manager\nb", "mänager", "[]", "[]:80",
                        "[::1",
                "::1]", "[::1]80", "[::1]:", "[::1%eth0]", "a:b:c", "::::", "[abc]", "[.:1]", "fe80::1%eth0",
                        "[manager]:80"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddress.parse(text))
                .withMessage("expected HOST or HOST:PORT such as 192.168.56.101 or manager.example:9999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manager:0", "manager:65536", "[::1]:0", "[::1]:99999"})
    void portOutOfRangeIsSaidToBe(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerAddress.parse(text))
                .withMessageStartingWith("a port is a number from 1 to 65535, not ");
    }
}
