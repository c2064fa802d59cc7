package dev.mandor.daemon;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Help.Ansi;

/**
 * The log of a daemon: on the screen, coloured only there, and when asked for in one file a day that is kept for two
 * weeks. Set up in code because it depends on options, and because an XML file would cost the agent a parser.
 *
 * <p>Nobody waits for a line to be written: each of the two has a thread of its own, so that neither a terminal that was
 * stopped nor a disk that is stuck holds up a heartbeat or a verdict. Up to {@value #MOST_WAITING} lines wait meanwhile; when
 * four fifths are full only warnings and errors find room, then nothing does.
 */
public final class Logging {
    // Messages are safe where they are made; what programs such as docker say, and what slips through, is made so here.
    private static final String MESSAGE = "%replace(%msg){'" + OneLine.UNFIT + "', '?'}%n";
    private static final String PLAIN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level " + MESSAGE;
    private static final String COLOURED = "%d{yyyy-MM-dd HH:mm:ss.SSS} %highlight(%-5level) " + MESSAGE;
    private static final int MOST_WAITING = 4096;
    private static final int FLUSH_MILLIS = 500; // at the end, of which a Daemon gives us less than a second
    private static final int KEPT_DAYS = 14;
    private static final FileSize KEPT_BYTES = FileSize.valueOf("200MB");

    private Logging() {}

    /**
     * Starts logging to standard output, and into {@code directory} unless that is null. Called once, by main, before the
     * daemon's threads start.
     *
     * @param name of the files: {@code manager.log}, and {@code manager.2026-11-21.log} for the days before
     * @param verbose whether the steady state is shown too, not only what changes
     * @throws WrongUsageException when nothing can be written into {@code directory}
     */
    public static void start(String name, boolean verbose, Path directory) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        context.start(); // again, if it was stopped; else the next stop would do nothing
        root.detachAndStopAllAppenders();
        root.setLevel(Level.WARN);
        context.getLogger("dev.mandor").setLevel(verbose ? Level.DEBUG : Level.INFO);
        root.addAppender(unawaited(screen(context), context));
        if (directory != null) {
            root.addAppender(unawaited(files(context, name, writable(directory)), context));
        }
    }

    /** Writes out what still waits, for half a second at most. Nothing is logged after this. */
    public static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static Path writable(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new WrongUsageException("the log directory " + directory + " cannot be made: "
                    + e.getClass().getSimpleName());
        }
        if (!Files.isWritable(directory)) {
            throw new WrongUsageException("the log directory " + directory + " cannot be written into");
        }
        return directory;
    }

    private static Appender<ILoggingEvent> screen(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> screen = new ConsoleAppender<>();
        return started(screen, context, Ansi.AUTO.enabled() ? COLOURED : PLAIN);
    }

    private static Appender<ILoggingEvent> files(LoggerContext context, String name, Path directory) {
        RollingFileAppender<ILoggingEvent> files = new RollingFileAppender<>();
        files.setFile(directory.resolve(name + ".log").toString());
        TimeBasedRollingPolicy<ILoggingEvent> daily = new TimeBasedRollingPolicy<>();
        daily.setContext(context);
        daily.setParent(files);
        daily.setFileNamePattern(directory.resolve(name + ".%d{yyyy-MM-dd}.log").toString());
        daily.setMaxHistory(KEPT_DAYS);
        daily.setTotalSizeCap(KEPT_BYTES);
        daily.start();
        files.setRollingPolicy(daily);
        Appender<ILoggingEvent> started = started(files, context, PLAIN);
        if (!started.isStarted()) {
            throw new WrongUsageException("the log file " + files.getFile() + " cannot be opened");
        }
        return started;
    }

    private static Appender<ILoggingEvent> unawaited(Appender<ILoggingEvent> slow, LoggerContext context) {
        AsyncAppender unawaited = new AsyncAppender();
        unawaited.setContext(context);
        unawaited.setQueueSize(MOST_WAITING);
        unawaited.setNeverBlock(true);
        unawaited.setMaxFlushTime(FLUSH_MILLIS);
        unawaited.addAppender(slow);
        unawaited.start();
        return unawaited;
    }

    private static Appender<ILoggingEvent> started(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /** Keeps Logback silent until {@link #start}; found by Logback through {@code META-INF/services}. */
    public static final class SilentUntilStarted extends ContextAwareBase implements Configurator {
        @Override
        public ExecutionStatus configure(LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
    }
}
