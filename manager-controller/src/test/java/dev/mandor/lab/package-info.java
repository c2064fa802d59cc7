/**
 * Integration tests on a real Docker Swarm, which {@code scripts/swarm-lab} builds on this machine. Waiting is always for
 * something that can be seen, with a deadline that is far above the time it takes.
 */
package dev.mandor.lab;
