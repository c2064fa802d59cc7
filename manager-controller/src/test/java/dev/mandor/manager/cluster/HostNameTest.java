package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    private static final String LABEL = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(strings = {"a", "localhost", "api.example.org", "*.example.org", "a-b.c--d.e", "1.x", "0.x1"})
    void namesThatCanStandInAUrlAreHosts(String name) {
        assertThat(new HostName(name)).hasToString(name);
    }

    @Test
    void caseDoesNotCount() {
        assertThat(new HostName("API.Example.ORG")).isEqualTo(new HostName("api.example.org"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                ".example.org",
                "example.org.",
                "a..b",
                "-a.org",
                "a-.org",
                "www.*",
                "a.*.org",
                "*a.org",
                "~^a$",
                "a_b.org",
                "a b",
                "a;b",
                "a}",
                "$host",
                "a.org:80",
                "[::1]",
                "a.org\n",
                "é.org",
                "127.0.0.1",
                "a.1"
            })
    void anythingElseIsNone(String hostile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostName(hostile))
                .withMessage("a host is a name such as api.example.org or *.example.org");
    }

    @Test
    void labelHasAtMostSixtyThreeCharactersAndANameTwoHundredAndFiftyThree() {
        String longest = LABEL + "." + LABEL + "." + LABEL + "." + "a".repeat(61);

        assertThat(new HostName(longest).value()).hasSize(253);
        assertThatIllegalArgumentException().isThrownBy(() -> new HostName(longest + "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostName(LABEL + "a.org"));
    }
}
