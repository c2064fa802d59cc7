package dev.mandor.manager;

import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.auth.WatchedKeys;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.doctor.Check;
import dev.mandor.manager.doctor.Finding;
import dev.mandor.manager.doctor.Heard;
import dev.mandor.manager.doctor.Heartbeats;
import dev.mandor.manager.doctor.UdpPort;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whether heartbeats arrive, and whether the manager would believe them: the port is listened on for a while, by the manager's
 * own receiver and admission. If a manager runs it has the port, and stays undisturbed.
 */
final class HeartbeatCheck implements Check.Look {
    private static final int MOST_KEPT = 4096; // in a flood the first will do

    private final InetSocketAddress address;
    private final Duration time;
    private final AdmissionOptions admission;
    private final Ticker ticker;
    private final Clock clock;

    /** @param time how long to listen; zero only tries the port */
    HeartbeatCheck(InetSocketAddress address, Duration time, AdmissionOptions admission, Ticker ticker, Clock clock) {
        this.address = address;
        this.time = time;
        this.admission = admission;
        this.ticker = ticker;
        this.clock = clock;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>(MOST_KEPT);
        try (HeartbeatReceiver receiver = HeartbeatReceiver.open(address, arrivals::offer, ticker, clock)) {
            tell.accept(Finding.ok(
                    "UDP port " + address.getPort() + " of " + Listening.describe(address.getAddress()) + " is free"));
            if (!time.isZero()) {
                Thread thread = new Thread(receiver, "receiver");
                thread.setDaemon(true);
                thread.start();
                TimeUnit.MILLISECONDS.sleep(time.toMillis());
            }
        } catch (SocketException e) {
            tell.accept(unavailable(e));
            return;
        }
        if (!time.isZero()) {
            judge(new ArrayList<>(arrivals), tell);
        }
    }

    private Finding unavailable(SocketException e) {
        return String.valueOf(e.getMessage()).contains("in use")
                ? UdpPort.inUse(address.getPort())
                : Finding.fail(Listening.explain(e, address.getAddress(), address.getPort()), "see --bind and --port");
    }

    private void judge(List<Arrival> arrivals, Consumer<Finding> tell) {
        try {
            Optional<WatchedKeys<KeyRing>> keys = admission.keys();
            Admission rules = admission.admission(keys);
            List<Heard> heard =
                    arrivals.stream().map(arrival -> heard(arrival, rules)).toList();
            Heartbeats.findings(heard, time, address.getPort(), keys.isPresent(), admission.maxAge())
                    .forEach(tell);
        } catch (WrongUsageException e) {
            tell.accept(Finding.warn(
                    arrivals.size() + " datagrams arrived, and are not judged without the key file",
                    "repair the key file and check again"));
        }
    }

    static Heard heard(Arrival arrival, Admission rules) {
        Optional<Heartbeat> said = said(arrival);
        Duration ahead = said.map(heartbeat -> Duration.between(arrival.time(), heartbeat.time()))
                .orElse(Duration.ZERO);
        return new Heard(arrival.sender(), said, isSigned(arrival), ahead, refusal(arrival, rules));
    }

    private static Optional<String> refusal(Arrival arrival, Admission rules) {
        try {
            rules.admit(arrival);
            return Optional.empty();
        } catch (RejectedException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** What {@code arrival} says, whoever sent it. */
    static Optional<Heartbeat> said(Arrival arrival) {
        try {
            SignedDatagram datagram = SignedDatagram.split(arrival.bytes(), arrival.bytes().length);
            return Optional.of(HeartbeatCodec.decode(arrival.bytes(), datagram.messageLength()));
        } catch (MalformedHeartbeatException e) {
            return Optional.empty();
        }
    }

    private static boolean isSigned(Arrival arrival) {
        try {
            return SignedDatagram.split(arrival.bytes(), arrival.bytes().length)
                    .claimedKey()
                    .isPresent();
        } catch (MalformedHeartbeatException e) {
            return false;
        }
    }
}
