package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.agent.HealthOption.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthOptionTest {
    @Test
    void wordsAreUnderstood() {
        assertThat(HealthOption.parse("tcp").kind()).isEqualTo(Kind.ADVERTISED);
        assertThat(HealthOption.parse("none").kind()).isEqualTo(Kind.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1:1,                     TCP,  127.0.0.1, 1,     127.0.0.1:1,  ''",
        "tcp://shop_web:65535,                  TCP,  shop_web,  65535, shop_web:65535, ''",
        "tcp://[2001:db8:0:0:0:0:0:1]:80,       TCP,  2001:db8:0:0:0:0:0:1, 80, [2001:db8:0:0:0:0:0:1]:80, ''",
        "http://127.0.0.1:8080/healthz,         HTTP, 127.0.0.1, 8080,  127.0.0.1:8080, /healthz",
        "http://localhost,                      HTTP, localhost, 80,    localhost,    /",
        "http://localhost/a?b=c&d=%20,          HTTP, localhost, 80,    localhost,    /a?b=c&d=%20",
    })
    void urlsAreUnderstood(String text, Kind kind, String host, int port, String authority, String path) {
        assertThat(HealthOption.parse(text)).isEqualTo(new HealthOption(kind, host, port, authority, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "TCP",
                "tcp:",
                "tcp://",
                "tcp://host",
                "tcp://host:80/",
                "tcp://:80",
                "udp://host:80",
                "none ",
                "http",
                "http://",
                "http:///path",
                "http://user@host/",
                "http://host/#part",
                "http://host/a b",
                "http://host/a\r\nX: y",
                "http://host/ä",
                "https://127.0.0.1/",
                "http://host:123456/",
                "http://2001:db8::1/"
            })
    void anythingElseIsRefusedWithASentence(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HealthOption.parse(text))
                .withMessage("expected tcp, tcp://HOST:PORT, http://HOST[:PORT]/PATH (https is not supported) or none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://host:0", "tcp://host:65536", "http://host:0/", "http://host:99999"})
    void portOutOfRangeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HealthOption.parse(text))
                .withMessageStartingWith("a port is a number from 1 to 65535, not ");
    }

    @Test
    void bracketsHoldAnIpv6Address() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HealthOption.parse("tcp://[host]:80"))
                .withMessageStartingWith("not an IP address literal");
    }
}
