package dev.mandor.manager.nginx;

import dev.mandor.daemon.Durations;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx that cannot be reached but through a folder that it and the manager both see, with {@code mandor-follow} beside it
 * (docker/nginx/mandor-follow): without Docker, root, or any way for the manager to run programs there. The scripts and what
 * becomes of a file are the same as elsewhere; only who starts the scripts is another.
 *
 * <p>The follower names each of its runs, and that is the instance: with a new container comes a new run, which is looked into
 * anew. A follower that has died is noticed when it is next asked for something.
 */
public final class SharedNginxGateway implements NginxGateway {
    private static final int MAX_FILE_BYTES = 2 << 20; // three times that for 10,000 nodes
    private static final int MAX_ANSWER_BYTES = 1 << 17;
    private static final int MAX_NAME_BYTES = 64;
    // The follower looks each second where sleep knows no fractions, and copies the file first.
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(6);
    private static final long LOOK_MILLIS = 50;
    private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern ANSWER = Pattern.compile("([0-9a-f]{16}) ([0-9]{1,3})\n(.*)", Pattern.DOTALL);

    private final SharedFolder folder;
    private final Duration answersWithin;
    private final Duration installsWithin;

    /**
     * @param file what nginx is to read, as it is called here; absolute
     * @param installsWithin how long an install may take there before it is given up
     */
    public SharedNginxGateway(Path file, Duration installsWithin) {
        this(file, ANSWERS_WITHIN, installsWithin.plus(ANSWERS_WITHIN));
    }

    SharedNginxGateway(Path file, Duration answersWithin, Duration installsWithin) {
        this.folder = new SharedFolder(file);
        this.answersWithin = answersWithin;
        this.installsWithin = installsWithin;
    }

    @Override
    public List<? extends NginxInstance> instances() throws IOException {
        String name = folder.read(".follower", MAX_NAME_BYTES)
                .map(String::strip)
                .orElseThrow(() -> new IOException("nothing has followed in " + folder.path()
                        + " yet: is mandor-follow running beside nginx, with this folder?"));
        if (!NAME.matcher(name).matches()) {
            throw new IOException("what follows in " + folder.path() + " is no mandor-follow");
        }
        return List.of(new Instance(name, folder, answersWithin, installsWithin));
    }

    /** Nobody knows what nginx's container would have to call this node. */
    @Override
    public IpAddress nodeAddress() throws IOException {
        throw new IOException("there is no Docker to ask for this node's address: name --fallback");
    }

    private record Instance(String id, SharedFolder folder, Duration answersWithin, Duration installsWithin)
            implements NginxInstance {
        @Override
        public void put(NginxConfig config, String path) throws IOException {
            folder.write(".new", config.text());
        }

        @Override
        public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
            return switch (script) {
                case READ -> folder.read("", MAX_FILE_BYTES).orElse("");
                case ASK -> ask("ask", arguments, answersWithin);
                case LOOK -> look(arguments.get(1));
                // The path, the folder and nginx are the follower's.
                case INSTALL -> ask("install", arguments.subList(2, 7), installsWithin);
                case FACTS -> ask("facts", List.of(), answersWithin);
                case LOGS -> throw new IOException("what nginx logs cannot be asked through a shared folder");
                case COUNT -> throw new IOException("connections are not counted through a shared folder");
            };
        }

        // As look.sh prints it: what answers, then the file.
        private String look(String port) throws IOException, InterruptedException {
            String answer = ask("look", List.of(port), answersWithin).strip();
            return answer + "\n" + folder.read("", MAX_FILE_BYTES).orElse("");
        }

        private String ask(String verb, List<String> arguments, Duration patience)
                throws IOException, InterruptedException {
            String request =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            folder.write(".request", request + " " + verb + " " + String.join(" ", arguments) + "\n");
            for (long look = 0; look <= patience.toMillis() / LOOK_MILLIS; look++) {
                Optional<String> answer = folder.read(".answer", MAX_ANSWER_BYTES);
                Matcher parts = ANSWER.matcher(answer.orElse(""));
                if (parts.matches() && parts.group(1).equals(request)) {
                    return output(verb, Integer.parseInt(parts.group(2)), parts.group(3));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            throw new IOException("nothing answers in " + folder.path() + " within " + Durations.format(patience)
                    + ": is mandor-follow running beside nginx?");
        }

        private static String output(String verb, int exitCode, String said) throws CommandFailedException {
            if (exitCode != 0) {
                throw CommandFailedException.ended(List.of("mandor-follow", verb), exitCode, said);
            }
            return said;
        }
    }
}
