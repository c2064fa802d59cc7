package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.Failures;
import dev.mandor.manager.nginx.NginxScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code docker} program that answers by the beginning of its command line; of several rules the last one added counts. */
final class FakeDocker implements CommandRunner {
    static final String NGINX_ID = "c0ffee";
    static final String SERVICE_ID = "abcdefghijklmnopqrstuvwxy";

    static final String READ_COPY = "docker exec nginx.1.x "
            + String.join(" ", NginxScript.READ.command(List.of("/etc/nginx/conf.d/.loadbalancer.conf.check")));

    private record Answer(boolean fails, String text) {}

    private final Map<String, Answer> answers = new LinkedHashMap<>();

    /** One on which all is well: nginx in host mode, Mandor's file running, and no labels. */
    static FakeDocker healthy() {
        return new FakeDocker()
                .says("docker --version", "Docker version 20.10.24, build 297e128")
                .says("docker info", "20.10.24\tactive\ttrue\t192.168.56.101\n")
                .says("docker ps --no-trunc --format {{.ID}}\t{{.Names}}\t{{.Label", NGINX_ID + "\tnginx.1.x\tnginx\n")
                .says(
                        "docker ps --no-trunc --format " + Container.FORMAT,
                        NGINX_ID + "\tnginx.1.x\tnginx:stable\tnginx\t" + SERVICE_ID + "\n")
                .says("docker exec nginx.1.x nginx -t", "")
                .says("docker exec nginx.1.x nginx -T", """
                        # configuration file /etc/nginx/nginx.conf:
                        http { include /etc/nginx/conf.d/*.conf; }
                        """)
                .says("docker exec nginx.1.x sh -c command -v curl", "/usr/bin/curl\n")
                .says("docker exec nginx.1.x sh -c PATH", "nginx version: nginx/1.28.0\n")
                .says("docker exec nginx.1.x sh -c [ ! -L", "10 1 0:1 / / rw - overlay overlay rw\n")
                .says("docker exec nginx.1.x sh -c grep", "")
                .says("docker cp", "")
                .says("docker exec nginx.1.x rm -f", "")
                .says("docker exec nginx.1.x sh -c [ ! -f", "return 200 \"0123abcd\\n\";")
                .says(READ_COPY, "# Written by 'manager check', which removes it again.\n")
                .says("docker exec nginx.1.x sh -c # Defines ask_version", "0123abcd\n")
                .says("docker service inspect", service("nginx", "{}", 80, 80, "host"))
                .says("docker service ls", "");
    }

    static String service(String name, String labels, int target, int published, String mode) {
        return "{\"name\":\"" + name + "\",\"labels\":" + labels
                + ",\"endpoint\":{\"Mode\":\"vip\",\"Ports\":[{\"Protocol\":"
                + "\"tcp\",\"TargetPort\":" + target + ",\"PublishedPort\":" + published + ",\"PublishMode\":\"" + mode
                + "\"}]}}\n";
    }

    FakeDocker says(String command, String output) {
        return answer(command, new Answer(false, output));
    }

    FakeDocker fails(String command, String lastWords) {
        return answer(command, new Answer(true, lastWords));
    }

    private FakeDocker answer(String command, Answer answer) {
        answers.remove(command);
        answers.put(command, answer);
        return this;
    }

    @Override
    public String run(List<String> command) throws CommandFailedException {
        String line = String.join(" ", command);
        Answer answer = answers.entrySet().stream()
                .filter(entry -> line.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("unexpected: " + line));
        if (answer.fails()) {
            throw Failures.ended(command, answer.text());
        }
        return answer.text();
    }
}
