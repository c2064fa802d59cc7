package dev.mandor.browser;

import dev.mandor.manager.Scene;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.view.StatusTable;
import dev.mandor.manager.view.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the pictures of the dashboard and of the terminal; {@code scripts/pictures} runs it. */
public final class Pictures {
    private Pictures() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        View view = Scene.played();
        try (StatusServer server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), view);
                Browser browser = Browser.start()) {
            server.start();
            terminal(browser, view, folder.resolve("status.png"));
            browser.beforeEachPage(clockAtTheEndOfTheScene());
            dashboard(browser, server, folder.resolve("dashboard-light.png"), "light", 1200, 1092, 1);
            dashboard(browser, server, folder.resolve("dashboard-dark.png"), "dark", 1200, 1092, 1);
            dashboard(browser, server, folder.resolve("dashboard-phone.png"), "light", 360, 1320, 1);
        }
    }

    private static void dashboard(
            Browser browser, StatusServer server, Path file, String scheme, int width, int height, double pixelRatio)
            throws IOException {
        browser.resize(width, height, pixelRatio);
        browser.prefer(scheme);
        browser.open(server.address());
        browser.await("document.querySelector('#chart canvas')");
        browser.runAsync("requestAnimationFrame(() => setTimeout(arguments[0], 800))"); // till the bars have grown
        Files.write(file, browser.screenshot());
    }

    private static void terminal(Browser browser, View view, Path file) throws IOException {
        browser.resize(1000, 400, 1.5);
        browser.go(Terminal.page("java -jar manager.jar status", StatusTable.of(view.overview(), true)));
        long width = (Long) browser.eval("document.querySelector('pre').offsetWidth");
        long height = (Long) browser.eval("document.querySelector('pre').offsetHeight");
        browser.resize((int) width, (int) height, 1.5);
        Files.write(file, browser.screenshot());
    }

    private static String clockAtTheEndOfTheScene() {
        return "{ const Real = Date, shift = " + Scene.END.toEpochMilli() + " - Real.now();"
                + " window.Date = class extends Real { constructor(...of) { of.length ? super(...of) : super(Real.now() + shift); } }; }";
    }
}
