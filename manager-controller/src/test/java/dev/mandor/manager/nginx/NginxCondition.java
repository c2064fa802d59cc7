package dev.mandor.manager.nginx;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests with the real nginx are skipped where there is none, with one line that says so. */
public final class NginxCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (RealNginx.isInstalled()) {
            return ConditionEvaluationResult.enabled("there is an nginx");
        }
        System.out.println("The tests with a real nginx are skipped: there is no nginx program.");
        return ConditionEvaluationResult.disabled("there is no nginx program");
    }
}
