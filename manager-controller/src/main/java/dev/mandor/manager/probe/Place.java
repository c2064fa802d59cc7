package dev.mandor.manager.probe;

import dev.mandor.model.Endpoint;
import java.io.IOException;

/**
 * Where clients reach nginx.
 *
 * @param certain whether somebody said so; else it is the usual address, and that nobody listens there says nothing of clients
 */
public record Place(Endpoint address, boolean certain) {
    /** Tells the place; may wait for the docker program. */
    @FunctionalInterface
    public interface Source {
        /** @throws IOException when nobody can tell */
        Place get() throws IOException, InterruptedException;
    }
}
