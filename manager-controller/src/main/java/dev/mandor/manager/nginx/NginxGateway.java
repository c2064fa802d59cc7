package dev.mandor.manager.nginx;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the nginx that Mandor drives. Used by the applier's thread only. */
public interface NginxGateway {
    /**
     * The instances that run now; usually one.
     *
     * @throws IOException with a sentence for the user when there is none, or when nobody can tell
     */
    List<? extends NginxInstance> instances() throws IOException, InterruptedException;

    /**
     * The address of this node, at which its own web service is the fallback unless the user names another.
     *
     * @throws IOException when nobody can tell
     */
    IpAddress nodeAddress() throws IOException, InterruptedException;

    /**
     * Where this machine publishes {@code port} of nginx, as far as that is seen from here; empty where nothing is in between, and where
     * nobody can tell.
     *
     * @throws IOException when the engine does not answer
     */
    default Optional<Published> published(int port) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /** @param ip at which alone it is published; empty for every address */
    record Published(Optional<IpAddress> ip, int port) {}
}
