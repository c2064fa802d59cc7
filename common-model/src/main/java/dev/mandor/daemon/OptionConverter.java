package dev.mandor.daemon;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;

/**
 * Makes a parser whose exceptions are sentences for the user into a picocli converter that shows just the sentence. For an
 * option that reads its type in a way of its own; what reads a type everywhere belongs into {@link OptionParsers}.
 */
public abstract class OptionConverter<T> implements ITypeConverter<T> {
    private final ITypeConverter<T> converter;

    /** @param parser throws {@link IllegalArgumentException} on what it does not understand */
    protected OptionConverter(Function<String, T> parser) {
        this.converter = OptionParsers.converter(parser);
    }

    @Override
    public final T convert(String text) throws Exception {
        return converter.convert(text);
    }
}
