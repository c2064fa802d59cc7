package dev.mandor.manager;

/** Why a datagram was dropped; as text, what such a datagram was. */
enum Rejection {
    MALFORMED("malformed"),
    UNSIGNED("not signed"),
    UNKNOWN_KEY("signed with an unknown key"),
    WRONG_SIGNATURE("wrongly signed"),
    FOREIGN_KEY("signed with another node's key"),
    FOREIGN_ADDRESS("with a foreign address"),
    WRONG_TIME("too old or from the future"),
    NOT_NEWER("not newer than known"),
    TOO_OFTEN("more often than an agent reports"),
    SECOND_MACHINE("of a second machine of one name"),
    TOO_MANY_NODES("of a node too many"),
    OVERFLOW("too many to look at");

    private final String words;

    Rejection(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
