package dev.mandor.manager.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.nginx.Sampling;
import dev.mandor.manager.nginx.TrafficLog;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrafficReceiverTest {
    private static final NginxGateway HERE = new Gateway(Optional.of(IpAddress.parse("127.0.0.1")));

    private long now;
    private TrafficReceiver receiver;
    private Thread thread;

    private record Gateway(Optional<IpAddress> node) implements NginxGateway {
        @Override
        public List<? extends NginxInstance> instances() {
            return List.of();
        }

        @Override
        public IpAddress nodeAddress() throws IOException {
            return node.orElseThrow(() -> new IOException("docker info: no answer within 3 s"));
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (thread != null) {
            thread.interrupt();
            receiver.close();
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void linesOfOursAreHeardWhateverElseComes() throws Exception {
        TrafficLog log = start(Optional.of(free())).orElseThrow();
        assertThat(log.sampling()).isEqualTo(Sampling.ALL);
        receiver.onConfig(Lines.VERSION);

        send(log.to(), new byte[0]);
        send(log.to(), new byte[60_000]);
        send(log.to(), Lines.bytes("<190>Nov 28 17:34:48 mandor: ffffffffffff|web|1|200|mandor_web|-|-|0.001"));
        await(() -> receiver.state().dropped() == 3);
        send(log.to(), Lines.bytes(Lines.answered("10.0.0.1:8080", 200, 7)));
        await(() -> receiver.state().received() == 1);

        assertThat(receiver.state().heard().services()).containsOnlyKeys("web");
    }

    @Test
    void floodKeepsNobodyWaiting() throws Exception {
        TrafficLog log = start(Optional.of(free())).orElseThrow();
        receiver.onConfig(Lines.VERSION);
        Thread flood = new Thread(() -> flood(log.to()), "flood");
        flood.start();
        try {
            await(() -> receiver.state().dropped() > 1_000);
            assertThat(receiver.wanted(HERE)).contains(log); // while it goes on, on the applier's thread
            while (receiver.state().received() == 0) { // and a line of ours finds its way, though the kernel drops many
                send(log.to(), Lines.bytes(Lines.answered("10.0.0.1:8080", 200, 7)));
            }
        } finally {
            flood.interrupt();
            flood.join();
        }
    }

    private static void flood(Endpoint to) {
        byte[] datagram = Lines.bytes(Lines.answered("10.0.0.1:8080", 200, 7).replace(Lines.VERSION, "ffffffffffff"));
        try (DatagramSocket socket = new DatagramSocket()) {
            while (!Thread.currentThread().isInterrupted()) {
                socket.send(
                        new DatagramPacket(datagram, datagram.length, to.ip().address(), to.port()));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void portThatSomebodyHasIsNoFaultOfTheManagersAndTriedAgainAfterAMinute() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Endpoint taken = new Endpoint(IpAddress.parse("127.0.0.1"), other.getLocalPort());
            assertThat(start(Optional.of(taken))).isEmpty();
            assertThat(receiver.state().problem().orElseThrow())
                    .startsWith("cannot listen on UDP port " + taken.port() + " of 127.0.0.1 (")
                    .endsWith("; choose another with --traffic, or off");
        }
        now += TimeUnit.MINUTES.toNanos(1) - 1;
        assertThat(receiver.wanted(HERE)).isEmpty();
        now++;
        assertThat(receiver.wanted(HERE)).isPresent();
        assertThat(receiver.state().problem()).isEmpty();
    }

    @Test
    void nodeWhoseAddressNobodyCanTellIsAProblemAndNoException() throws Exception {
        receiver = new TrafficReceiver(Optional.empty(), () -> now);

        assertThat(receiver.wanted(new Gateway(Optional.empty()))).isEmpty();
        assertThat(receiver.state().problem()).contains("docker info: no answer within 3 s");
    }

    @Test
    void addressOfNoInterfaceIsListenedForOnAll() throws Exception {
        Endpoint translated = new Endpoint(IpAddress.parse("192.0.2.7"), free().port());
        TrafficLog log = start(Optional.of(translated)).orElseThrow();
        receiver.onConfig(Lines.VERSION);
        assertThat(log.to()).isEqualTo(translated);

        send(
                new Endpoint(IpAddress.parse("127.0.0.1"), translated.port()),
                Lines.bytes(Lines.answered("10.0.0.1:8080", 200, 7)));

        await(() -> receiver.state().received() == 1);
    }

    private Optional<TrafficLog> start(Optional<Endpoint> given) throws InterruptedException {
        receiver = new TrafficReceiver(given, () -> now);
        thread = new Thread(receiver, "traffic");
        thread.start();
        return receiver.wanted(HERE);
    }

    private static Endpoint free() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new Endpoint(IpAddress.parse("127.0.0.1"), socket.getLocalPort());
        }
    }

    private static void send(Endpoint to, byte[] datagram) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, to.ip().address(), to.port()));
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MINUTES.toNanos(1));
            Thread.onSpinWait();
        }
    }
}
