package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

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
                    listen [::]:80 default_server;         | OK
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
                    listen 80; server_name www.example.org;         | FAIL
                    listen 80; server_name a.org www.example.org;   | FAIL
                    listen 81; server_name www.example.org;         | OK
                    listen 80; server_name example.org;             | OK
                    """)
    void siteOfANameThatIsMandorsStandsInTheWay(String server, Verdict verdict) {
        String ours = "# configuration file " + OURS + ":\nserver { listen 80; server_name www.example.org; }\n";

        assertThat(worst(ours + file("/etc/nginx/conf.d/a.conf", server))).isEqualTo(verdict);
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

    private static String file(String path, String server) {
        return MAIN + "# configuration file " + path + ":\nserver {\n    " + server + "\n}\n";
    }

    private static NginxFiles files(String dump) {
        return NginxFiles.parse(dump);
    }

    private static Verdict worst(String dump) {
        return OtherSites.findings(files(dump), OURS, 80).stream()
                .map(Finding::verdict)
                .max(Verdict::compareTo)
                .orElseThrow();
    }
}
