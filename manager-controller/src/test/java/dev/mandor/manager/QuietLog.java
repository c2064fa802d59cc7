package dev.mandor.manager;

import ch.qos.logback.classic.LoggerContext;
import dev.mandor.daemon.Logging;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Ends the log that a command under test has started, so that the tests after it do not write on the screen. */
public final class QuietLog implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        Logging.stop();
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.reset();
        new Logging.SilentUntilStarted().configure(logging);
    }
}
