package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendPortsTest {
    @Test
    void firstPortIsTheNodesOwn() {
        assertThat(BackendPorts.of(List.of(8080))).isEqualTo(new BackendPorts(8080, List.of()));
        assertThat(BackendPorts.of(List.of(8080, 80, 9000))).isEqualTo(new BackendPorts(8080, List.of(80, 9000)));
    }

    @Test
    void noPortIsGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackendPorts(8080, List.of(80, 8080)))
                .withMessage("port 8080 is given twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackendPorts(8080, List.of(80, 80)))
                .withMessage("port 80 is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "80", "65535"})
    void portIsFromOneTo65535(String text) {
        assertThat(BackendPorts.parsePort(text)).isEqualTo(Integer.parseInt(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "65536",
                "99999",
                "100000",
                "99999999999999",
                "-1",
                "+80",
                "80 ",
                "0x50",
                "http",
                "\u0669"
            })
    void anythingElseIsNoPort(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackendPorts.parsePort(text))
                .withMessage("a port is a number from 1 to 65535");
    }
}
