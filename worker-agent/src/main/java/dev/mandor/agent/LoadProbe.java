package dev.mandor.agent;

import dev.mandor.model.HostLoad;

/** Where readings of the host's load come from. */
interface LoadProbe {
    /** For tests, and for who has nothing to tell. */
    LoadProbe NONE = () -> HostLoad.UNKNOWN;

    /** Reads now. A figure that cannot be read is unknown in the result; nothing is ever thrown. */
    HostLoad read();
}
