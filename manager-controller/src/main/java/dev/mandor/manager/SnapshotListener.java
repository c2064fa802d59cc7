package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;

/** Is shown each snapshot that decisions are taken on, by the control loop's thread. */
@FunctionalInterface
interface SnapshotListener {
    /** Must not wait: what takes time belongs on a thread of its own. */
    void onSnapshot(ClusterSnapshot snapshot);
}
