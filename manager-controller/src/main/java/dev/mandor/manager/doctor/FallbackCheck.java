package dev.mandor.manager.doctor;

import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Who answers when no worker does: whether somebody accepts connections there. */
public final class FallbackCheck implements Check.Look {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Source source;

    /** Where the fallback is. */
    @FunctionalInterface
    public interface Source {
        Endpoint fallback() throws IOException, InterruptedException;
    }

    public FallbackCheck(Source source) {
        this.source = source;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        try {
            Endpoint fallback = source.fallback();
            tell.accept(verdict(fallback, obstacle(fallback)));
        } catch (IOException e) {
            tell.accept(
                    Finding.warn("the fallback is not known: " + e.getMessage(), "name it with --fallback IP:PORT"));
        }
    }

    static Finding verdict(Endpoint fallback, Optional<String> obstacle) {
        return obstacle.map(
                        why -> Finding.warn(
                                "the fallback " + fallback + " does not answer (" + why
                                        + "): without a live worker clients get an error",
                                "run a web service there, such as the one that the workers run, or name another with --fallback"))
                .orElseGet(() -> Finding.ok("the fallback " + fallback + " accepts connections"));
    }

    private static Optional<String> obstacle(Endpoint fallback) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(fallback.ip().address(), fallback.port()), (int) TIMEOUT.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
