package dev.mandor.manager.dockerproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.OptionParsers;
import dev.mandor.manager.QuietLog;
import dev.mandor.model.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(QuietLog.class)
class DockerProxyCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nginx-service a --nginx-container b | only one of --nginx-service and --nginx-container can be given
                    --config-path x.conf                  | --config-path must be an absolute path that ends in .conf
                    --config-path /etc/nginx/x;y.conf     | --config-path must be an absolute path that ends in .conf
                    --proxy-socket /no/such/socket        | cannot listen on /no/such/socket: No such file or directory
                    """)
    void wrongUsageEndsWithTwoAndOneSentence(String arguments, String sentence) {
        PrintStream realErr = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(CommandLines.run(
                            new DockerProxyCommand(),
                            OptionParsers.of(Endpoint.class, Endpoint::parse),
                            Map.of(),
                            arguments.split(" ", -1)))
                    .isEqualTo(2);
        } finally {
            System.setErr(realErr);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .first()
                .asString()
                .startsWith("docker-proxy: ")
                .contains(sentence);
    }
}
