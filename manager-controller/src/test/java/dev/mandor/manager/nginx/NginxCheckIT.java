package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.doctor.Finding;
import dev.mandor.manager.doctor.NginxCheck;
import dev.mandor.manager.doctor.NginxSettings;
import dev.mandor.manager.doctor.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code manager check} says of a real nginx. */
@OnEveryNginx
class NginxCheckIT {
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    private RealNginx nginx;

    @BeforeEach
    void startNginx() throws Exception {
        nginx = RealNginx.start(folder);
    }

    @AfterEach
    void stopNginx() throws Exception {
        nginx.stop();
    }

    @Test
    void freshNginxIsReadyForMandor() throws Exception {
        assertThat(findings(nginx.conf()))
                .noneMatch(finding -> finding.verdict() == Verdict.FAIL)
                .extracting(Finding::sentence)
                .contains(
                        "nginx's configuration test passes",
                        "nginx includes " + nginx.conf(),
                        "no other site stands in the way on nginx's port " + nginx.port(),
                        "there is no file of Mandor yet: the manager writes it when it starts");
    }

    @Test
    void fileElsewhereIsNotIncluded() throws Exception {
        assertFailure(folder.resolve("elsewhere/loadbalancer.conf"), "nginx does not include " + folder);
    }

    @Test
    void anotherDefaultServerIsFoundBeforeNginxRefusesBoth() throws Exception {
        Path other = folder.resolve("conf.d/other.conf");
        Files.writeString(other, "server { listen " + nginx.port() + " default_server; return 404; }\n");

        assertFailure(nginx.conf(), other + " has a default_server on port " + nginx.port() + " too");
    }

    @Test
    void brokenFileIsToldOnceInTheWordsOfNginx() throws Exception {
        Files.writeString(folder.resolve("conf.d/broken.conf"), "no_such_directive x;\n");

        assertFailure(nginx.conf(), "nginx's configuration test: [emerg] unknown directive \"no_such_directive\"");
    }

    @Test
    void bothDefaultServersAreNamedWhenNginxRefusesThem() throws Exception {
        String server = "server { listen " + nginx.port() + " default_server; return 404; }\n";
        Files.writeString(nginx.conf(), server);
        Path other = Files.writeString(folder.resolve("conf.d/aa.conf"), server);

        assertThat(findings(nginx.conf()))
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .contains("a duplicate default server", other + " has a", "Mandor's file " + nginx.conf()));
    }

    @Test
    void secondFileOfMandorsIsNamedWhereNginxReadsIt() throws Exception {
        Path copy = folder.resolve("conf.d/old.conf");
        String text = "# Written by Mandor. Changes made here are lost with the next plan.\nupstream mandor_x"
                + " { zone mandor_x 64k; server 127.0.0.1:9; }\n";
        Files.writeString(copy, text);
        assertFailure(nginx.conf(), "nginx reads " + copy + ", which Mandor wrote, beside " + nginx.conf());

        Files.writeString(nginx.conf(), text);
        assertThat(findings(nginx.conf()))
                .anySatisfy(finding -> assertThat(finding.sentence())
                        .contains("duplicate upstream", "nginx reads " + copy + " too, which Mandor wrote"));
    }

    @Test
    void linkIsTold() throws Exception {
        Path real = Files.writeString(folder.resolve("real.conf"), "# mine\n");
        Files.createSymbolicLink(nginx.conf(), real);

        assertThat(findings(nginx.conf()))
                .extracting(Finding::sentence)
                .contains(nginx.conf() + " is a link: the manager replaces the file to which it leads, " + real);
    }

    private void assertFailure(Path conf, String sentence) throws Exception {
        assertThat(findings(conf))
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).startsWith(sentence));
    }

    private List<Finding> findings(Path conf) throws Exception {
        List<Finding> findings = new ArrayList<>();
        new NginxCheck(runner, new NginxSettings(nginx.command(), conf.toString(), nginx.port(), new Writer("me:9999")))
                .at(findings::add);
        return findings;
    }
}
