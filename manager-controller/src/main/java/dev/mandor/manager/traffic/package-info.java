/**
 * What clients got, by what nginx tells of it: one line of its access log for each sampled request, as a syslog datagram. On a
 * thread of its own; nothing on the way of a heartbeat knows of it, and nothing of it changes who serves.
 */
package dev.mandor.manager.traffic;
