package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.casefile.CaseFileEditor;
import org.case2fhir.review.ReviewServer.ReviewOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Reviews cases in a real browser, as a person does. Needs Chromium and its driver (Debian: {@code
 * chromium chromium-driver}); where they are not there it is skipped, and says so.
 */
class ReviewBrowserIT {
  private static final Path ARTICLE =
      Path.of("fhir-examples", "article-adrenal-crisis", "article.md");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ChromeDriver browser;

  @TempDir private Path folder;
  private ReviewServer server;

  @BeforeAll
  static void open() throws IOException {
    Path driver = find("chromedriver");
    Path chromium = find("chromium", "google-chrome", "chromium-browser");
    if (driver == null || chromium == null) {
      System.err.println("SKIPPED: ReviewBrowserIT needs chromium and chromedriver on the PATH");
    }
    assumeTrue(driver != null && chromium != null, "no chromium or chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toString());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900");
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build();
    browser = new ChromeDriver(service, options);
    Files.createDirectories(SCREENSHOTS);
  }

  private static Path find(String... names) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(place -> Stream.of(names).map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.quit();
    }
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void review(Path input) throws IOException {
    server = ReviewServer.start(input, ReviewTesting.tools(), ReviewOptions.DEFAULT);
    browser.get(server.address());
    ((JavascriptExecutor) browser).executeScript("localStorage.clear(); sessionStorage.clear()");
    browser.get(server.address());
  }

  private Path article() throws IOException {
    Path copy = folder.resolve("article.md");
    Files.copy(ARTICLE, copy);
    return copy;
  }

  private Path caseFile() {
    return folder.resolve("article.case.yaml");
  }

  private CaseFileEditor file() throws IOException {
    return CaseFileEditor.of(Files.readString(caseFile()));
  }

