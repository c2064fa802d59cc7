package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    static KeyRing ring(String... lines) {
        return KeyRing.parse(List.of(lines));
    }

    @Test
    void findsKeysByTheirIds() {
        KeyRing ring = ring("# of the web nodes", "", Keys.line("k1", "worker1"), "  " + Keys.line("k2", "*") + "  ");

        assertThat(ring.ids()).containsExactly(new KeyId("k1"), new KeyId("k2"));
        assertThat(ring.find(new KeyId("k2")).orElseThrow().node()).isEmpty();
        assertThat(ring.find(new KeyId("k3"))).isEmpty();
    }

    @Test
    void oneNodeMayHaveTwoKeys() {
        assertThat(ring(Keys.line("old", "worker1"), Keys.line("new", "worker1"))
                        .ids())
                .hasSize(2);
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring("# keys", Keys.line("k1", "worker1"), "k2 worker2"))
                .withMessage("line 3: expected three words, KEYID NODE SECRET");
    }

    @Test
    void anIdStandsForOneKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring(Keys.line("k1", "worker1"), "k1 worker1 " + Keys.secret("another")))
                .withMessage("line 2: another key has the same id");
    }

    @Test
    void aSecretBelongsToOneKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ring("k1 worker1 " + Keys.secret("one for all"), "k2 worker2 " + Keys.secret("one for all")))
                .withMessage("line 2: another key has the same secret");
    }

    @Test
    void isNeverEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ring("# nothing yet", ""))
                .withMessage("there is no key in it");
    }

    @Test
    void onlyKeyIsTheOneOfAnAgent() {
        assertThat(ring(Keys.line("k1", "worker1")).only().id()).isEqualTo(new KeyId("k1"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ring(Keys.line("k1", "a"), Keys.line("k2", "b")).only())
                .withMessage("there are 2 keys in it, and an agent signs with one");
    }
}
