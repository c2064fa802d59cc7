package dev.mandor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOptionTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1, 80",
        "10.0.0.1, 10.0.0.1, 9797",
        "[::1]:65535, 0:0:0:0:0:0:0:1, 65535",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1, 9797"
    })
    void portMayBeLeftOut(String text, String ip, int port) {
        InetSocketAddress address = HttpOption.parse(text, 9797).address().orElseThrow();

        assertThat(address.getAddress().getHostAddress()).isEqualTo(ip);
        assertThat(address.getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.0.0.0:1", "[::]:1"})
    void everyAddressCanBeListenedOn(String text) {
        assertThat(HttpOption.parse(text, 9797).address().orElseThrow().getAddress())
                .matches(ip -> ip.isAnyLocalAddress());
    }

    @Test
    void offIsNowhere() {
        assertThat(HttpOption.parse("off", 9797)).isEqualTo(HttpOption.OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "on",
                "localhost:80",
                "127.0.0.1:0",
                "127.0.0.1:65536",
                "::1",
                "127.0.0.1:",
                ":80",
                "224.0.0.1"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HttpOption.parse(text, 9797));
    }

    @Test
    void whyItCannotBeListenedOnIsOneSentence() {
        InetSocketAddress address =
                HttpOption.parse("127.0.0.1", 9797).address().orElseThrow();

        assertThat(HttpOption.explain(new IOException("Address already in use"), address))
                .isEqualTo("cannot listen for HTTP on 127.0.0.1:9797: Address already in use;"
                        + " choose another with --http, or off");
    }
}
