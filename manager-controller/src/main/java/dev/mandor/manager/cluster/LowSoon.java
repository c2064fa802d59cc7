package dev.mandor.manager.cluster;

import dev.mandor.model.ByteSize;
import dev.mandor.model.NodeName;
import java.time.Duration;

/**
 * A node whose memory will soon be below its floor, if it goes on as it does; as text, a sentence.
 *
 * @param left until then
 */
public record LowSoon(NodeName node, long floorBytes, Duration left) {
    /** In whole minutes: seconds would promise more than a forecast can keep. */
    @Override
    public String toString() {
        return node + " will be below the floor of " + ByteSize.format(floorBytes) + " in about "
                + Math.max(1, Math.round(left.toSeconds() / 60.0)) + " min";
    }
}
