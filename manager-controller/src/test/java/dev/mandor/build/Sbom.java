package dev.mandor.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a CycloneDX file says that a jar carries, the project's own classes apart. */
record Sbom(List<Component> components) {
    private static final String OWN = "dev.mandor";

    static Sbom read(Path file) {
        List<Component> components = new ArrayList<>();
        for (JsonNode component : JsonMapper.shared().readTree(file).path("components")) {
            components.add(Component.of(component));
        }
        return new Sbom(List.copyOf(components));
    }

    record Component(String group, String name, String version, String sha256) {
        private static Component of(JsonNode json) {
            return new Component(
                    json.path("group").asString(),
                    json.path("name").asString(),
                    json.path("version").asString(),
                    sha256(json.path("hashes")));
        }

        private static String sha256(JsonNode hashes) {
            for (JsonNode hash : hashes) {
                if (hash.path("alg").asString().equals("SHA-256")) {
                    return hash.path("content").asString();
                }
            }
            throw new AssertionError("no SHA-256 in " + hashes);
        }

        /** The file that the build took: from the project's own module, or from Maven's local repository. */
        Path jar(Path project) {
            String file = name + "-" + version + ".jar";
            if (group.equals(OWN)) {
                return project.resolve(name).resolve("target").resolve(file);
            }
            // Failsafe sets this property itself.
            return Path.of(System.getProperty("localRepository"), group.split("\\."))
                    .resolve(name)
                    .resolve(version)
                    .resolve(file);
        }

        @Override
        public String toString() {
            return group + ":" + name + ":" + version;
        }
    }
}
