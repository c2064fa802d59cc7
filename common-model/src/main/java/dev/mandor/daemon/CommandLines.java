package dev.mandor.daemon;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * How every command of Mandor meets its user: each option has an environment twin, and whatever goes wrong is one
 * sentence on standard error. Exit codes: 0 ended as asked, 1 failure, 2 wrong usage.
 */
public final class CommandLines {
    private CommandLines() {}

    /**
     * Parses {@code args}, runs {@code command} and returns the exit code.
     *
     * @param environment where the twins are looked up, normally {@link System#getenv()}
     */
    public static int run(Callable<Integer> command, Map<String, String> environment, String... args) {
        return new CommandLine(command)
                .setDefaultValueProvider(new EnvironmentTwins(environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, given) -> wrongUsage(e, environment, given))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failure(e, commandLine))
                .execute(args);
    }

    /** {@code --backend-port} is {@code MANDOR_BACKEND_PORT}. */
    static String twin(OptionSpec option) {
        return "MANDOR_"
                + option.longestName()
                        .replaceFirst("^--?", "")
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT);
    }

    private static int wrongUsage(ParameterException e, Map<String, String> environment, String... given) {
        return wrongUsage(e.getMessage() + origin(e.getArgSpec(), environment, given), e.getCommandLine());
    }

    private static int wrongUsage(String sentence, CommandLine commandLine) {
        commandLine.getErr().println(commandLine.getCommandName() + ": " + sentence);
        commandLine.getErr().println("Try '" + commandLine.getCommandName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine commandLine) {
        if (e instanceof WrongUsageException) {
            return wrongUsage(e.getMessage(), commandLine);
        }
        String sentence = e.getMessage() == null ? e.toString() : e.getMessage();
        commandLine.getErr().println(commandLine.getCommandName() + ": " + sentence);
        return ExitCode.SOFTWARE;
    }

    private static String origin(ArgSpec arg, Map<String, String> environment, String... given) {
        if (!(arg instanceof OptionSpec option) || !environment.containsKey(twin(option))) {
            return "";
        }
        boolean onCommandLine = Arrays.stream(given)
                .anyMatch(word -> Arrays.stream(option.names())
                        .anyMatch(name -> word.equals(name) || word.startsWith(name + "=")));
        return onCommandLine ? "" : " (from the environment variable " + twin(option) + ")";
    }

    /** An empty variable counts as not set: env files leave them behind. */
    private record EnvironmentTwins(Map<String, String> environment) implements IDefaultValueProvider {
        @Override
        public String defaultValue(ArgSpec arg) {
            if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
                return null;
            }
            String value = environment.get(twin(option));
            return value == null || value.isBlank() ? null : value.strip();
        }
    }
}
