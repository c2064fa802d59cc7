package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"worker1", "w", "Worker_2.example-site.org", "192.168.56.103"})
    void hostnamesAreNodeNames(String name) {
        assertThat(new NodeName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\n",
                "\na",
                "a\r",
                "a\0",
                "\u001b[31m",
                "a/b",
                "..\\a",
                "a;b",
                "a{b",
                "a}b",
                "$a",
                "a\"b",
                "a:b",
                "a#b",
                "wörker",
                "ｗorker",
                "a\u0300",
                "a\u202eb",
                "\ud83d\ude00",
                "\ud83d"
            })
    void anythingElseIsRefusedAndNotRepeated(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeName(name))
                .withMessage("a node name is 1 to 253 letters, digits, dots, underscores or hyphens");
    }

    @Test
    void nameHasAtMost253Characters() {
        assertThat(new NodeName("a".repeat(253)).value()).hasSize(253);
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeName("a".repeat(254)));
    }
}
