package dev.mandor.manager.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AssetTest {
    private static final Pattern MARKUP_FROM_TEXT = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment|DOMParser|\\beval\\b|new Function");
    private static final Pattern ELSEWHERE = Pattern.compile("(src|href|url|fetch|import)[^\n]{0,20}(https?:)?//");

    @Test
    void noScriptMakesMarkupOfText() throws IOException {
        assertThat(Asset.all())
                .filteredOn(asset -> asset.type().startsWith("text/javascript"))
                .hasSize(4)
                .noneMatch(asset -> MARKUP_FROM_TEXT.matcher(asset.text()).find());
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        assertThat(Asset.all())
                .noneMatch(asset -> ELSEWHERE.matcher(asset.text()).find());
    }

    @Test
    void chartLibraryIsThatOfItsMakers() throws Exception {
        byte[] script = text("/assets/uplot.js").getBytes(StandardCharsets.UTF_8);

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(script)))
                .as("SECURITY.md names it; npm: uplot@1.6.32, dist/uPlot.iife.min.js")
                .isEqualTo("19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f");
    }

    private static String text(String path) throws IOException {
        return Asset.all().stream()
                .filter(asset -> asset.path().equals(path))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Test
    void pageHasNeitherScriptNorStyleOfItsOwn() throws IOException {
        assertThat(Asset.all().get(0).text())
                .doesNotContainPattern("<script>")
                .doesNotContainPattern("<style|style=|\\son[a-z]+=");
    }
}
