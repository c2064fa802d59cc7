/**
 * The worker agent: {@code MemoryProbe -> Heartbeat -> HeartbeatSender}, once every interval, to every manager, and at once
 * when the node's {@code Availability} changes: its web service ({@code HealthMonitor}, on a thread of its own) or its
 * operator ({@code DrainFile}) says so, or the agent ends. It needs no privilege, opens no port and remembers nothing.
 */
package dev.mandor.agent;
