package dev.mandor.manager.nginx;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests with the real nginx are skipped where there is none, with one line that says so, unless MANDOR_LAB=required. */
public final class NginxCondition implements ExecutionCondition {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (RealNginx.isInstalled()) {
            return ConditionEvaluationResult.enabled("there is an nginx");
        }
        String complaint = NginxProgram.complaint();
        if ("required".equals(System.getenv("MANDOR_LAB"))) {
            throw new IllegalStateException("MANDOR_LAB=required, but " + complaint);
        }
        if (!SAID.getAndSet(true)) {
            System.out.println("The tests with a real nginx are skipped: " + complaint + ".");
        }
        return ConditionEvaluationResult.disabled(complaint);
    }
}
