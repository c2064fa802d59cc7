package dev.mandor.manager.cluster;

/**
 * Every live node serves, with a share of the requests that follows its free memory.
 *
 * <p>Where shares are in proportion to free memory, all nodes run out at the same load: nothing is left unused when the first
 * request fails. That is the best that any shares can do, for one mean cost of a request, and it needs no knowledge of what a
 * node can hold. How the shares get there without swinging is {@link DampedShares}.
 *
 * <p>Upside: carries what the nodes together can hold, also when something else eats a node's memory and gives it back.
 *
 * <p>Downside: the nodes share every session, so the web service must not keep state of its own on a node, or
 * {@code --sticky} must do. A request that costs no memory is spread by memory all the same: for work that is all CPU see
 * {@link Score}.
 */
public record MemoryWeighted(Balancing balancing, MinFree floor) implements SelectionPolicy {

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        return new DampedShares(balancing, floor, Factors.MEMORY_ONLY).decide(snapshot, serving);
    }
}
