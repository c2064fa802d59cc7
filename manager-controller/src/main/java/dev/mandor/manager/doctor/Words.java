package dev.mandor.manager.doctor;

/** Numbers in sentences. */
final class Words {
    private Words() {}

    /** As {@code 1 key} and {@code 2 keys}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
