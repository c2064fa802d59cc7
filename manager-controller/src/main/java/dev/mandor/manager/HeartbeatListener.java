package dev.mandor.manager;

import dev.mandor.model.Heartbeat;

/** Is told of each heartbeat that is believed, by the intake's thread. */
@FunctionalInterface
interface HeartbeatListener {
    /** Must not wait; {@code arrivedNanos} is the monotonic clock's. */
    void onHeartbeat(Heartbeat heartbeat, long arrivedNanos);
}
