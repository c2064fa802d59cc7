package dev.mandor.agent;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * Sends over a connected UDP socket. Connecting sends nothing; it makes the kernel choose a route and a source address,
 * and it makes the kernel report a refusal (ICMP port unreachable) with the next call, which an unconnected socket never
 * hears of.
 */
public final class UdpHeartbeatSender implements HeartbeatSender {
    private final ManagerAddress manager;
    private volatile DatagramSocket socket; // null until connected, and after a failure

    public UdpHeartbeatSender(ManagerAddress manager) {
        this.manager = manager;
    }

    @Override
    public ManagerAddress manager() {
        return manager;
    }

    @Override
    public IpAddress connect() throws IOException {
        DatagramSocket fresh = connected(resolve());
        IpAddress source = new IpAddress(fresh.getLocalAddress());
        DatagramSocket old = socket;
        if (old != null && sameWay(old, fresh)) {
            fresh.close(); // the old one may still have a refusal to report
        } else {
            close();
            socket = fresh;
        }
        return source;
    }

    @Override
    public void send(byte[] datagram) throws IOException {
        DatagramPacket packet = new DatagramPacket(datagram, datagram.length);
        DatagramSocket way = socket;
        if (way == null) {
            throw new IOException("no way there is known");
        }
        try {
            way.send(packet);
        } catch (PortUnreachableException e) {
            // The refusal is of the heartbeat before; this one was not sent because of it. The manager may just be
            // back.
            resend(way, packet);
            throw new IOException("nobody listens there", e);
        } catch (IOException e) {
            close();
            throw new IOException(lowerCaseReason(e), e);
        }
    }

    @Override
    public void close() {
        DatagramSocket old = socket;
        if (old != null) {
            old.close();
            socket = null;
        }
    }

    private void resend(DatagramSocket way, DatagramPacket packet) throws IOException {
        try {
            way.send(packet);
        } catch (PortUnreachableException e) {
            // said already
        } catch (IOException e) {
            close();
            throw new IOException(lowerCaseReason(e), e);
        }
    }

    private InetSocketAddress resolve() throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(manager.host()), manager.port());
        } catch (UnknownHostException e) {
            throw new IOException("the name does not resolve", e);
        }
    }

    private static DatagramSocket connected(InetSocketAddress remote) throws IOException {
        DatagramSocket fresh = new DatagramSocket();
        try {
            fresh.connect(remote);
            if (fresh.getLocalAddress().isAnyLocalAddress()) {
                throw new SocketException("no route leads there");
            }
            return fresh;
        } catch (IOException e) {
            fresh.close();
            throw new IOException(lowerCaseReason(e), e);
        }
    }

    private static boolean sameWay(DatagramSocket one, DatagramSocket other) {
        return one.getRemoteSocketAddress().equals(other.getRemoteSocketAddress())
                && one.getLocalAddress().equals(other.getLocalAddress());
    }

    private static String lowerCaseReason(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return reason.isEmpty() ? "sending failed" : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
