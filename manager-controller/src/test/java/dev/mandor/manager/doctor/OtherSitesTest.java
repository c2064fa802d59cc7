package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.Writer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherSitesTest {
    private static final String OURS = "/etc/nginx/conf.d/loadbalancer.conf";
    private static final String MAIN =
            "# configuration file /etc/nginx/nginx.conf:\nhttp { include conf.d/*.conf; }\n\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    listen 80 default_server;              | FAIL
                    listen 80 default;                     | FAIL
                    listen *:80 default_server reuseport;  | FAIL
                    listen 0.0.0.0:80 default_server;      | FAIL
                    listen 10.0.0.1:80 default_server;     | OK
                    listen [::]:80 default_server;         | FAIL
                    listen [::1]:80 default_server;        | OK
                    listen 81 default_server;              | OK
                    listen 8080 default_server;            | OK
                    #listen 80 default_server;             | OK
                    listen 80; server_name a.example.org;  | OK
                    listen 80; server_name localhost;      | WARN
                    server_name a.example.org 127.0.0.1;   | WARN
                    listen 81; server_name localhost;      | OK
                    listen 80; location / { } server_name localhost; | WARN
                    """)
    void anotherDefaultServerOfOurPortIsFatal(String server, Verdict verdict) {
        assertThat(worst(file("/etc/nginx/conf.d/other.conf", server))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /etc/nginx/conf.d/default.conf     | listen 80; server_name localhost;         | OK
                    /etc/nginx/conf.d/default.conf     | listen 80; server_name localhost a.org;   | WARN
                    /etc/nginx/sites/default.conf      | listen 80; server_name localhost;         | WARN
                    """)
    void onlyTheImagesPlaceholderIsMovedAside(String path, String server, Verdict verdict) {
        assertThat(worst(file(path, server))).isEqualTo(verdict);
    }

    @Test
    void mandorsOwnFileIsNoOther() {
        assertThat(worst(file(OURS, "listen 80 default_server;"))).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    listen 80; server_name www.example.org;         | FAIL | WARN
                    listen 80; server_name a.org www.example.org;   | FAIL | WARN
                    listen 81; server_name www.example.org;         | OK   | OK
                    listen 80; server_name example.org;             | OK   | OK
                    """)
    void siteOfANameThatIsMandorsStandsInTheWayWhereItIsReadFirst(String server, Verdict before, Verdict behind) {
        String ours = "# configuration file " + OURS + ":\nserver { listen 80; server_name www.example.org; }\n";

        assertThat(worst(file("/etc/nginx/conf.d/a.conf", server) + ours)).isEqualTo(before);
        assertThat(worst(ours + file("/etc/nginx/conf.d/z.conf", server))).isEqualTo(behind);
    }

    @Test
    void secondServerOfAFileIsSeen() {
        String two = "# configuration file /x.conf:\nserver { listen 81; }\nserver { listen 80 default_server; }\n";

        assertThat(worst(two)).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include /etc/nginx/conf.d/*.conf;",
                "include conf.d/*.conf;",
                "include \"conf.d/*.conf\";",
                "include conf.d/loadbalancer.conf;",
                "include mime.types; include\tconf.d/l*.conf ;"
            })
    void includeMatchesThePathOfOurFile(String include) {
        assertThat(files("# configuration file /etc/nginx/nginx.conf:\nhttp {" + include + "}\n")
                        .include(OURS))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "include /etc/nginx/*.conf;",
                "include sites/*.conf;",
                "#include conf.d/*.conf;",
                "notinclude conf.d/*;"
            })
    void whatDoesNotMatchDoesNotInclude(String include) {
        assertThat(files("# configuration file /etc/nginx/nginx.conf:\n" + include + "\n")
                        .include(OURS))
                .isFalse();
    }

    @Test
    void ourFileIsIncludedWhereNginxReadsIt() {
        assertThat(files(file(OURS, "listen 80;")).include(OURS)).isTrue();
    }

    @Test
    void emptyDumpHoldsNothing() {
        assertThat(files("").include(OURS)).isFalse();
        assertThat(worst("")).isEqualTo(Verdict.OK);
    }

    @Test
    void whatIsAloneOnIpv6MayBeTheDefaultThereIfMandorIsNot() {
        String dump = file("/etc/nginx/conf.d/other.conf", "listen [::]:80 default_server;");

        assertThat(findings(dump, false)).allMatch(finding -> finding.verdict() == Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({"true,OK,', and its own site takes over port 80 of IPv4 and of IPv6'", "false,WARN,IPv4 only"})
    void placeholderOnIpv6IsReplacedThereTooIfThereIsIpv6(boolean ipv6, Verdict verdict, String words) {
        String dump = file("/etc/nginx/conf.d/default.conf", "listen 80; listen [::]:80; server_name localhost;");

        assertThat(findings(dump, ipv6)).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.sentence()).contains("placeholder", words);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    acme.conf | listen 80; server_name x.org shop.org; | FAIL | acme.conf answers who asks for shop.org, in the place of
                    zz.conf   | listen 80; server_name shop.org;       | WARN | zz.conf has a site for shop.org too, which nginx ignores
                    zz.conf   | listen 81; server_name shop.org;       | OK   | no other site
                    zz.conf   | listen 80; server_name www.shop.org;   | OK   | no other site
                    """)
    void siteOfTheSameNameIsNamedWithWhoWins(String file, String server, Verdict verdict, String sentence) {
        String other = "# configuration file /etc/nginx/conf.d/" + file + ":\nserver { " + server + " }\n";
        String ours = "# configuration file " + OURS + ":\nserver { listen 80; server_name shop.org; }\n";

        assertThat(findings(MAIN + (file.compareTo("l") < 0 ? other + ours : ours + other), true))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(verdict);
                    assertThat(finding.sentence()).contains(sentence);
                });
    }

    @Test
    void siteOfTheSameNameIsSeenBeforeMandorsFileIsThere() {
        String dump = file("/etc/nginx/conf.d/acme.conf", "listen 80; server_name shop.org;");
        NginxSettings nginx = settings();

        assertThat(OtherSites.findings(files(dump), nginx, Set.of("shop.org"), true))
                .singleElement()
                .extracting(Finding::verdict)
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void fileThatMandorWroteIsMarkedWhateverItsName() {
        NginxFiles files = files(MAIN + "# configuration file /etc/nginx/sites-enabled/old.good:\n"
                + "# Written by Mandor. Changes made here are lost with the next plan.\nmap $a $b { }\n");

        assertThat(files.marked()).containsExactly("/etc/nginx/sites-enabled/old.good");
    }

    private static List<Finding> findings(String dump, boolean ipv6) {
        return OtherSites.findings(files(dump), settings(), Set.of(), ipv6);
    }

    private static NginxSettings settings() {
        return new NginxSettings(List.of("nginx"), OURS, 80, new Writer("me:9999"));
    }

    private static String file(String path, String server) {
        return MAIN + "# configuration file " + path + ":\nserver {\n    " + server + "\n}\n";
    }

    private static NginxFiles files(String dump) {
        return NginxFiles.parse(dump);
    }

    private static Verdict worst(String dump) {
        return findings(dump, true).stream()
                .map(Finding::verdict)
                .max(Verdict::compareTo)
                .orElseThrow();
    }
}
