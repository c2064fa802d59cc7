package dev.mandor.daemon;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * How every command of Mandor meets its user: each option has an environment twin, and whatever goes wrong is one
 * sentence on standard error. Exit codes: 0 ended as asked, 1 failure, 2 wrong usage.
 */
public final class CommandLines {
    private CommandLines() {}

    /** Does what {@link #run} does, with the environment of this process, and ends it. */
    public static void main(Callable<Integer> command, OptionParsers parsers, String... args) {
        int exitCode = run(command, parsers, System.getenv(), args);
        Logging.stop(); // else the last words, those on why it ends, would be lost
        System.exit(exitCode);
    }

    /**
     * Parses {@code args}, runs {@code command} and returns the exit code.
     *
     * @param parsers of the types that {@code command} gave its options
     * @param environment where the twins are looked up, normally {@link System#getenv()}
     */
    public static int run(
            Callable<Integer> command, OptionParsers parsers, Map<String, String> environment, String... args) {
        CommandLine commandLine = new CommandLine(command);
        parsers.registerAt(commandLine);
        splitAtEachComma(commandLine);
        return commandLine
                .setDefaultValueProvider(new EnvironmentTwins(environment, List.of(args)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, given) -> wrongUsage(e, environment, given))
                .setExecutionExceptionHandler((e, failed, parsed) -> failure(e, failed))
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

    // Else picocli warns, in words of its own, of a quote that stands alone. It discourages this for the sake of quoted
    // commas, which no list of ours has.
    @SuppressWarnings("deprecation")
    private static void splitAtEachComma(CommandLine commandLine) {
        commandLine.setSplitQuotedStrings(true);
    }

    private static int wrongUsage(ParameterException e, Map<String, String> environment, String... given) {
        return wrongUsage(e.getMessage() + origin(e.getArgSpec(), environment, given), e.getCommandLine());
    }

    private static int wrongUsage(String sentence, CommandLine commandLine) {
        commandLine.getErr().println(name(commandLine) + ": " + OneLine.of(sentence));
        commandLine.getErr().println("Try '" + name(commandLine) + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine commandLine) {
        if (e instanceof WrongUsageException) {
            return wrongUsage(e.getMessage(), commandLine);
        }
        String sentence = e.getMessage() == null ? e.toString() : e.getMessage();
        commandLine.getErr().println(name(commandLine) + ": " + OneLine.of(sentence));
        return ExitCode.SOFTWARE;
    }

    private static String name(CommandLine commandLine) {
        return commandLine.getCommandSpec().qualifiedName();
    }

    private static String origin(ArgSpec arg, Map<String, String> environment, String... given) {
        boolean fromTwin = arg instanceof OptionSpec option
                && environment.containsKey(twin(option))
                && !isGiven(option, List.of(given));
        return fromTwin ? " (from the environment variable " + twin((OptionSpec) arg) + ")" : "";
    }

    private static boolean isGiven(OptionSpec option, List<String> args) {
        return Stream.of(option.names())
                .anyMatch(name -> args.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "=")));
    }

    /** An empty variable counts as not set: env files leave them behind. */
    private record EnvironmentTwins(Map<String, String> environment, List<String> args)
            implements IDefaultValueProvider {
        @Override
        public String defaultValue(ArgSpec arg) {
            if (!(arg instanceof OptionSpec option) || isFlagGiven(option) || isHelpAskedFor(option.command())) {
                return null;
            }
            String value = environment.get(twin(option));
            return value == null || value.isBlank() ? null : value.strip();
        }

        // picocli takes a flag on the command line for the opposite of its default.
        private boolean isFlagGiven(OptionSpec option) {
            return option.arity().max() == 0 && isGiven(option, args);
        }

        // Help must come also where a variable is wrong; then above all.
        private boolean isHelpAskedFor(CommandSpec command) {
            return command.options().stream()
                    .filter(option -> option.usageHelp() || option.versionHelp())
                    .anyMatch(option -> isGiven(option, args));
        }
    }
}
