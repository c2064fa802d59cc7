package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.nginx.NginxScript;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** An nginx behind a shared folder: as much of it as {@code mandor-follow} tells. */
public final class SharedNginxCheck implements Check.Look {
    private final NginxGateway gateway;
    private final NginxSettings nginx;

    public SharedNginxCheck(NginxGateway gateway, NginxSettings nginx) {
        this.gateway = gateway;
        this.nginx = nginx;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        try {
            for (NginxInstance instance : gateway.instances()) {
                String file = instance.run(NginxScript.READ, List.of(nginx.configPath()));
                String port = Integer.toString(nginx.listenPort());
                String answer = instance.run(NginxScript.ASK, List.of(port)).strip();
                tell.accept(Finding.ok("mandor-follow answers, run " + instance.id()));
                tell.accept(NginxCheck.version(file, answer, nginx.listenPort()));
                WriterMark.finding(file, nginx).ifPresent(tell);
            }
        } catch (IOException e) {
            tell.accept(Finding.fail(
                    "nginx behind the shared folder: " + e.getMessage(),
                    "docker service ps NGINX; see docker/stack-rootless.yml"));
        }
    }
}
