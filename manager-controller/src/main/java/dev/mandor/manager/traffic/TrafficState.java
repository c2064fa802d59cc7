package dev.mandor.manager.traffic;

import dev.mandor.manager.nginx.Sampling;
import java.util.Optional;

/**
 * All that is known of the traffic at one moment.
 *
 * @param received lines of ours since the start
 * @param dropped datagrams since the start that were none
 * @param problem why nothing can be heard; empty when somebody listens, or is about to
 */
public record TrafficState(Heard heard, Sampling sampling, long received, long dropped, Optional<String> problem) {}
