package dev.mandor.manager;

/** Why a datagram was dropped; as text, what such a datagram was. */
enum Rejection {
    MALFORMED(
            "malformed",
            "find out what sends there, and keep strangers from the heartbeat port by a firewall; an agent of another version"
                    + " is to be brought to the manager's"),
    UNSIGNED("not signed", "give that node a key: 'manager keys new NODE', and --key-file to its agent"),
    UNKNOWN_KEY(
            "signed with an unknown key",
            "put the agent's key into the manager's --key-file, or give the node a new one: 'manager keys new NODE'"),
    WRONG_SIGNATURE(
            "wrongly signed",
            "the key of that name is another one there than here: copy the line of 'manager keys new NODE' to both"),
    FOREIGN_KEY(
            "signed with another node's key",
            "give that node a key of its own ('manager keys new NODE'), or start its agent with the --name of the key"),
    FOREIGN_ADDRESS(
            "with a foreign address",
            "take --advertise from its agent, or permit the address with the manager's --allow"),
    WRONG_TIME(
            "too old or from the future",
            "set the clocks of the node and of the manager: timedatectl set-ntp true; else see --max-age"),
    NOT_NEWER("not newer than known", "nothing: copies and late ones are dropped"),
    TOO_OFTEN(
            "more often than an agent reports", "see whether two agents run on that machine; lengthen its --interval"),
    SECOND_MACHINE("of a second machine of one name", "give each agent a --name of its own"),
    TOO_MANY_NODES(
            "of a node too many",
            "raise --max-nodes if the nodes are yours; if not, keep strangers from the heartbeat port: --key-file"),
    OVERFLOW("too many to look at", "let only your nodes reach the heartbeat port: a firewall");

    private final String words;
    private final String remedy;

    Rejection(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    /** What helps against it, as one would tell a colleague. */
    String remedy() {
        return remedy;
    }

    /** Whether whoever sent it has something to repair. Copies come by the network; what overflowed was not looked at. */
    boolean isAboutSender() {
        return this != NOT_NEWER && this != OVERFLOW;
    }

    @Override
    public String toString() {
        return words;
    }
}
