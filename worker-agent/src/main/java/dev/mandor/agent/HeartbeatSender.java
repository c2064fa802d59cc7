package dev.mandor.agent;

import dev.mandor.model.IpAddress;
import java.io.IOException;

/**
 * The way to one manager. One thread connects and closes; any thread may send, so that the end of the agent need not wait
 * for a {@link #connect} under way.
 */
public interface HeartbeatSender extends AutoCloseable {
    ManagerAddress manager();

    /**
     * Finds the way anew and returns this host's own address on it: the source address that the kernel would choose.
     *
     * @throws IOException with a sentence for the user when the name does not resolve or no route leads there
     */
    IpAddress connect() throws IOException;

    /**
     * Sends one datagram on the way that {@link #connect} found last. Never waits.
     *
     * @throws IOException with a sentence for the user when the datagram was not sent, or when the manager's host said that
     *     nobody received an earlier one
     */
    void send(byte[] datagram) throws IOException;

    @Override
    void close();
}
