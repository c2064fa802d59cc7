package dev.mandor.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How a command reads the options of its own types: one line for each type, in place of a converter class for each. Immutable.
 */
public final class OptionParsers {
    /** Of a command all of whose options are of types that picocli knows. */
    public static final OptionParsers NONE = new OptionParsers(List.of());

    private record Parser<T>(Class<T> type, Function<String, T> function) {
        void register(CommandLine commandLine) {
            commandLine.registerConverter(type, converter(function));
        }
    }

    private final List<Parser<?>> parsers;

    private OptionParsers(List<Parser<?>> parsers) {
        this.parsers = parsers;
    }

    /** @param parser throws {@link IllegalArgumentException}, with a sentence for the user, on what it does not understand */
    public static <T> OptionParsers of(Class<T> type, Function<String, T> parser) {
        return NONE.and(type, parser);
    }

    /** These parsers and one more; see {@link #of}. */
    public <T> OptionParsers and(Class<T> type, Function<String, T> parser) {
        List<Parser<?>> more = new ArrayList<>(parsers);
        more.add(new Parser<>(type, parser));
        return new OptionParsers(List.copyOf(more));
    }

    void registerAt(CommandLine commandLine) {
        parsers.forEach(parser -> parser.register(commandLine));
    }

    /** A picocli converter that shows the user just the sentence, and what it is about. */
    private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text.strip());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException("'" + text + "': " + e.getMessage());
            }
        };
    }
}
