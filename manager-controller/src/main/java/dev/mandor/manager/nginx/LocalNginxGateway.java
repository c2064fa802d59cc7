package dev.mandor.manager.nginx;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx process on this machine: the way to try Mandor, or to use it, without Docker. */
public final class LocalNginxGateway implements NginxGateway {
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
        public void put(NginxConfig config, String path) throws IOException {
            try {
                Files.writeString(Path.of(path), config.text());
            } catch (IOException e) {
                throw new IOException("cannot write " + path + ": " + e, e);
            }
        }

        @Override
        public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
            return runner.run(script.command(arguments));
        }
    }
}
