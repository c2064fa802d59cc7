package dev.mandor.manager.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** This machine, as far as the manager's own process rests on it. */
public final class MachineCheck implements Check.Look {
    private static final Path RECEIVE_LIMIT = Path.of("/proc/sys/net/core/rmem_max");
    private static final int MOST_DIGITS = 32;
    private static final long ENOUGH_HEAP_MIB = 48; // of the unit's -Xmx64m some collectors count less than all
    private static final long WANTED_BUFFER_BYTES = 4 << 20; // as HeartbeatReceiver asks for

    @Override
    public void at(Consumer<Finding> tell) {
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
        tell.accept(java(System.getProperty("java.version"), heap >> 20));
        receiveLimit().map(MachineCheck::receiveBuffer).ifPresent(tell);
    }

    static Finding java(String version, long heapMib) {
        String sentence = "Java " + version + " with at most " + heapMib + " MiB of heap";
        return heapMib >= ENOUGH_HEAP_MIB
                ? Finding.ok(sentence)
                : Finding.warn(sentence, "give the manager more: java -Xmx64m -jar manager.jar");
    }

    static Finding receiveBuffer(long limitBytes) {
        String sentence = "a receive buffer for heartbeats may have " + (limitBytes >> 10) + " KiB";
        return limitBytes >= WANTED_BUFFER_BYTES
                ? Finding.ok(sentence)
                : Finding.warn(
                        sentence + ": of a burst of several hundred nodes some are lost",
                        "sysctl net.core.rmem_max=" + WANTED_BUFFER_BYTES + ", also in /etc/sysctl.d");
    }

    // In one piece: Files.readString begins such a file, of length 0, with a single byte, after which sysctl's end.
    // Older kernels hide it in a network namespace of its own, as in a container; there is nothing to say then.
    private static Optional<Long> receiveLimit() {
        try (InputStream stream = Files.newInputStream(RECEIVE_LIMIT)) {
            String text = new String(stream.readNBytes(MOST_DIGITS), StandardCharsets.US_ASCII);
            return Optional.of(Long.parseLong(text.strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
