package dev.mandor.manager.nginx;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One running nginx: a container or the local machine. The two things that must be done where nginx is. */
public interface NginxInstance {
    /** Another instance has another id; a replaced container is another instance. For logs too. */
    String id();

    /** Writes {@code config} to {@code path}, not atomically: nothing may read that path yet. */
    void put(NginxConfig config, String path) throws IOException, InterruptedException;

    /**
     * Runs a script there and returns its output; see {@link CommandRunner#run}.
     *
     * @param arguments which the script's own description asks for
     */
    String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException;

    /** The same for a script that may take long. It may go on after the deadline. */
    default String run(NginxScript script, List<String> arguments, Duration deadline)
            throws IOException, InterruptedException {
        return run(script, arguments);
    }
}
