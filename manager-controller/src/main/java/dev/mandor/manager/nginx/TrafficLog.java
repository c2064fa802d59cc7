package dev.mandor.manager.nginx;

import dev.mandor.model.Endpoint;

/**
 * That nginx sends lines of its access log, as syslog datagrams, so that the manager knows what clients got.
 *
 * @param to the UDP address of the manager, as nginx reaches it
 */
public record TrafficLog(Endpoint to, Sampling sampling) {}
