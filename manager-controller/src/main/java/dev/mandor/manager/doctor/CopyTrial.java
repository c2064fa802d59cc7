package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.NginxConfig;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.nginx.NginxScript;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies a file beside Mandor's by the manager's own way, looks whether it arrived, and removes it. Its name is hidden, which no
 * pattern of nginx's takes in, and another than the manager's, which may be at work.
 */
final class CopyTrial {
    private static final String TEXT = "# Written by 'manager check', which removes it again.\n";

    private final CommandRunner runner;
    private final List<String> prefix;
    private final NginxInstance instance;

    /** @param prefix what stands before a command so that it runs where {@code instance} is */
    CopyTrial(CommandRunner runner, List<String> prefix, NginxInstance instance) {
        this.runner = runner;
        this.prefix = List.copyOf(prefix);
        this.instance = instance;
    }

    /**
     * @param path of Mandor's file
     * @throws CommandFailedException when it cannot be told, as through a docker-proxy
     */
    Finding finding(String path) throws CommandFailedException, InterruptedException {
        String folder = path.substring(0, path.lastIndexOf('/'));
        String file = folder + "/." + path.substring(path.lastIndexOf('/') + 1) + ".check";
        try {
            instance.put(new NginxConfig(TEXT, ""), file);
        } catch (IOException e) {
            if (e instanceof CommandFailedException failed && Unseen.isProxy(failed)) {
                throw failed;
            }
            return refused(folder, String.valueOf(e.getMessage()));
        }
        String arrived = run(NginxScript.READ.command(List.of(file)));
        run(List.of("rm", "-f", file));
        return arrived.equals(TEXT) ? Finding.ok("a file can be copied into " + folder) : lost(folder);
    }

    private String run(List<String> command) throws CommandFailedException, InterruptedException {
        return runner.run(Stream.concat(prefix.stream(), command.stream()).toList());
    }

    /** @param words of the gateway, which names some causes itself */
    static Finding refused(String folder, String words) {
        String sentence = "a file cannot be copied into " + folder + ": " + words;
        if (words.contains("read-only")) {
            return Finding.fail(sentence, "mount a volume at " + folder + ", or run the container without read_only");
        }
        return words.contains("does not see the files")
                ? Finding.fail(
                        sentence,
                        "install docker as a package (apt install docker.io) instead of the snap, or start the manager with"
                                + " -Djava.io.tmpdir= and a folder below /home that both see")
                : Finding.fail(sentence, "see 'docker cp' there by hand; --config-path names the file");
    }

    static Finding lost(String folder) {
        return Finding.fail(
                "docker cp said that it copied a file into " + folder
                        + ", and it is not there: as with a tmpfs, which hides" + " what docker writes beneath it",
                "mount a volume at " + folder + " instead of a tmpfs");
    }
}
