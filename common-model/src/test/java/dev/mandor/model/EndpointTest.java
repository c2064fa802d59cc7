package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.168.56.101:8080", "10.0.0.1:1", "10.0.0.1:65535", "[2001:db8:0:0:0:0:0:1]:8080"})
    void endpointIsReadInTheFormThatIsWritten(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @Test
    void ipv6StandsInBracketsOnlyBeforeThePort() {
        Endpoint endpoint = Endpoint.parse("[2001:db8::1]:80");

        assertThat(endpoint).isEqualTo(new Endpoint(IpAddress.parse("2001:db8::1"), 80));
        assertThat(endpoint.ip()).hasToString("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void ipv6WithoutBracketsIsAmbiguous() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("2001:db8::1:8080"))
                .withMessageContaining("or [2001:db8::1]:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "10.0.0.1",
                "10.0.0.1:",
                "10.0.0.1:0",
                "10.0.0.1:65536",
                "10.0.0.1:99999999999",
                "10.0.0.1:-80",
                "10.0.0.1:+80",
                "10.0.0.1:0080",
                "10.0.0.1:８０",
                "[10.0.0.1]:80",
                "10.0.0.1:80;",
                "10.0.0.1: 80",
                "10.0.0.1:80 ",
                "10.0.0.1 :80",
                "10.0.0.1:0x50",
                "10.0.0.1:http",
                "localhost:80",
                "worker1:80",
                "[::1]",
                "[::1]:",
                "[::1:80",
                "::1]:80",
                "[]:80",
                "[::1%lo]:80",
                "0.0.0.0:80",
                "http://10.0.0.1:80"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
    }
}
