package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandor.auth.KeyFile;
import dev.mandor.auth.KeyFileException;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatSignerTest {
    private static final String SECRET = "bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final NodeName WORKER = new NodeName("worker1");

    @TempDir
    Path folder;

    @Test
    void putsTheSignatureBehindTheHeartbeat() throws Exception {
        HeartbeatSigner signer = new HeartbeatSigner(file("k1 worker1 " + SECRET), WORKER);

        assertThat(sign(signer)).matches("\\{}\nhmac-sha256 k1 [0-9a-f]{64}");
    }

    @Test
    void newKeyIsTakenUpWhileRunning() throws Exception {
        HeartbeatSigner signer = new HeartbeatSigner(file("k1 worker1 " + SECRET), WORKER);

        file("k2 worker1 " + SECRET);

        assertThat(sign(signer)).as("perhaps half written").contains(" k1 ");
        assertThat(sign(signer)).contains(" k2 ");
    }

    @Test
    void keyThatIsLostWhileRunningStaysInUse() throws Exception {
        HeartbeatSigner signer = new HeartbeatSigner(file("k1 worker1 " + SECRET), WORKER);

        Files.delete(folder.resolve("key"));

        assertThat(sign(signer)).contains(" k1 ");
        assertThat(sign(signer)).contains(" k1 ");
    }

    @Test
    void keyOfAnotherNodeIsRefused() throws Exception {
        KeyFile file = file("k1 worker2 " + SECRET);

        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> new HeartbeatSigner(file, WORKER))
                .withMessageEndingWith("key k1 is for worker2, and this node is worker1; see --name");
    }

    @Test
    void sharedKeyIsForEveryNode() throws Exception {
        assertThat(sign(new HeartbeatSigner(file("all * " + SECRET), WORKER))).contains("hmac-sha256 all ");
    }

    private static String sign(HeartbeatSigner signer) {
        return new String(signer.apply("{}".getBytes(UTF_8)), UTF_8);
    }

    private KeyFile file(String text) throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.writeString(fresh, text + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        return new KeyFile(Files.move(fresh, folder.resolve("key"), StandardCopyOption.REPLACE_EXISTING));
    }
}
