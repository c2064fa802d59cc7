package dev.mandor.manager.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    void pageHasNeitherScriptNorStyleOfItsOwn() throws IOException {
        assertThat(Asset.all().get(0).text())
                .doesNotContainPattern("<script>")
                .doesNotContainPattern("<style|style=|\\son[a-z]+=");
    }
}
