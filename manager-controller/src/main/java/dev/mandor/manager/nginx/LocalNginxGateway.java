package dev.mandor.manager.nginx;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An nginx process on this machine: the way to try Mandor, or to use it, without Docker. */
public final class LocalNginxGateway implements NginxGateway {
    // By a program and not by this process: a disk that hangs, and a FIFO or device that lies there, would hold our
    // thread for good; a program has a deadline. What lies under the names is never opened, only replaced.
    private static final String COPY = "rm -f \"$2.part\" && cp \"$1\" \"$2.part\" && mv -f \"$2.part\" \"$2\"";

    private final CommandRunner runner;

    public LocalNginxGateway(CommandRunner runner) {
        this.runner = runner;
    }

    /**
     * The command that starts the nginx whose configuration includes {@code file}: with {@code -c} if a {@code nginx.conf}
     * lies beside the file or in a folder above, else plain.
     */
    public static List<String> nginxCommandFor(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            Path main = folder.resolve("nginx.conf");
            if (Files.isRegularFile(main)) {
                return List.of("nginx", "-c", main.toString());
            }
        }
        return List.of("nginx");
    }

    @Override
    public List<? extends NginxInstance> instances() {
        return List.of(new Instance(runner));
    }

    @Override
    public IpAddress nodeAddress() {
        return IpAddress.parse("127.0.0.1");
    }

    private record Instance(CommandRunner runner) implements NginxInstance {
        @Override
        public String id() {
            return "local";
        }

        @Override
        public void put(NginxConfig config, String path) throws IOException, InterruptedException {
            try (TemporaryFile file = TemporaryFile.of(config)) {
                runner.run(List.of("sh", "-c", COPY, "mandor", file.path().toString(), path));
            } catch (CommandFailedException e) {
                throw new IOException("cannot write " + path + ": " + e.lastWords(), e);
            }
        }

        @Override
        public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
            return runner.run(script.command(arguments));
        }

        @Override
        public String run(NginxScript script, List<String> arguments, Duration deadline)
                throws IOException, InterruptedException {
            return runner.run(script.command(arguments), deadline);
        }
    }
}
