package dev.mandor.manager.cluster;

/**
 * A strategy: who should serve. Pure, so the same snapshot and the same state of nginx always give the same decision; what a
 * strategy has to remember is in these two. Equal by value.
 */
public interface SelectionPolicy {
    /**
     * Decides for {@code snapshot}.
     *
     * @param serving where traffic goes now. A strategy may prefer it, so as not to switch without need
     */
    Decision decide(ClusterSnapshot snapshot, Serving serving);
}
