package dev.mandor.manager.cluster;

/**
 * A plan and why it is this one.
 *
 * @param reason for people
 */
public record Decision(RoutingPlan plan, Reason reason) {}
