package dev.mandor.manager.cluster;

/**
 * Every live node serves, with a share of the requests that follows more than one figure: free memory, idle CPU, the kernel's
 * memory pressure, swap in use, each with the weight that the user gives it.
 *
 * <p>Each {@link Factor} alone would share the requests out in proportion to the room that it sees; the score is the weighted
 * mean of these shares, and {@link DampedShares} moves toward it as for {@link MemoryWeighted}, which is the score of memory
 * alone.
 *
 * <p>Upside: for services that run out of CPU on one node and of memory on another; pressure and swap show a node that suffers
 * although its free memory looks well.
 *
 * <p>Downside: a mean hides the scarcest: a node with idle cores and no memory gets the share that its cores speak for, and
 * only the floor protects it. Memory should therefore keep most of the weight. CPU load is of the host, and follows what
 * neighbours do as well.
 */
public record Score(Balancing balancing, MinFree floor, Factors factors) implements SelectionPolicy {

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        return new DampedShares(balancing, floor, factors).decide(snapshot, serving);
    }
}
