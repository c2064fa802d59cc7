package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;

/** What a program did not tell: because the docker-proxy keeps it from us, which is no fault, or for a reason of its own. */
final class Unseen {
    private static final String PROXY = "Mandor's docker-proxy";

    private Unseen() {}

    /** @param what as the beginning of a sentence */
    static Finding because(CommandFailedException e, String what, String remedy) {
        return isProxy(e)
                ? Finding.warn(
                        what + ": not visible through docker-proxy",
                        "nothing, if it was seen before; or check once as a user who may open Docker's own socket")
                : Finding.fail(what + ": " + e.lastWords(), remedy);
    }

    static boolean isProxy(CommandFailedException e) {
        return e.lastWords().contains(PROXY);
    }
}
