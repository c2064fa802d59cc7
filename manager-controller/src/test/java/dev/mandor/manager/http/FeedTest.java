package dev.mandor.manager.http;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.view.TestViews;
import dev.mandor.manager.view.View;
import org.junit.jupiter.api.Test;

class FeedTest {
    private final TestViews manager = new TestViews();
    private final View view = manager.view();
    private final Feed feed = new Feed(view, view::glance);

    @Test
    void nobodyWhoWatchesNoEvent() {
        manager.tick(NOW, snapshot(live("worker1", 400)));

        assertThat(eventsIn(40)).isZero();
    }

    @Test
    void whoBeginsToWatchIsToldWithTheNextLook() {
        feed.join();
        assertThat(eventsIn(1)).isOne();
    }

    @Test
    void changeOfPlansIsToldAtOnceAndNewReadingsWithTheFourthLook() {
        feed.join();
        manager.tick(NOW, snapshot(live("worker1", 400)));
        eventsIn(1);

        manager.tick(NOW.plusSeconds(1), snapshot(live("worker1", 390)));
        assertThat(eventsIn(3)).isZero();
        assertThat(eventsIn(1)).isOne();

        manager.tick(NOW.plusSeconds(2), snapshot(down("worker1", 390)));
        assertThat(eventsIn(1)).isOne();
    }

    @Test
    void quietManagerIsHeardOfEachTwentiethLook() {
        feed.join();
        eventsIn(1);

        assertThat(eventsIn(19)).isZero();
        assertThat(eventsIn(1)).isOne();
    }

    @Test
    void onceTheLastOneLeavesNothingIsMade() {
        feed.join();
        feed.leave();

        assertThat(eventsIn(40)).isZero();
    }

    private long eventsIn(int looks) {
        long before = feed.number();
        for (int look = 0; look < looks; look++) {
            feed.look();
        }
        return feed.number() - before;
    }
}
