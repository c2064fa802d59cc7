package dev.mandor.lab;

import java.time.Duration;

/** The site on the lab: its pages, and the nginx that serves them. */
final class Site {
    static final String CONFIG = "/etc/nginx/conf.d/loadbalancer.conf";
    static final Duration SOON = Duration.ofSeconds(30);
    static final Duration BEYOND_TOLERANCE = Duration.ofSeconds(60);

    private Site() {}

    static void awaitPageOf(String node) throws Exception {
        Lab.until("the page of " + node, BEYOND_TOLERANCE, () -> Lab.ask().equals("Name HOST:" + node));
    }

    static String nginxContainer() throws Exception {
        return Lab.run("sh", "manager", "docker", "ps", "-q", "--filter", "label=com.docker.swarm.service.name=nginx");
    }

    static String inNginx(String shellCommand) throws Exception {
        return Lab.run("sh", "manager", "docker", "exec", nginxContainer(), "sh", "-c", shellCommand);
    }

    static String installedConfig() throws Exception {
        return inNginx("[ ! -f " + CONFIG + " ] || cat " + CONFIG);
    }

    /** Changes with each write of the file, and with each reload, which replaces nginx's worker processes. */
    static String stateOfNginx() throws Exception {
        return inNginx("stat -c %y " + CONFIG + "; grep -l 'nginx' /proc/[0-9]*/comm | sort");
    }
}
