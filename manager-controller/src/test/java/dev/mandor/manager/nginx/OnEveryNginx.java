package dev.mandor.manager.nginx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs on this machine's nginx, and once more on each version that {@code scripts/nginxes} brings: see the pom. Not for tests
 * that only need some nginx, such as {@link OffTheDecisionPathIT}, which takes longer than all others together.
 */
@Tag("nginx")
@ExtendWith(NginxCondition.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnEveryNginx {}
