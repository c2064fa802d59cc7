package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NginxFactsTest {
    @ParameterizedTest
    @CsvSource({
        "nginx version: nginx/1.22.1, 1022001, false",
        "nginx version: nginx/1.29.6, 1029006, false",
        "nginx version: nginx/1.29.7, 1029007, true",
        "nginx version: nginx/1.30.0 (Ubuntu), 1030000, true",
        "nginx version: openresty/1.27.1.2, 1027001, false"
    })
    void versionIsOneNumber(String line, int version, boolean keeps) {
        NginxFacts facts = NginxFacts.parse(line + "\n");

        assertThat(facts).isEqualTo(new NginxFacts(version, false));
        assertThat(facts.keepsUpstreamConnections()).isEqualTo(keeps);
    }

    @Test
    void ipv6IsALineOfItsOwn() {
        assertThat(NginxFacts.parse("nginx version: nginx/1.22.1\nipv6\n").ipv6())
                .isTrue();
        assertThat(NginxFacts.parse("nginx version: nginx/1.22.1 ipv6\n").ipv6())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sh: nginx: not found", "nginx version: nginx/9999.1.1", "nginx version: nginx/1.22"})
    void whatIsNotUnderstoodIsNotKnown(String output) {
        assertThat(NginxFacts.parse(output)).isEqualTo(NginxFacts.UNKNOWN);
    }
}
