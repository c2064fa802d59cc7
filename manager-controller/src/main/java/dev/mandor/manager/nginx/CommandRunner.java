package dev.mandor.manager.nginx;

import java.time.Duration;
import java.util.List;

/** Runs programs. The only way in which the manager starts a process. */
public interface CommandRunner {
    /**
     * Runs a program to its end, with nothing on its standard input, and with the deadline of a program that has little to do.
     *
     * @param command the program and its arguments; no shell looks at them
     * @return what it wrote to standard output
     * @throws CommandFailedException when it cannot be started, ends with an exit code other than zero, or is not done by
     *     the deadline, in which case it was killed
     * @throws InterruptedException when the calling thread should end; the program was killed
     */
    String run(List<String> command) throws CommandFailedException, InterruptedException;

    /** The same, with a deadline that fits the work. A runner that knows no deadlines has no need to heed it. */
    default String run(List<String> command, Duration deadline) throws CommandFailedException, InterruptedException {
        return run(command);
    }
}
