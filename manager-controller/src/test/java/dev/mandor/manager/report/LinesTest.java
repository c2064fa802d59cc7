package dev.mandor.manager.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void lastLineNeedsNoEnd() throws IOException {
        assertThat(lines("a\n\nb")).containsExactly("a", "", "b");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void lineIsCutWhereItIsTooLong() throws IOException {
        String longest = "x".repeat(Lines.LONGEST);

        assertThat(lines(longest + "\nb")).containsExactly(longest, "b");
        assertThat(lines(longest + "y\nb")).containsExactly(longest, "b");
        assertThat(lines(longest.repeat(20) + "\nb")).containsExactly(longest, "b");
    }

    private static List<String> lines(String text) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }
}
