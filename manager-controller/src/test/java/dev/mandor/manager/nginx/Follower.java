package dev.mandor.manager.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The real mandor-follow, as a process; ended by {@link #stop}. */
final class Follower {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Thread thread;

    private Follower(Thread thread) {
        this.thread = thread;
    }

    /**
     * Starts it, and waits until it says that it runs.
     *
     * @param home where it and its scripts are put
     * @param shared the file through which it is told what to do
     * @param conf the file that nginx includes
     * @param runner starts the process, and ends it when interrupted
     */
    static Follower start(Path home, Path shared, Path conf, List<String> nginx, CommandRunner runner)
            throws IOException {
        return start(text -> text, home, shared, conf, nginx, runner);
    }

    /** @param change what is made of the script before it is started */
    static Follower start(
            UnaryOperator<String> change, Path home, Path shared, Path conf, List<String> nginx, CommandRunner runner)
            throws IOException {
        Files.createDirectories(home);
        String script = Files.readString(Path.of("../docker/nginx/mandor-follow"));
        Files.writeString(home.resolve("mandor-follow"), change.apply(script));
        for (String name : List.of("ask-version.sh", "look.sh", "install-config.sh")) {
            Files.copy(
                    Follower.class.getResourceAsStream(name), home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectories(shared.getParent());
        Files.setPosixFilePermissions(conf.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path name = Path.of(shared + ".follower");
        Files.deleteIfExists(name);
        List<String> command =
                new ArrayList<>(List.of("sh", home.resolve("mandor-follow").toString()));
        command.addAll(List.of(shared.toString(), conf.toString()));
        command.addAll(nginx);
        Thread thread = new Thread(() -> runUntilInterrupted(runner, command), "follower");
        thread.start();
        Follower follower = new Follower(thread);
        long start = System.nanoTime();
        while (!Files.exists(name)) {
            if (!thread.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("mandor-follow does not start");
            }
            Thread.onSpinWait();
        }
        return follower;
    }

    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private static void runUntilInterrupted(CommandRunner runner, List<String> command) {
        try {
            runner.run(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandFailedException e) {
            throw new AssertionError("mandor-follow ended", e);
        }
    }
}