  private static WebElement element(String css) {
    return new WebDriverWait(browser, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .until(any -> browser.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
  }

  private static void until(String what, java.util.concurrent.Callable<Boolean> condition) {
    new WebDriverWait(browser, PATIENCE)
        .withMessage(what)
        .ignoring(StaleElementReferenceException.class)
        .until(
            any -> {
              try {
                return condition.call();
              } catch (StaleElementReferenceException e) {
                return false;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static void press(CharSequence... keys) {
    new Actions(browser).sendKeys(keys).perform();
  }

  private static String text(String css) {
    return (String)
        ((JavascriptExecutor) browser)
            .executeScript(
                "const e = document.querySelector(arguments[0]); return e ? e.textContent : ''",
                css);
  }

  private static void saved() {
    until("everything is saved", () -> text("footer.statusline .soft").equals("saved"));
  }

  /** Selects the fact whose row shows these words. */
  private static void select(String words) {
    until(
        "a row says " + words,
        () ->
            (Boolean)
                ((JavascriptExecutor) browser)
                    .executeScript(
                        "const r = [...document.querySelectorAll('fact-list .row')].find(e =>"
                            + " e.querySelector('.words').textContent === arguments[0]);"
                            + " if (r) r.click(); return !!r",
                        words));
    until("it is selected", () -> text(".editor h2 .words").equals(words));
  }

  private static void shot(String name) throws IOException {
    Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private static void accessible(String view) {
    Results results =
        new AxeBuilder()
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
            .analyze(browser);
    assertThat(results.getViolations())
        .as(view)
        .extracting(Rule::getId, rule -> rule.getNodes().toString())
        .isEmpty();
  }

  @Test
  void anArticleIsReviewedByKeyboardToABundleWithoutErrors() throws Exception {
    review(article());
    element("fact-list .row");
    shot("review");
    int facts = RawFact.all(file()).size();
    assertThat(facts).isGreaterThan(30);
    accessible("review");
    element("fact-list .row[tabindex='0']").sendKeys("");
    for (int i = 0; i < facts + 2; i++) {
      press("a");
    }
    saved();
    assertThat(RawFact.all(file())).allMatch(fact -> fact.decision().equals("accepted"));
    assertThat(file().value("/subject/reviewed/by")).contains("AB");
    press("g");
    press("4");
    until("the Bundle has no errors", () -> text("bundle-panel").contains("no errors"));
    element("header.top .tools button.accept").click();
    until("it is done", () -> text("header.top .state").equals("done"));
    assertThat(file().value("/reviewed/by")).contains("AB");
  }

  @Test
  void aFactIsFlippedRejectedTakenBackAndMadeAgain() throws Exception {
    review(article());
    select("fever");
    press("f");
    saved();
    until("fever is possible", () -> text(".editor").contains("possible"));
    press("r");
    saved();
    assertThat(Files.readString(caseFile())).contains("decision: rejected");
    press("u");
    press("u");
    saved();
    until("nothing is decided", () -> !Files.readString(caseFile()).contains("reviewed"));
    press("U");
    saved();
    until(
        "the first change is back", () -> Files.readString(caseFile()).contains("possible: fever"));
  }

  @Test
  void aFactIsAddedByMarkingWords() throws Exception {
    review(article());
    element("article-view");
    until(
        "the words can be marked",
        () ->
            (Boolean)
                    ((JavascriptExecutor) browser)
                        .executeScript(
                            """
                        const walk = document.createTreeWalker(
                            document.querySelector('article-view'), NodeFilter.SHOW_TEXT);
                        for (let n = walk.nextNode(); n; n = walk.nextNode()) {
                          const at = n.data.indexOf('history');
                          if (at >= 0) {
                            const range = document.createRange();
                            range.setStart(n, at);
                            range.setEnd(n, at + 7);
                            getSelection().removeAllRanges();
                            getSelection().addRange(range);
                            document.querySelector('article-view').dispatchEvent(
                                new MouseEvent('mouseup', {bubbles: true}));
                            return true;
                          }
                        }
                        return false;
                        """)
                // A page that is still filling lets go of what was marked: it is marked again.
                && !browser.findElements(By.cssSelector("add-fact .kinds")).isEmpty());
    element("add-fact .kinds button.k-finding").click();
    until("it is in the file", () -> Files.readString(caseFile()).contains("finding: history"));
    RawFact added =
        RawFact.all(file()).stream()
            .filter(fact -> fact.words().equals("history"))
            .findFirst()
            .orElseThrow();
    assertThat(added.decision()).isEqualTo("added");
    assertThat(added.fields().get("evidence").toString()).contains("quote=history");
  }

  @Test
  void aCodeIsChangedAndAValueCorrected() throws Exception {
    review(article());
    select("autoimmune adrenalitis");
    press("c");
    WebElement search = element("code-search input");
    until("the look-up has the focus", () -> search.equals(browser.switchTo().activeElement()));
    search.sendKeys(Keys.chord(Keys.CONTROL, "a"), "adrenal insufficiency");
    element("code-search [role=option][aria-selected=true]");
    press(Keys.ENTER);
    until("the code is in the file", () -> Files.readString(caseFile()).contains("codes:"));
    shot("code");
    select("temperature");
    press("e");
    until(
        "the field of the value has the focus",
        () ->
            (Boolean)
                ((JavascriptExecutor) browser)
                    .executeScript(
                        "const l = [...document.querySelectorAll('.editor label.field')].find(e =>"
                            + " e.querySelector('.label').textContent === 'Value');"
                            + " if (l) l.querySelector('input, textarea').focus(); return !!l"));
    WebElement value = browser.switchTo().activeElement();
    value.sendKeys(Keys.chord(Keys.CONTROL, "a"), "38.4 °C", Keys.ENTER);
    until("the value is in the file", () -> Files.readString(caseFile()).contains("38.4 °C"));
    assertThat(Files.readString(caseFile())).contains("was: {value: 36.4 °C}");
  }

  @Test
  void aContradictionIsShownAndResolved() throws Exception {
    Path article = article();
    Files.writeString(
        caseFile(),
        """
        id: contradiction
        encounters:
          - id: first-visit
            findings:
              - finding: fever
              - absent: fever
        """);
    review(article);
    until("two facts contradict", () -> text("header.top .progress").contains("2 contradictions"));
    element("fact-list li.a-absent .row").click();
    press("r");
    saved();
    until("none does", () -> !text("header.top .progress").contains("contradiction"));
    assertThat(Files.readString(caseFile())).contains("decision: rejected");
  }

  @Test
  void nothingConfirmedIsLostWhenTheServerDies() throws Exception {
    review(article());
    select("fever");
    press("a");
    saved();
    server.close();
    press("a");
    until("the page says it", () -> text(".messages").contains("does not answer"));
    assertThat(Files.readString(caseFile())).contains("decision: accepted");
    server =
        ReviewServer.start(
            folder.resolve("article.md"), ReviewTesting.tools(), ReviewOptions.DEFAULT);
    browser.get(server.address());
    select("fever");
    until("it is accepted", () -> text(".editor header").contains("accepted by AB"));
  }

  @Test
  void whatAnEditorChangesIsNoticed() throws Exception {
    review(article());
    select("fever");
    String text = Files.readString(caseFile());
    Files.writeString(caseFile(), text.replace("36.4 °C\n", "39.9 °C\n"));
    until("the page says it", () -> text("footer.statusline").contains("outside"));
    until("the list shows it", () -> text("fact-list").contains("39.9"));
    press("a");
    saved();
    assertThat(Files.readString(caseFile())).contains("39.9 °C\n").contains("decision: accepted");
  }

  @Test
  void theLaterOfTwoTabsIsAskedAndSeesTheDifference() throws Exception {
    review(article());
    select("fever");
    String first = browser.getWindowHandle();
    browser.switchTo().newWindow(WindowType.TAB);
    browser.get(server.address());
    select("fever");
    press("f");
    saved();
    browser.switchTo().window(first);
    // Before this tab looks at the file again: its next question comes within two seconds.
    press("f");
    until(
        "it is asked, or was told in time",
        () ->
            !browser.findElements(By.cssSelector("conflict-dialog dialog[open]")).isEmpty()
                || text("footer.statusline").contains("outside")
                || text("footer.statusline .soft").equals("saved"));
    if (!browser.findElements(By.cssSelector("conflict-dialog dialog[open]")).isEmpty()) {
      shot("conflict");
      assertThat(text("conflict-dialog")).contains("assertion").contains("Theirs");
      element("conflict-dialog button[autofocus]").click();
    }
    assertThat(Files.readString(caseFile())).contains("fever");
    browser.close();
    browser.switchTo().window(browser.getWindowHandles().iterator().next());
  }

  @Test
  void aHostileArticleIsOnlyText() throws Exception {
    Path article = folder.resolve("hostile.txt");
    String markup =
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    String arabic = "\u0627\u0644\u062d\u0645\u0649 \u0634\u062f\u064a\u062f\u0629";
    StringBuilder text =
        new StringBuilder("A 50-year-old man had fever " + markup + " " + arabic + ".\n\n");
    while (text.length() < 900_000) {
      text.append("The weather was fine and nothing else happened on this long day.\n\n");
    }
    Files.writeString(article, text);
    Files.writeString(
        folder.resolve("hostile.case.yaml"),
        "id: h\ntitle: '"
            + markup.replace("'", "''")
            + "'\nfindings:\n  - finding: '"
            + markup.replace("'", "''")
            + "'\n  - finding: '"
            + arabic
            + "'\n");
    review(article);
    element("fact-list .row");
    until("the article is shown", () -> text("article-view").contains("weather"));
    assertThat(browser.getTitle()).doesNotStartWith("owned");
    assertThat(browser.findElements(By.cssSelector("main img, main script"))).isEmpty();
    assertThat(text("fact-list")).contains(markup).contains(arabic);
    shot("hostile");
  }

  @Test
  void everyViewIsAccessibleInLightAndDark() throws Exception {
    Files.writeString(folder.resolve("other.txt"), "A 50-year-old man had fever.\n");
    article();
    review(folder);
    element("folder-view");
    until("the queue is shown", () -> text("folder-view").contains("article"));
    accessible("folder");
    shot("folder");
    for (String scheme : List.of("light", "dark")) {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          java.util.Map.of(
              "features",
              List.of(java.util.Map.of("name", "prefers-color-scheme", "value", scheme))));
      browser.get(server.address());
      open("article");
      for (int tab = 1; tab <= 5; tab++) {
        press("g");
        press("" + tab);
        int shown = tab;
        until("panel " + tab, () -> isSelected(shown));
        accessible(scheme + ", panel " + tab);
        shot(scheme + "-" + tab);
      }
      press("?");
      element("help-dialog dialog[open]");
      accessible(scheme + ", help");
      press(Keys.ESCAPE);
    }
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia", java.util.Map.of("features", List.of()));
    browser.manage().window().setSize(new Dimension(820, 1180));
    shot("tablet");
    accessible("tablet");
    browser.manage().window().setSize(new Dimension(1280, 900));
  }

  private static boolean isSelected(int tab) {
    return (Boolean)
        ((JavascriptExecutor) browser)
            .executeScript(
                "return document.querySelectorAll('[role=tab]')[arguments[0] - 1]"
                    + ".getAttribute('aria-selected') === 'true'",
                tab);
  }

  /** Opens a case of the queue. */
  private static void open(String name) {
    until(
        "the queue lists " + name,
        () ->
            (Boolean)
                ((JavascriptExecutor) browser)
                    .executeScript(
                        "const a = [...document.querySelectorAll('folder-view tr a')].find(e =>"
                            + " e.closest('tr').textContent.includes(arguments[0]));"
                            + " if (a) a.click(); return !!a",
                        name));
    element("fact-list .row");
  }

  @Test
  void sixHundredFactsStayFluid() throws Exception {
    Path file = folder.resolve("large.case.yaml");
    Files.writeString(file, large());
    review(file);
    element("fact-list .row");
    element("fact-list .row[tabindex='0']").sendKeys("");
    Number worst =
        (Number)
            ((JavascriptExecutor) browser)
                .executeAsyncScript(
                    """
                    const done = arguments[arguments.length - 1];
                    const times = [];
                    for (let i = 0; i < 12; i++) {
                      const start = performance.now();
                      document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));
                      await new Promise(r => requestAnimationFrame(() => setTimeout(r)));
                      times.push(performance.now() - start);
                    }
                    times.sort((a, b) => a - b);
                    done(times[6]);
                    """
                        .replace("const done", "(async () => { const done")
                        .replace("done(times[6]);", "done(times[6]); })()"));
    // A median, and more than the 100 ms that are promised: other work may run beside this.
    assertThat(worst.doubleValue()).isLessThan(250);
  }

  private static String large() {
    StringBuilder text = new StringBuilder("id: large\nencounters:\n");
    for (int day = 1; day <= 20; day++) {
      text.append("  - id: day-").append(day).append("\n    findings:\n");
      for (int i = 0; i < 30; i++) {
        text.append("      - {finding: sign number ").append(i).append(", confidence: 0.8}\n");
      }
    }
    return text.toString();
  }
}
