package dev.mandor.daemon;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a parser whose exceptions are sentences for the user into a picocli converter that shows just the sentence. */
public abstract class OptionConverter<T> implements ITypeConverter<T> {
    private final Function<String, T> parser;

    /** @param parser throws {@link IllegalArgumentException} on what it does not understand */
    protected OptionConverter(Function<String, T> parser) {
        this.parser = parser;
    }

    @Override
    public final T convert(String text) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }
}
