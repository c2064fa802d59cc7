/**
 * The outside world: how a plan is written down for nginx, and how it gets there. {@code NginxConfigRenderer} is pure, the
 * rest waits for other processes and belongs to one thread of its own, so that a slow Docker engine delays no verdict.
 */
package dev.mandor.manager.nginx;
