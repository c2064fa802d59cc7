package dev.mandor.agent;

import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MalformedHeartbeatException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A manager that keeps what it is sent, and cannot be reached while one of its faults is set. */
final class FakeSender implements HeartbeatSender {
    final List<Heartbeat> received = new CopyOnWriteArrayList<>(); // the farewell comes from another thread
    String connectFault;
    String sendFault;
    Runnable beforeConnect = () -> {};
    Runnable afterSend = () -> {};
    int connects;

    private final ManagerAddress manager;
    private final IpAddress source;

    FakeSender(String manager, String source) {
        this.manager = ManagerAddress.parse(manager);
        this.source = IpAddress.parse(source);
    }

    @Override
    public ManagerAddress manager() {
        return manager;
    }

    @Override
    public IpAddress connect() throws IOException {
        connects++;
        beforeConnect.run();
        if (connectFault != null) {
            throw new IOException(connectFault);
        }
        return source;
    }

    @Override
    public void send(byte[] datagram) throws IOException {
        if (sendFault != null) {
            throw new IOException(sendFault);
        }
        try {
            received.add(HeartbeatCodec.decode(datagram, datagram.length));
        } catch (MalformedHeartbeatException e) {
            throw new AssertionError(e);
        }
        afterSend.run();
    }

    @Override
    public void close() {}
}
