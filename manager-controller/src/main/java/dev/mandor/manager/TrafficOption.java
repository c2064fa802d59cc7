package dev.mandor.manager;

import dev.mandor.model.Endpoint;
import java.util.Optional;

/** Where nginx tells the manager of its requests; empty for nowhere. */
record TrafficOption(Optional<Endpoint> address) {
    /** @throws IllegalArgumentException when {@code text} is neither {@code IP:PORT} nor {@code off} */
    static TrafficOption parse(String text) {
        if (text.equals("off")) {
            return new TrafficOption(Optional.empty());
        }
        try {
            return new TrafficOption(Optional.of(Endpoint.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected ADDRESS:PORT such as 127.0.0.1:9998, or off", e);
        }
    }
}
