package dev.mandor.manager.dockerproxy;

import dev.mandor.manager.nginx.ConfigInstaller;
import dev.mandor.manager.nginx.NginxScript;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the docker program asks of an engine when the manager calls it, and nothing else: the calls behind {@code docker ps},
 * {@code info}, {@code cp}, {@code exec}, {@code service ls} and {@code service inspect}, as versions 20.10 and 28 make them.
 *
 * <p>Containers are those of nginx, told by their names, which the manager cannot give; into them goes one file, under one
 * name, and in them run Mandor's own programs, word for word. An archive or program that differs is no request of the
 * manager that this proxy belongs to. Targets are compared as they came, from end to end, so that what the engine would
 * decode or tidy up is not among them.
 *
 * <p>What is left to whoever takes the manager over: nginx's configuration, the list of containers, and all that services
 * are told in their environment. Not restricted further, as labels are read with it; secrets do not belong there.
 */
final class AllowedRequests {
    private static final String API = "/v1\\.[0-9]{2}";
    private static final Pattern READING = Pattern.compile("(HEAD|GET) (" + API + ")?/_ping"
            + "|GET " + API + "/(containers/json|info)"
            + "|GET " + API + "/services\\?filters=%7B%22label%22%3A%7B%22mandor\\.enable%3Dtrue%22%3Atrue%7D%7D"
            + "|GET " + API + "/services/[a-z0-9]{12,25}\\?insertDefaults=(true|false)"
            + "|GET " + API + "/exec/[0-9a-f]{64}/json");
    private static final Pattern STARTING = Pattern.compile("POST " + API + "/exec/[0-9a-f]{64}/start");

    private final ConfigInstaller installer;
    private final String stagedName;
    private final Pattern looking;
    private final Pattern copying;
    private final Pattern creating;

    /**
     * @param containers the names of nginx's containers
     * @param installer knows the programs
     * @param staged the file to which configurations are copied, in the container
     */
    AllowedRequests(Pattern containers, ConfigInstaller installer, Path staged) {
        String container = API + "/containers/(?:" + containers.pattern() + ")";
        String archive = container + "/archive\\?(noOverwriteDirNonDir=true&)?path=";
        this.installer = installer;
        this.stagedName = staged.getFileName().toString();
        this.looking = Pattern.compile("GET " + container + "/json|HEAD " + archive + encoded(staged));
        this.copying = Pattern.compile("PUT " + archive + encoded(staged.getParent()));
        this.creating = Pattern.compile("POST " + container + "/exec");
    }

    /** The containers of Swarm's service {@code name}, a regular expression: its task's slot or node, then the task. */
    static Pattern ofService(String name) {
        return Pattern.compile("(?:" + name + ")\\.[a-z0-9]{1,25}\\.[a-z0-9]{25}");
    }

    /**
     * The request as the engine gets it.
     *
     * @throws RefusedRequestException when it gets none
     */
    EngineRequest check(EngineRequest request) throws RefusedRequestException {
        String line = request.toString();
        if (creating.matcher(line).matches()) {
            return withBody(request, program(request).json());
        }
        if (STARTING.matcher(line).matches()) {
            return withBody(request, "{\"Detach\":false,\"Tty\":false}");
        }
        if (isReading(line) && request.body().length == 0) {
            return request;
        }
        if (copying.matcher(line).matches() && OneFile.isAlone(request.body(), stagedName)) {
            return request;
        }
        throw RefusedRequestException.forbidden("Mandor's docker-proxy does not let through " + line);
    }

    private boolean isReading(String line) {
        return READING.matcher(line).matches() || looking.matcher(line).matches();
    }

    private PlainExec program(EngineRequest request) throws RefusedRequestException {
        return PlainExec.parse(request.bodyText())
                .filter(exec -> isOurs(exec.program()))
                .orElseThrow(() -> RefusedRequestException.forbidden(
                        "Mandor's docker-proxy lets only programs of its own version and options run in nginx's containers,"
                                + " and without privileges"));
    }

    private boolean isOurs(List<String> program) {
        return installer.isOwn(program) || program.equals(NginxScript.COUNT.command(List.of()));
    }

    private static EngineRequest withBody(EngineRequest request, String json) {
        return new EngineRequest(request.method(), request.target(), json.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(Path path) {
        return Pattern.quote(URLEncoder.encode(path.toString(), StandardCharsets.UTF_8));
    }
}
