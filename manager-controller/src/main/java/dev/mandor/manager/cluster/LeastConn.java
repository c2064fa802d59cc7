package dev.mandor.manager.cluster;

/**
 * Every live node serves; nginx gives each request to the one that has the fewest under way ({@code least_conn}).
 *
 * <p>Upside: it needs no report at all and follows within a request, so it evens out requests of very different length, and a
 * node that answers slowly gets fewer. nginx counts in memory that its workers share, see {@code zone}.
 *
 * <p>Downside: it evens out the number of requests and not what they cost. Where a small node holds as many as a large one it
 * fails as early as {@link RoundRobin}; and a node that refuses quickly looks idle and draws more.
 */
public record LeastConn() implements SelectionPolicy {

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        return RoundRobin.allServe(Balancing.LEAST_CONN, snapshot);
    }
}
