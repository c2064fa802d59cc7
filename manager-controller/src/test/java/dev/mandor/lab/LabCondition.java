package dev.mandor.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The lab needs root and a Docker daemon's program. Where these are missing its tests are skipped, with one line that says
 * so; unless {@code MANDOR_LAB=required}, as in CI, where the lab installs what it needs or the tests fail.
 * {@code MANDOR_LAB=off} skips them anywhere.
 */
final class LabCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> obstacle = switch (System.getenv().getOrDefault("MANDOR_LAB", "")) {
            case "required" -> Optional.empty();
            case "off" -> Optional.of("MANDOR_LAB=off");
            default -> obstacle();
        };
        if (obstacle.isEmpty()) {
            return ConditionEvaluationResult.enabled("the lab can be had");
        }
        System.out.println("The tests on the Swarm lab are skipped: " + obstacle.get() + ".");
        return ConditionEvaluationResult.disabled(obstacle.get());
    }

    private static Optional<String> obstacle() {
        if (!isRoot()) {
            return Optional.of("they need root");
        }
        boolean docker = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dockerd")));
        return docker ? Optional.empty() : Optional.of("they need Docker, and there is no dockerd");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }
}
