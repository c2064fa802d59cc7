package dev.mandor.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandor.build.Sbom.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The list of libraries beside each jar is what the jar carries: no library is missing, none is named that is not inside, and
 * each is of the version and the bytes that the list says. Two plugins decide this apart from each other, one what to pack and
 * */
class SbomIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @CsvSource({"worker-agent, worker-agent", "manager-controller, manager"})
    void everyFileInTheJarComesFromAListedLibrary(String module, String jar) throws IOException {
        Path target = target(module);
        Set<Content> unaccounted = contents(target.resolve(jar + ".jar"));
        assertThat(unaccounted).hasSizeGreaterThan(1000);
        unaccounted.removeAll(contents(target.resolve("original-" + jar + ".jar")));
        for (Component component : sbom(target, jar).components()) {
            unaccounted.removeAll(contents(component.jar(PROJECT)));
        }
        assertThat(unaccounted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"worker-agent, worker-agent", "manager-controller, manager"})
    void everyListedLibraryIsInTheJar(String module, String jar) throws IOException {
        Path target = target(module);
        Set<Content> packed = contents(target.resolve(jar + ".jar"));
        for (Component component : sbom(target, jar).components()) {
            Set<Content> missing = classes(component.jar(PROJECT));
            assertThat(missing).as(component.toString()).isNotEmpty();
            missing.removeAll(packed);
            assertThat(missing).as(component.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"worker-agent, worker-agent", "manager-controller, manager"})
    void everyLibraryHasTheListedHash(String module, String jar) throws Exception {
        for (Component component : sbom(target(module), jar).components()) {
            assertThat(sha256(component.jar(PROJECT))).as(component.toString()).isEqualTo(component.sha256());
        }
    }

    private static Path target(String module) {
        return PROJECT.resolve(module).resolve("target");
    }

    private static Sbom sbom(Path target, String jar) {
        Path file = target.resolve(jar + ".cdx.json");
        assumeTrue(Files.exists(file), "no " + file + ": CycloneDX's plugin makes none in Maven's offline mode");
        return Sbom.read(file);
    }

    /** A file in a jar. The CRC tells two versions of a library apart; it is no defence, {@code sha256} is. */
    private record Content(String name, long crc) {
        boolean isClass() {
            return name.endsWith(".class") && !name.endsWith("module-info.class");
        }

        /** The manifest and the lists of services are written by the build, out of those of all libraries. */
        boolean isCopied() {
            return !name.endsWith("/") && !name.equals(JarFile.MANIFEST_NAME) && !name.startsWith("META-INF/services/");
        }
    }

    private static Set<Content> contents(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> new Content(entry.getName(), entry.getCrc()))
                    .filter(Content::isCopied)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static Set<Content> classes(Path jar) throws IOException {
        return contents(jar).stream().filter(Content::isClass).collect(Collectors.toCollection(HashSet::new));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
