package dev.mandor.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils inputs at random, one to three times each. Equal seeds spoil alike. */
public final class Mutator {
    private static final String INTERESTING = "{}[]\":,\\.-+eE0123456789 \n\r\t\0\u001b\u007f\u0080\u00ff%;/*'#TZ=_";

    private final Random random;
    private final List<byte[]> inputs;

    /** @param inputs are spoilt, and are what others are spliced with */
    public Mutator(long seed, Iterable<byte[]> inputs) {
        this.random = new Random(seed);
        List<byte[]> all = new ArrayList<>();
        inputs.forEach(all::add);
        this.inputs = List.copyOf(all);
    }

    /** One of the inputs, spoilt. */
    public byte[] next() {
        byte[] input = any();
        for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
            input = mutated(input);
        }
        return input;
    }

    private byte[] mutated(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int until = Math.min(input.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> spliced(input, at, until, new byte[0]); // delete
            case 1 -> spliced(input, until, until, Arrays.copyOfRange(input, at, until)); // duplicate
            case 2 -> spliced(input, at, at, interesting()); // insert
            case 3 -> spliced(input, at, Math.min(input.length, at + 1), interesting()); // replace
            case 4 -> flipped(input, at);
            default -> spliced(input, at, until, slice(any()));
        };
    }

    private byte[] any() {
        return inputs.get(random.nextInt(inputs.size()));
    }

    private byte[] interesting() {
        String one = String.valueOf(INTERESTING.charAt(random.nextInt(INTERESTING.length())));
        return random.nextInt(4) == 0
                ? new byte[] {(byte) random.nextInt(256)}
                : one.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] flipped(byte[] input, int at) {
        byte[] result = input.clone();
        if (at < result.length) {
            result[at] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    private byte[] slice(byte[] donor) {
        int start = random.nextInt(donor.length + 1);
        return Arrays.copyOfRange(donor, start, Math.min(donor.length, start + random.nextInt(60)));
    }

    private static byte[] spliced(byte[] input, int start, int end, byte[] middle) {
        byte[] result = Arrays.copyOf(input, input.length - (end - start) + middle.length);
        System.arraycopy(middle, 0, result, start, middle.length);
        System.arraycopy(input, end, result, start + middle.length, input.length - end);
        return result;
    }
}
