package dev.mandor.manager.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who has a UDP port, by Linux's /proc (proc(5), {@code /proc/net/udp}). A process of another user is seen by root only.
 */
public final class UdpPort {
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;
    private static final Path PROC = Path.of("/proc");

    /** A process, and its command line. */
    record Holder(long pid, List<String> command) {
        Holder {
            command = List.copyOf(command);
        }

        /** Not one that only checks. */
        boolean isManager() {
            return !command.contains("check")
                    && command.stream()
                            .anyMatch(word ->
                                    word.endsWith("manager.jar") || word.equals("dev.mandor.manager.ManagerCommand"));
        }
    }

    private UdpPort() {}

    /** What it means that {@code port} cannot be had. */
    public static Finding inUse(int port) {
        return inUse(port, holder(inodes(lines("udp"), port), inodes(lines("udp6"), port)));
    }

    static Finding inUse(int port, Optional<Holder> holder) {
        if (holder.isEmpty()) {
            return Finding.warn(
                    "UDP port " + port + " is in use by a program that this user cannot see",
                    "if that is the manager, name its --http to have it asked; check as root to know");
        }
        String process = "process " + holder.get().pid();
        return holder.get().isManager()
                ? Finding.warn(
                        "UDP port " + port + " is in use by the running manager, " + process
                                + ", which could not be asked what it hears",
                        "name where it listens for HTTP, as its own --http; its log tells it")
                : Finding.fail(
                        "UDP port " + port + " is in use by another program, " + process + " ("
                                + holder.get().command().stream().findFirst().orElse("?") + ")",
                        "end it, or choose another port with --port, and for the agents with --manager HOST:PORT");
    }

    /** The inodes of the sockets at {@code port}, in the lines of /proc/net/udp or udp6. */
    static Set<String> inodes(List<String> lines, int port) {
        String ending = String.format(":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > INODE && columns[LOCAL_ADDRESS].endsWith(ending)) {
                inodes.add(columns[INODE]);
            }
        }
        return inodes;
    }

    private static List<String> lines(String table) {
        try {
            return Files.readAllLines(PROC.resolve("self/net").resolve(table));
        } catch (IOException e) {
            return List.of(); // no IPv6 here, or no Linux
        }
    }

    private static Optional<Holder> holder(Set<String> inodes, Set<String> more) {
        Set<String> sockets = new HashSet<>();
        inodes.forEach(inode -> sockets.add("socket:[" + inode + "]"));
        more.forEach(inode -> sockets.add("socket:[" + inode + "]"));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holdsOne(process, sockets)) {
                    return Optional.of(
                            new Holder(Long.parseLong(process.getFileName().toString()), command(process)));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holdsOne(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(target(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // another user's, or it has ended
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static List<String> command(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }
}
