package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.manager.doctor.UdpPort.Holder;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at on this machine itself. */
class LocalChecksTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"47,WARN", "48,OK"})
    void heapOfTheUnitIsEnough(long heapMib, Verdict verdict) {
        assertThat(MachineCheck.java("17.0.1", heapMib).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"4194303,WARN", "4194304,OK"})
    void receiveBufferShouldBeAsLargeAsTheManagerAsksFor(long bytes, Verdict verdict) {
        assertThat(MachineCheck.receiveBuffer(bytes).verdict()).isEqualTo(verdict);
    }

    @Test
    void keysAreCountedAndNotShown() throws Exception {
        Path file = keyFile("rw-------", key("worker1"), key("worker2"), key("worker2"));

        assertThat(look(new KeyFileCheck(Optional.of(file))))
                .isEqualTo(Finding.ok("key file " + file + ": 3 keys for 2 nodes; its owner and mode are right"));
    }

    @Test
    void keyFileOfWrongModeIsAFailureInTheManagersWords() throws Exception {
        Path file = keyFile("rw-r--r--", key("worker1"));

        Finding finding = look(new KeyFileCheck(Optional.of(file)));

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.sentence()).contains("others may read or change it (mode 0644)");
    }

    @Test
    void withoutKeysThereIsAWarning() throws Exception {
        assertThat(look(new KeyFileCheck(Optional.empty())).verdict()).isEqualTo(Verdict.WARN);
    }

    @Test
    void folderIsWrittenIntoAndLeftAsItWas() throws Exception {
        assertThat(look(FolderCheck.existing("the state directory", folder)))
                .isEqualTo(Finding.ok("the state directory " + folder + " can be written into"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderThatIsMissingOrNoneIsAFailure() throws Exception {
        assertThat(look(FolderCheck.existing("x", folder.resolve("no"))).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(look(FolderCheck.existing("x", Files.createFile(folder.resolve("file"))))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void folderThatTheManagerMakesMayBeMissing() throws Exception {
        assertThat(look(FolderCheck.madeWhenMissing("x", folder.resolve("a/b"))).verdict())
                .isEqualTo(Verdict.OK);
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(look(FolderCheck.madeWhenMissing("x", file.resolve("b"))).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void fallbackThatAcceptsIsFineAndOneThatDoesNotAWarning() throws Exception {
        Endpoint endpoint;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = new Endpoint(IpAddress.parse("127.0.0.1"), server.getLocalPort());
            assertThat(look(new FallbackCheck(() -> endpoint)).verdict()).isEqualTo(Verdict.OK);
        }
        assertThat(look(new FallbackCheck(() -> endpoint)).sentence())
                .startsWith("the fallback " + endpoint + " does not answer (Connection refused)");
    }

    @Test
    void fallbackThatNobodyCanTellIsAWarning() throws Exception {
        assertThat(look(new FallbackCheck(() -> {
                    throw new IOException("no engine");
                })))
                .extracting(Finding::verdict, Finding::sentence)
                .containsExactly(Verdict.WARN, "the fallback is not known: no engine");
    }

    /** The lines are those of a real machine. */
    @Test
    void socketsOfThePortAreFoundInTheKernelsTable() {
        List<String> table = List.of(
                "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref",
                " 1234: 00000000:270F 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 50123 2 0 0",
                " 1235: 0100007F:2710 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 50124 2 0 0",
                "");

        assertThat(UdpPort.inodes(table, 9999)).containsExactly("50123");
        assertThat(UdpPort.inodes(table, 10000)).containsExactly("50124");
        assertThat(UdpPort.inodes(table, 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    java -jar /opt/mandor/manager.jar --port 9999  | WARN
                    java dev.mandor.manager.ManagerCommand         | WARN
                    java -jar /opt/mandor/manager.jar check        | FAIL
                    java -jar /opt/mandor/worker-agent.jar         | FAIL
                    nc -u -l 9999                                  | FAIL
                    """)
    void portOfARunningManagerIsItsOwn(String command, Verdict verdict) {
        assertThat(UdpPort.inUse(9999, Optional.of(new Holder(7, List.of(command.split(" ", -1)))))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void portOfAProcessThatCannotBeSeenIsAWarning() {
        assertThat(UdpPort.inUse(9999, Optional.empty()).verdict()).isEqualTo(Verdict.WARN);
    }

    @ParameterizedTest
    @CsvSource({"'',OK", "/usr/bin/curl,OK", "' ',WARN"})
    void nginxIsAskedByAProgramThere(String path, Verdict verdict) {
        assertThat(NginxCheck.asker(path.isEmpty() ? "/usr/bin/wget\n" : path).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "'',,OK",
        "'\"0123abcd\\n\"',0123abcd,OK",
        "'\"0123abcd\\n\"',4567,FAIL",
        "text,,WARN",
        "text,<html>,WARN"
    })
    void nginxShouldRunTheFileThatIsThere(String file, String answer, Verdict verdict) {
        assertThat(NginxCheck.version(file, answer == null ? "" : answer, 80).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "'',true,OK,IPv4 and IPv6",
        "'',false,OK,IPv4 only",
        "listen 80 default_server;,true,WARN,IPv4 only",
        "listen 80 default_server;,false,OK,IPv4 only",
        "listen 80; listen [::]:80;,true,OK,IPv4 and IPv6",
        "listen 8080;,true,OK,IPv4 and IPv6"
    })
    void siteShouldBeOnIpv6WhereThereIsIpv6(String file, boolean ipv6, Verdict verdict, String words) {
        Finding finding = NginxCheck.protocols(file, 80, ipv6);

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence()).contains(words);
    }

    /** The lines are those of a container with a volume and a mounted file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /etc/nginx/conf.d/loadbalancer.conf | true  | '' |
                    /etc/nginx/single.conf              | true  | /etc/nginx/single.conf is a mount of that single file |
                    /run/x/loadbalancer.conf            | true  | /run/x is on a tmpfs of the container, mounted at /run |
                    /run/x/loadbalancer.conf            | false | '' |
                    /run/ro/loadbalancer.conf           | false | /run/ro is on a file system that is read-only |
                    /running/loadbalancer.conf          | true  | '' |
                    /with blank/loadbalancer.conf       | true  | '' |
                    """)
    void placeOfTheFileIsJudgedByTheMounts(String path, boolean copied, String sentence) {
        String output = """
                716 603 0:58 / / rw,relatime master:202 - overlay overlay rw,lowerdir=/a:/b
                717 716 0:61 / /proc rw,nosuid - proc proc rw
                730 716 254:0 /var/lib/x /etc/nginx/single.conf rw,relatime - ext4 /dev/vda rw
                731 716 0:70 / /run rw,nosuid - tmpfs tmpfs rw,size=65536k
                732 731 254:0 /y /run/ro ro,relatime - ext4 /dev/vda rw
                no mount at all
                """;

        List<Finding> findings = FilePlace.parse(output).findings(path, copied);

        assertThat(findings).hasSize(sentence.isEmpty() ? 0 : 1).allSatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.sentence()).startsWith(sentence);
        });
    }

    @Test
    void linkIsFollowedToWhereTheFileIs() {
        FilePlace place =
                FilePlace.parse("link /a/real.conf\n1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / /b ro - ext4 x rw\n");

        assertThat(place.findings("/b/link.conf", false))
                .containsExactly(Finding.ok(
                        "/b/link.conf is a link: the manager replaces the file to which it leads, /a/real.conf"));
        assertThat(FilePlace.parse("link \n").findings("/b/link.conf", false))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.FAIL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    docker cp: docker does not see the files in /tmp, as Ubuntu's snap of docker | snap
                    docker cp: Error response from daemon: container rootfs is marked read-only | mount a volume at /etc/nginx
                    docker cp: Error: No such container:path: nginx:/etc/nginx: no such file or directory | --config-path
                    docker cp: no answer within 5 s                                         | --config-path
                    """)
    void remedyOfARefusedCopyFitsItsCause(String words, String remedy) {
        assertThat(CopyTrial.refused("/etc/nginx", words).remedy().orElseThrow())
                .contains(remedy);
    }

    @Test
    void refusalNamesBothFilesWhicheverNginxReadLater() {
        String words = "[emerg] a duplicate default server for 0.0.0.0:80 in /c/loadbalancer.conf:30";
        Refusal refusal = Refusal.parse("default /c/aa.conf\ndefault /c/loadbalancer.conf\n");

        assertThat(refusal.explain(words, "/c/loadbalancer.conf").orElseThrow().sentence())
                .contains("/c/aa.conf has a default_server", "Mandor's file /c/loadbalancer.conf");
        assertThat(refusal.explain("[emerg] unknown directive", "/c/loadbalancer.conf"))
                .isEmpty();
        assertThat(Refusal.parse("").explain(words, "/c/loadbalancer.conf")).isEmpty();
    }

    @Test
    void secondFileOfMandorsIsNamedWhereNginxRefusesBoth() {
        Refusal refusal = Refusal.parse("marked /c/lb.conf\nmarked /c/lb.conf.good\n");

        assertThat(refusal.explain("[emerg] duplicate upstream \"mandor_workers\" in /c/lb.conf.good:9", "/c/lb.conf")
                        .orElseThrow()
                        .remedy()
                        .orElseThrow())
                .contains("rm /c/lb.conf.good");
    }

    private static Finding look(Check.Look look) throws Exception {
        List<Finding> findings = new ArrayList<>();
        look.at(findings::add);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private Path keyFile(String mode, String... lines) throws IOException {
        Path file = Files.write(folder.resolve("keys"), List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String key(String node) {
        return HeartbeatKey.random(Optional.of(new NodeName(node)), new SecureRandom(), LocalDate.EPOCH)
                .line();
    }
}
