package dev.mandor.manager.http;

import dev.mandor.daemon.Problem;
import dev.mandor.http.Broadcast;
import dev.mandor.manager.view.Glance;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.View;
import dev.mandor.manager.view.View.Moment;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest glance, as an event for all who watch: made once, by one thread, and only while somebody watches. A change of plans
 * is there within {@value #LOOK_MILLIS} ms, other news within a second, and after {@value #QUIET_LOOKS} looks without news the
 * same again, so that who watches can tell silence from a lost connection.
 *
 * <p>It looks at what the control loop left instead of being told: then that never waits for anybody here.
 */
final class Feed implements Runnable, Broadcast {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final int LOOK_MILLIS = 250;
    private static final int NEWS_LOOKS = 4;
    private static final int QUIET_LOOKS = 20;

    /** @param number grows by one */
    record Event(long number, String text) {}

    private final View view;
    private final Supplier<Glance> glances;
    private final Problem problem = new Problem();
    private Optional<Moment> shown = Optional.empty();
    private int looks;
    private int watchers;
    private Event newest = new Event(0, "");

    /** @param glances where they are from: of {@code view}, but perhaps not while somebody else looks at it */
    Feed(View view, Supplier<Glance> glances) {
        this.view = view;
        this.glances = glances;
    }

    /** Looks until interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookSafely();
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes what there is, if it is time. Called by one thread only. */
    void look() {
        view.sample();
        if (isDue(view.moment())) {
            publish(event("glance", StatusJson.write(glances.get())));
        }
    }

    @Override
    public void tell(Listener listener) throws IOException, InterruptedException {
        long seen = number();
        join();
        try {
            view.sample();
            listener.say(event("history", StatusJson.write(view.history())));
            while (true) { // until the listener has gone
                Event event = await(seen);
                listener.say(event.text());
                seen = event.number();
            }
        } finally {
            leave();
        }
    }

    /** From now on there are events; the next one comes at the next look. */
    synchronized void join() {
        watchers++;
        shown = Optional.empty();
    }

    synchronized void leave() {
        watchers--;
    }

    /** Waits for an event after the one of that number, and leaves out all but the newest. */
    private synchronized Event await(long seen) throws InterruptedException {
        while (newest.number() <= seen) {
            wait();
        }
        return newest;
    }

    /** The number of the newest event. */
    synchronized long number() {
        return newest.number();
    }

    private synchronized boolean isDue(Moment now) {
        looks++;
        boolean urgent = !shown.map(Moment::news).equals(Optional.of(now.news()));
        boolean news = !shown.equals(Optional.of(now));
        boolean due = watchers > 0 && (urgent || (news && looks >= NEWS_LOOKS) || looks >= QUIET_LOOKS);
        if (due) {
            shown = Optional.of(now);
            looks = 0;
        }
        return due;
    }

    private synchronized void publish(String text) {
        newest = new Event(newest.number() + 1, text);
        notifyAll();
    }

    private void lookSafely() {
        try {
            look();
            problem.ends();
        } catch (RuntimeException e) { // whatever one look met, the next one is made
            if (problem.begins(String.valueOf(e))) {
                log.warn("the dashboard has no news", e);
            }
        }
    }

    /** JSON has no line breaks, so it is one line of an event (WHATWG HTML, section 9.2). */
    private static String event(String name, String json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }
}
