package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserLogsTest {
    private static final String OURS = "/etc/nginx/conf.d/loadbalancer.conf";
    private static final String BUILT =
            "nginx version: nginx/1.28.0\nconfigure arguments: --prefix=/etc/nginx --http-log-path=/var/log/nginx/access.log --x\n";
    private static final String IMAGE = """
            # configuration file /etc/nginx/nginx.conf:
            user  nginx; # access_log /a/comment;
            events { worker_connections 1024; }
            http {
                include       /etc/nginx/mime.types;
                log_format  main  '$remote_addr - "$request" # {'
                                  '"$http_user_agent";';
                access_log  /var/log/nginx/access.log  main;
                include /etc/nginx/conf.d/*.conf;
            }
            stream { access_log /not/of/http.log; }
            # configuration file /etc/nginx/mime.types:
            types { text/html html; }
            """;

    @Test
    void lineOfTheOfficialImageIsRepeated() {
        assertThat(read(IMAGE)).isEqualTo(lines("access_log /var/log/nginx/access.log main;"));
    }

    @Test
    void linesOfFilesIncludedAtTheLevelOfHttpCountAndThoseOfSitesDoNot() {
        assertThat(read(IMAGE + """
                # configuration file /etc/nginx/conf.d/a.conf:
                access_log syslog:server=10.0.0.9:514,tag=shop main;
                server { access_log /of/a/site.log; location / { access_log off; } }
                # configuration file /etc/nginx/conf.d/loadbalancer.conf:
                access_log /ours.log;
                # configuration file /etc/nginx/conf.d/z.conf:
                access_log "logs/$host.log" combined buffer=32k flush=5s if=$loggable;
                """))
                .isEqualTo(lines(
                        "access_log /var/log/nginx/access.log main;",
                        "access_log syslog:server=10.0.0.9:514,tag=shop main;",
                        "access_log logs/$host.log combined buffer=32k flush=5s if=$loggable;"));
    }

    @Test
    void logThatIsOffStaysOff() {
        assertThat(read(IMAGE.replace("/var/log/nginx/access.log  main", "off")))
                .isEqualTo(lines());
    }

    @Test
    void noLineAtAllIsTheOneThatNginxWasBuiltWith() {
        String none = IMAGE.replace("access_log  /var/log/nginx/access.log  main;", "");
        assertThat(read(none)).isEqualTo(lines("access_log /var/log/nginx/access.log combined;"));
        assertThat(UserLogs.parse(none + "\n# end\n", OURS)).isEqualTo(lines("access_log logs/access.log combined;"));
    }

    @Test
    void formatThatIsDefinedOnlyBehindOurFileCannotBeNamedInIt() {
        assertThat(read(IMAGE.replace("  main;", " late;") + """
                # configuration file /etc/nginx/conf.d/z.conf:
                log_format late '$uri';
                """).obstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("log_format"));
        assertThat(read(IMAGE.replace("  main;", " early;") + """
                # configuration file /etc/nginx/conf.d/a.conf:
                log_format early '$uri';
                """))
                .isEqualTo(lines("access_log /var/log/nginx/access.log early;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"/var/log/my log\"",
                "/var/log/a{b}",
                "'/a;b'",
                "/a\\ b",
                "/a\"b",
                "${x}/y",
                "/ümlaut",
                "/a`b`",
                "/var/log/VERSION.log",
                "''"
            })
    void wordThatIsNotPlainIsNeverRepeated(String word) {
        assertThat(read(IMAGE.replace("/var/log/nginx/access.log", word)).obstacle())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "{", "}", "http {", "include /etc/nginx/nginx.conf;"})
    void filesThatAreNotUnderstoodToTheirEndAreAnObstacle(String more) {
        assertThat(read(IMAGE.replace("stream {", more + " stream {")).obstacle())
                .isPresent();
    }

    @Test
    void outputThatWasCutIsAnObstacle() {
        assertThat(UserLogs.parse(BUILT + IMAGE, OURS).obstacle()).isPresent();
        assertThat(UserLogs.parse("", OURS).obstacle()).isPresent();
        assertThat(UserLogs.parse("sh: nginx: not found\n\n# end\n", OURS).obstacle())
                .isPresent();
    }

    private static UserLogs read(String files) {
        return UserLogs.parse(BUILT + files + "\n# end\n", OURS);
    }

    private static UserLogs lines(String... lines) {
        return new UserLogs(List.of(lines), Optional.empty());
    }
}
