package dev.mandor.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class OptionParsersTest {
    private static final OptionParsers PARSERS =
            OptionParsers.of(NodeName.class, NodeName::new).and(Endpoint.class, Endpoint::parse);

    private static final class Options {
        @Option(names = "--name")
        NodeName name;

        @Option(names = "--at", split = ",")
        List<Endpoint> at;
    }

    private final Options options = new Options();

    @Test
    void optionIsReadByTheParserOfItsType() {
        parse("--name", "worker1");

        assertThat(options.name).isEqualTo(new NodeName("worker1"));
    }

    @Test
    void listIsReadByTheParserOfItsElements() {
        parse("--at", "10.0.0.1:80, 10.0.0.2:80", "--at=10.0.0.3:80");

        assertThat(options.at)
                .extracting(Endpoint::toString)
                .containsExactly("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80");
    }

    @Test
    void refusalIsTheParsersSentence() {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse("--name", "a;b"))
                .withMessageContaining("'--name'")
                .withMessageEndingWith("'a;b': a node name is 1 to 253 letters, digits, dots, underscores or hyphens");
    }

    @Test
    void addingAParserLeavesTheOthersAsTheyWere() {
        OptionParsers.NONE.and(NodeName.class, NodeName::new);

        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse(OptionParsers.NONE, "--name", "worker1"));
    }

    private void parse(String... args) {
        parse(PARSERS, args);
    }

    private void parse(OptionParsers parsers, String... args) {
        CommandLine commandLine = new CommandLine(options);
        parsers.registerAt(commandLine);
        commandLine.parseArgs(args);
    }
}
