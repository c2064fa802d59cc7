package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriterTest {
    private static final Writer OURS = Writer.at("manager1", 9999);

    @Test
    void firstLineNamesMachineAndPort() {
        assertThat(OURS.firstLine())
                .isEqualTo("# Written by Mandor on manager1:9999. Changes made here are lost with the next plan.\n");
        assertThat(Writer.of(OURS.firstLine() + "more\n")).contains(OURS);
        assertThat(Writer.of(Writer.at("manager1.shop.example", 9999).firstLine()))
                .contains(Writer.at("manager1.shop.example", 9999));
    }

    @Test
    void anotherMachineOrPortIsAnotherWriter() {
        assertThat(OURS.other(OURS.firstLine())).isEmpty();
        assertThat(OURS.other(Writer.at("manager2", 9999).firstLine())).contains(Writer.at("manager2", 9999));
        assertThat(OURS.other(Writer.at("manager1", 9998).firstLine())).contains(Writer.at("manager1", 9998));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "server {}\n",
                "# Written by Mandor. Changes made here are lost with the next plan.\n",
                "server {}\n# Written by Mandor on manager2:9999. Changes made here are lost with the next plan.\n"
            })
    void fileThatDoesNotSayInItsFirstLineIsNobodysAndMayBeTaken(String text) {
        assertThat(OURS.other(text)).isEmpty();
    }

    @Test
    void nothingOfAHostNameCanEndTheComment() {
        assertThat(Writer.at("a\nserver { }#'\"$;é_b\n", 1).name()).isEqualTo("aserverb:1");
        assertThat(Writer.at("\n", 1).name()).isEqualTo("localhost:1");
        assertThat(Writer.at("x".repeat(300), 65535).firstLine()).contains("x".repeat(64) + ":65535");
        assertThatThrownBy(() -> new Writer("a b:1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void managerWithoutANameKnowsNoOthers() {
        assertThat(Writer.UNNAMED.other(OURS.firstLine())).isEmpty();
    }
}
