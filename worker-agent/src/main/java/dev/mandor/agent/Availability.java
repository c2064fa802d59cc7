package dev.mandor.agent;

/**
 * Whether this node wants requests, as its next heartbeat says it.
 *
 * @param healthy whether the web service answered when it was last looked at
 * @param leaving whether the operator took the node out
 */
record Availability(boolean healthy, boolean leaving) {
    /** Of a node that is well and stays. */
    static final Availability IN_SERVICE = new Availability(true, false);
}
