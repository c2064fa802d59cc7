package dev.mandor.manager.nginx;

import java.util.Optional;

/** Who hears what nginx sends of its requests. Called on the applier's thread; no call may wait for nginx's lines or throw. */
public interface TrafficTarget {
    /** Nobody listens, and nginx sends nothing. */
    TrafficTarget NONE = new TrafficTarget() {
        @Override
        public Optional<TrafficLog> wanted(NginxGateway gateway) {
            return Optional.empty();
        }

        @Override
        public void onFound(Sampling sampling) {}

        @Override
        public void onConfig(String version) {}
    };

    /**
     * What nginx is to send now; empty when nobody can listen.
     *
     * @param gateway is asked for this node's address, if nobody else named one
     */
    Optional<TrafficLog> wanted(NginxGateway gateway) throws InterruptedException;

    /** A file of an earlier run of the manager samples so: to go on with that saves a reload. */
    void onFound(Sampling sampling);

    /** An nginx runs, or is about to run, the configuration of this version, which stands in each of its lines. */
    void onConfig(String version);
}
