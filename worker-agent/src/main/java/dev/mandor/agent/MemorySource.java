package dev.mandor.agent;

/** Whose memory a node reports. */
enum MemorySource {
    /** That of the machine, as {@code /proc/meminfo} tells it. */
    HOST,
    /** That of the control group in which the agent runs: of a node that is itself a container with a memory limit. */
    CGROUP
}
