package dev.mandor.http;

import java.io.IOException;

/** What is said for as long as somebody listens: server-sent events (WHATWG HTML, section 9.2). */
@FunctionalInterface
public interface Broadcast {
    /** One who listens. */
    interface Listener {
        /** @throws IOException when the listener has gone, or does not read; then there is no more to do for him */
        void say(String events) throws IOException;
    }

    /**
     * Says all there is to {@code listener}, on a thread that serves nobody else. May wait; ends by an exception.
     *
     * @throws InterruptedException when the server is closed
     */
    void tell(Listener listener) throws IOException, InterruptedException;
}
