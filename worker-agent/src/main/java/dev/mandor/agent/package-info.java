/**
 * The worker agent: {@code MemoryProbe -> Heartbeat -> HeartbeatSender}, once every interval, to every manager. It needs no
 * privilege, opens no port and remembers nothing.
 */
package dev.mandor.agent;
