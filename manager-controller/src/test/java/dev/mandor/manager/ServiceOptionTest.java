package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.cluster.LeastConn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceOptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"web=8080", "api=9000@api.example.org", "a=1@*.example.org", "shop_web=65535@localhost"})
    void serviceIsShownAsItIsWritten(String text) {
        assertThat(ServiceOption.parse(text).service(new LeastConn())).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""               | expected NAME=PORT or NAME=PORT@HOST
                    web              | expected NAME=PORT or NAME=PORT@HOST
                    web=             | expected NAME=PORT or NAME=PORT@HOST
                    =8080            | expected NAME=PORT or NAME=PORT@HOST
                    web=http         | expected NAME=PORT or NAME=PORT@HOST
                    web=8080@        | expected NAME=PORT or NAME=PORT@HOST
                    web=-1           | expected NAME=PORT or NAME=PORT@HOST
                    web=100000       | a port is a number from 1 to 65535
                    web=0            | a port is a number from 1 to 65535
                    web=65536        | a port is a number from 1 to 65535
                    Web=8080         | a service's name is 1 to 63
                    web=8080@a;b     | a host is a name such as
                    web=8080@a@b     | a host is a name such as
                    web=8080@a:8080  | a host is a name such as
                    """)
    void anythingElseIsRefusedWithASentence(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceOption.parse(text))
                .withMessageStartingWith(sentence);
    }

    @Test
    void usualServiceIsWhereTheAgentsSayWhateverNameClientsUse() {
        assertThat(ServiceOption.usual(new LeastConn()).port()).isEmpty();
        assertThat(ServiceOption.usual(new LeastConn()).host()).isEmpty();
    }
}
