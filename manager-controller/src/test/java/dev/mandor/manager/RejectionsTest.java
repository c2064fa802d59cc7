package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RejectionsTest {
    private static final long PAUSE = Rejections.PAUSE.toNanos();

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(Rejections.class);

    private final Rejections rejections = new Rejections();

    @Test
    void firstIsToldAtOnce() throws Exception {
        drop(1, Rejection.UNSIGNED, "it is not signed", 0);

        assertThat(log.take()).containsExactly("WARN dropped a datagram from 10.0.0.1: it is not signed");
    }

    @Test
    void floodIsOneLineInTenSecondsWithWhatItWas() throws Exception {
        drop(1, Rejection.UNSIGNED, "it is not signed", 0);
        log.take();

        for (int i = 0; i < 20_000; i++) {
            drop(i % 5, Rejection.UNSIGNED, "it is not signed", i);
        }
        drop(1, Rejection.MALFORMED, "not valid JSON", PAUSE - 1);
        assertThat(log.take()).isEmpty();
        drop(9, Rejection.MALFORMED, "not a JSON object", PAUSE);

        assertThat(log.take())
                .containsExactly("WARN dropped 20002 datagrams from 10.0.0.0, 10.0.0.1, 10.0.0.2, others:"
                        + " 2 malformed, 20000 not signed; the last: not a JSON object");
    }

    @Test
    void eachLineTellsWhatIsNew() throws Exception {
        drop(1, Rejection.UNSIGNED, "it is not signed", 0);
        drop(2, Rejection.NOT_NEWER, "not newer than the last one of worker2", PAUSE);

        assertThat(log.take())
                .element(1)
                .isEqualTo("WARN dropped a datagram from 10.0.0.2: not newer than the last one of worker2");
        assertThat(rejections.total(Rejection.UNSIGNED)).isOne();
    }

    @Test
    void overflowIsTold() {
        rejections.tellOfOverflow(0);
        assertThat(log.take()).isEmpty();

        rejections.count(Rejection.OVERFLOW);
        rejections.count(Rejection.OVERFLOW);
        rejections.tellOfOverflow(1);
        rejections.tellOfOverflow(2 + PAUSE);

        assertThat(log.take())
                .containsExactly("WARN dropped 2 datagrams: 2 too many to look at; the last: more came than could be"
                        + " looked at");
    }

    private void drop(int sender, Rejection rejection, String why, long now) throws UnknownHostException {
        rejections.count(rejection);
        rejections.tell(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) sender}), why, now);
    }
}
