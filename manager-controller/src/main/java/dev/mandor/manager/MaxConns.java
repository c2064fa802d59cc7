package dev.mandor.manager;

/**
 * How many requests a server may have under way.
 *
 * @param limit 0 for any number; ignored with {@code learned}
 * @param learned whether the limit of each is to be found out
 */
record MaxConns(boolean learned, int limit) {
    static final int MOST = 100_000;

    /** @throws IllegalArgumentException when {@code text} is neither {@code off}, {@code auto} nor a number */
    static MaxConns parse(String text) {
        return switch (text) {
            case "off" -> new MaxConns(false, 0);
            case "auto" -> new MaxConns(true, 0);
            default -> {
                if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > MOST) {
                    throw new IllegalArgumentException("expected off, auto, or a number from 1 to " + MOST);
                }
                yield new MaxConns(false, Integer.parseInt(text));
            }
        };
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return learned ? "auto" : limit == 0 ? "off" : Integer.toString(limit);
    }
}
