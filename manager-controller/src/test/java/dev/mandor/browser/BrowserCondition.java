package dev.mandor.browser;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests in a browser are skipped where there is no Chromium, with one line that says so; unless {@code MANDOR_LAB=required}, as in
 * CI. {@code MANDOR_LAB=off} skips them anywhere.
 */
final class BrowserCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String wanted = System.getenv().getOrDefault("MANDOR_LAB", "");
        if (wanted.equals("required") || (Browser.isInstalled() && !wanted.equals("off"))) {
            return ConditionEvaluationResult.enabled("there is a Chromium");
        }
        String obstacle = wanted.equals("off") ? "MANDOR_LAB=off" : "there is no chromium, or no chromedriver";
        System.out.println("The tests in a browser are skipped: " + obstacle + ".");
        return ConditionEvaluationResult.disabled(obstacle);
    }
}
