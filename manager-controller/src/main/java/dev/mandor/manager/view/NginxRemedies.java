package dev.mandor.manager.view;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What helps when nginx does not have the plan: by the words that Docker, nginx and our own scripts have for it. The first that
 * fits counts. Pure.
 */
public final class NginxRemedies {
    private static final String OTHERWISE =
            "'manager check' looks at Docker and nginx; the manager's log has the words of both";
    private static final Map<Pattern, String> REMEDIES = new LinkedHashMap<>();

    static {
        when("another manager", "end one of the two managers; restart this one if it is to drive nginx");
        when(
                "duplicate default server",
                "another file of nginx has a default_server on this port, which nginx takes but once: 'manager check' names"
                        + " the file; take default_server out of it");
        when(
                "has not ended within",
                "docker, a disk or nginx hangs: 'ps -o pid,stat,args -C dockerd,containerd,nginx' shows T for one that a signal"
                        + " stopped (kill -CONT PID), D for one that waits for a disk; see --apply-timeout if nginx needs longer");
        when("is paused", "docker unpause the container that is named");
        when(
                "no running container|no container",
                "start nginx on this very node (docker service ps NGINX); see --nginx-service and --nginx-container");
        when(
                "permission denied.*docker|docker.*permission denied",
                "run the manager as a user who may open Docker's socket, or through 'manager docker-proxy' by DOCKER_HOST");
        when(
                "Cannot connect to the Docker daemon|docker daemon running",
                "see 'systemctl status docker' and DOCKER_HOST; if it is stopped: systemctl start docker");
        when("the program is not installed", "install it, or see --nginx-local, --nginx-shared and --nginx-command");
        when(
                "^docker (ps|info|version|service).*no answer within",
                "the Docker engine hangs: 'ps -o pid,stat,args -C dockerd,containerd' shows T for one that a signal"
                        + " stopped (kill -CONT PID); else 'journalctl -u docker', systemctl restart docker");
        when(
                "^docker (exec|cp).*no answer within",
                "nginx's container or the engine hangs: docker ps (paused?), docker stats; 'ps -o pid,stat,args -C dockerd,nginx'"
                        + " shows T for one that a signal stopped (kill -CONT PID)");
        when(
                "still runs the configuration before|no answer within",
                "'ps -o pid,stat,args -C nginx' shows T for a process that a signal stopped (kill -CONT PID); see nginx's"
                        + " error log");
        when("No space left", "make room where nginx's folder lies: df -h");
        when("Read-only file system|read-only", "let nginx's folder be written to, or see --config-path");
        when(
                "\\[emerg\\]",
                "repair what nginx names in its files; 'nginx -t' where nginx runs says whether that is enough");
    }

    private NginxRemedies() {}

    private static void when(String words, String remedy) {
        REMEDIES.put(Pattern.compile(words), remedy);
    }

    /** @param problem in the words of whoever met it */
    public static String of(String problem) {
        return REMEDIES.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(problem).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHERWISE);
    }
}
