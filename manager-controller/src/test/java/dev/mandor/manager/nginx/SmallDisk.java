package dev.mandor.manager.nginx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of 2 MiB, which can really be full. Needs root; without it, a test that asks for one is skipped. */
final class SmallDisk {
    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    static SmallDisk mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "mandor-test", folder.toString());
        if (!mounted && "required".equals(System.getenv("MANDOR_LAB"))) {
            throw new AssertionError("a file system cannot be mounted at " + folder);
        }
        if (!mounted) {
            System.out.println("A test with a full disk is skipped: no file system can be mounted here.");
        }
        Assumptions.assumeTrue(mounted);
        return new SmallDisk(folder);
    }

    /** Until the kernel says that no space is left. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            while (Files.getFileStore(folder).getUsableSpace() > 0) {
                out.write(page);
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(ballast);
    }

    void unmount() throws IOException, InterruptedException {
        if (!run("umount", "--lazy", folder.toString())) {
            throw new IOException("still mounted: " + folder);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
