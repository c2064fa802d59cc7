/**
 * The pure core: who is alive, who should serve. Every input is an argument, {@code now} included; nothing here reads a
 * clock, logs, waits or does IO. Only {@link dev.mandor.manager.cluster.NodeRegistry} holds state.
 */
package dev.mandor.manager.cluster;
