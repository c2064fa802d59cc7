package dev.mandor.manager;

import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.Service;

/** Is told what changed, by the control loop's thread. No call may wait. */
interface DecisionRecorder {
    /** Forgets all of it. */
    DecisionRecorder NONE = new DecisionRecorder() {
        @Override
        public void changed(NodeEvent event) {}

        @Override
        public void decided(Service service, Decision decision) {}
    };

    /** The verdict on a node is another. */
    void changed(NodeEvent event);

    /** The plan of {@code service} is another from now on. */
    void decided(Service service, Decision decision);
}
