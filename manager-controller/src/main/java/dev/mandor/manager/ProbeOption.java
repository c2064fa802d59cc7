package dev.mandor.manager;

import dev.mandor.model.Endpoint;
import java.util.Optional;

/**
 * Where the sites are asked as clients do; empty for nowhere.
 *
 * @param place as {@code 192.168.56.101:80}
 */
record ProbeOption(Optional<Endpoint> place) {
    /** @throws IllegalArgumentException when {@code text} is neither {@code off} nor an address with a port */
    static ProbeOption parse(String text) {
        return new ProbeOption(text.equals("off") ? Optional.empty() : Optional.of(Endpoint.parse(text)));
    }
}
