package dev.mandor.browser;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a screen, of this machine; nothing is loaded from elsewhere. */
final class Browser implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    // Else it warns of each Chromium that is newer than it; held here, since loggers are collected like anything else.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static boolean isInstalled() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    static Browser start() {
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow().toFile());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars");
        File driver = program("chromedriver").orElseThrow().toFile();
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options));
    }

    /** Opens the page of a manager at that address, and waits until it shows something. */
    void open(InetSocketAddress manager) {
        go("http://127.0.0.1:" + manager.getPort() + "/");
        await("document.querySelector('body:not(.waiting)') && document.querySelector('#facts').textContent");
    }

    void go(String url) {
        driver.get(url);
    }

    /** An event for a page whose EventSource is a fake, {@code window.source}. */
    void say(String event, String data) {
        driver.executeScript(
                "source.dispatchEvent(new MessageEvent(arguments[0], { data: arguments[1] }))", event, data);
    }

    /** @param width in CSS pixels; a phone's is 360 */
    void resize(int width, int height, double pixelRatio) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", pixelRatio, "mobile", width < 600));
    }

    /** As somebody has it who prefers {@code light} or {@code dark}. */
    void prefer(String scheme) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** {@code script} is run before those of each page that is opened from now on. */
    void beforeEachPage(String script) {
        cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Waits until the JavaScript {@code expression} is truthy, and returns it. */
    Object await(String expression) {
        return new WebDriverWait(driver, DEADLINE, Duration.ofMillis(50))
                .withMessage(() -> expression + " in: " + text("body"))
                .until(it -> {
                    Object value = eval(expression);
                    return value == null || value.equals(false) || value.equals("") ? null : value;
                });
    }

    Object eval(String expression) {
        return driver.executeScript("return " + expression);
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** {@code script} calls back with its last argument. */
    Object runAsync(String script) {
        driver.manage().timeouts().scriptTimeout(DEADLINE);
        return driver.executeAsyncScript(script);
    }

    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    void type(String selector, CharSequence... keys) {
        driver.findElement(By.cssSelector(selector)).sendKeys(keys);
    }

    /** Presses a key, wherever the focus is. */
    void press(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** What the browser complained of since the last call. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }

    private void cdp(String command, Map<String, Object> arguments) {
        driver.executeCdpCommand(command, arguments);
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
