package dev.mandor.manager.probe;

import dev.mandor.model.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who answered one request to a site, and what.
 *
 * @param server who answered by nginx, where one did
 * @param status of the answer; 0 without one
 * @param words what else is known: who another site says to be, why nothing could be connected to
 */
public record SiteAnswer(Kind kind, Optional<Endpoint> server, int status, String words) {
    /** The request's and the answer's header field. The request names the version of the configuration, which no stranger knows. */
    public static final String FIELD = "X-Mandor-Probe";

    private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504); // not 501: an application may not know HEAD

    /** Who answered. */
    public enum Kind {
        /** A server, through Mandor's site. */
        SERVER,
        /** nginx itself, in Mandor's site: it could reach no server, or did not want to. */
        NGINX,
        /** Somebody else: the answer does not bear Mandor's mark. */
        ANOTHER_SITE,
        /** Something that speaks no HTTP, or closed the connection, or sent nothing in time. */
        NO_ANSWER,
        /** Nobody: no connection where clients reach nginx. */
        REFUSED,
        /** Nobody knows: no connection where clients are only supposed to reach nginx. */
        UNREACHABLE
    }

    /**
     * What {@code head} says.
     *
     * @param version of the configuration that nginx is to run, as the request named it
     */
    static SiteAnswer of(HttpHead head, String version) {
        Optional<String> mark = head.values(FIELD)
                .filter(value -> value.startsWith(version + " "))
                .map(value -> value.substring(version.length() + 1))
                .findFirst();
        return mark.map(tried -> ofTries(tried, head.status()))
                .orElseGet(() -> new SiteAnswer(
                        Kind.ANOTHER_SITE,
                        Optional.empty(),
                        head.status(),
                        head.values("Server").findFirst().orElse("")));
    }

    /** @param tried {@code $upstream_addr|$upstream_header_time}, each a list of the servers in the order in which they were tried */
    private static SiteAnswer ofTries(String tried, int status) {
        List<String> parts = List.of(tried.split("\\|", 2));
        boolean answered = parts.size() == 2 && last(parts.get(1)).matches("[0-9.]+");
        Optional<Endpoint> server = endpoint(last(parts.get(0)));
        return answered && server.isPresent()
                ? new SiteAnswer(Kind.SERVER, server, status, "")
                : new SiteAnswer(Kind.NGINX, Optional.empty(), status, "");
    }

    // "a, b" after another server, "a : b" after another location.
    private static String last(String list) {
        String[] items = list.split(",\\s|\\s:\\s", -1);
        return items[items.length - 1].strip();
    }

    private static Optional<Endpoint> endpoint(String text) {
        try {
            return Optional.of(Endpoint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the name of a group of servers, or nothing
        }
    }

    static SiteAnswer without(Kind kind, String why) {
        return new SiteAnswer(kind, Optional.empty(), 0, why);
    }

    /** As {@code 10.0.0.1:8080 answered with status 200}. */
    public String inWords() {
        return switch (kind) {
            case SERVER -> server.orElseThrow() + " answered with status " + status;
            case NGINX -> "nginx itself answered with status " + status;
            case ANOTHER_SITE -> "another site answered with status " + status;
            case NO_ANSWER, REFUSED, UNREACHABLE -> words;
        };
    }

    /** Whether a server answered, and not that it is broken. */
    public boolean isGood() {
        return kind == Kind.SERVER && !isError();
    }

    /** Whether the status says that the application, or nginx, could not. */
    public boolean isError() {
        return ERRORS.contains(status);
    }
}
