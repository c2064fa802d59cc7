/**
 * The manager controller. A heartbeat goes one way: {@code HeartbeatReceiver} (thread 1) stamps it on arrival, {@code
 * NodeRegistry} keeps it, {@code ControlLoop} (thread 2) decides on a snapshot, and {@code ConfigApplier} (thread 3) renders
 * the plan and brings it to nginx. Beside them {@code ServiceDiscovery} asks the engine which services there are. No thread
 * waits for another.
 */
package dev.mandor.manager;
