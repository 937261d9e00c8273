package org.case2fhir.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.ResourceReader;
import org.case2fhir.view.HtmlPage.IndexEntry;
import org.hl7.fhir.r4.model.Resource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlPageTest {
  private static final Path EXAMPLES = Path.of("fhir-examples");

  /** Markup, an address that runs a script, characters that steer a terminal and turn words. */
  static final String HOSTILE =
      "<img src=x onerror=alert(1)>\"'></td></table><script>alert(1)</script><!--"
          + " javascript:alert(1) | `x` [a](javascript:alert(1)) https://evil.example/"
          + " \u202eturned\u2066 \u0007\u001b[31m </title></style> ]]> &amp; ";

  /** Elements whose words are those of a code list, or whose form is given. */
  private static final Set<String> FORMAL =
      Set.of(
          "resourceType",
          "status",
          "type",
          "method",
          "gender",
          "reference",
          "div",
          "code",
          "value",
          "fullUrl",
          "id",
          "system",
          "comparator",
          "intent",
          "periodUnit",
          "when",
          "start",
          "end",
          "effectiveDateTime",
          "onsetDateTime",
          "performedDateTime",
          "valueDateTime",
          "valueCode",
          "creation",
          "recorded",
          "date",
          "birthDate",
          "url",
          "criticality",
          "contentType");

  private static Resource resource(String example) throws IOException {
    byte[] bundle = Files.readAllBytes(EXAMPLES.resolve(example + "/bundle.json"));
    return ResourceReader.read(example, bundle).value().orElseThrow();
  }

  private static Document page(String example) throws IOException {
    return Jsoup.parse(HtmlPage.of(CaseView.of(example, resource(example), List.of())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "article-adrenal-crisis",
        "article-ulcerative-colitis",
        "colon-cancer",
        "gluteal-calcinosis",
        "long-qt-syncope",
        "minimal",
        "neonatal-sepsis",
        "septic-shock"
      })
  void pagesAreWellFormedAndAccessible(String example) throws IOException {
    Document page = page(example);
    assertThat(
            page.select("html[lang=en] > body > header, html > body > main, html > body > footer"))
        .hasSize(3);
    assertThat(page.select("nav[aria-label]")).hasSize(1);
    assertThat(page.select("h1")).hasSize(1);
    int level = 1;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int next = heading.tagName().charAt(1) - '0';
      assertThat(next).as(heading.text()).isLessThanOrEqualTo(level + 1);
      level = next;
    }
    assertThat(page.select("table"))
        .allSatisfy(
            table -> {
              assertThat(table.select("> caption")).hasSize(1);
              assertThat(table.select("> thead th[scope=col]")).isNotEmpty();
              int columns = table.select("> thead th").size();
              assertThat(table.select("> tbody > tr:not(.group)"))
                  .allSatisfy(row -> assertThat(row.children()).hasSize(columns));
            });
    assertThat(page.select("svg:not([aria-hidden])"))
        .allSatisfy(
            svg -> {
              assertThat(svg.select("> title").text()).isNotEmpty();
              assertThat(svg.select("> desc").text()).isNotEmpty();
              for (String id : svg.attr("aria-labelledby").split(" ")) {
                assertThat(page.getElementById(id)).isNotNull();
              }
            });
    Set<String> ids = new HashSet<>();
    page.select("[id]").forEach(element -> assertThat(ids.add(element.id())).isTrue());
    page.select("a").forEach(link -> assertThat(ids).contains(link.attr("href").substring(1)));
  }

  @Test
  void everyResourceOfABundleIsOnThePage() throws IOException {
    Document page = page("gluteal-calcinosis");
    int rows = page.select("table.facts > tbody > tr").size();
    assertThat(rows).isEqualTo(85 - 2); // the patient and the source are in the header
    assertThat(page.select("header").text())
        .contains("Female patient", "47 years, 2006-02", "Gluteal Calcinosis");
    assertThat(page.select("#s-diagnoses tr.absent").text()).contains("refuted: CREST syndrome");
    assertThat(page.select("#s-measurements").text()).contains("ANA", "1:160", "LOINC 29953-7");
  }

  @Test
  void thePolicyForbidsAllButThisStyle() throws Exception {
    Document page = page("minimal");
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    byte[] style = page.select("style").first().data().getBytes(StandardCharsets.UTF_8);
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(style));
    assertThat(policy)
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-"
                + hash
                + "'; base-uri 'none'; form-action 'none'");
    assertThat(page.select("[style], script, link, img, iframe, object, form, input")).isEmpty();
    assertThat(page.html()).doesNotContain("@import").doesNotContain("url(");
  }

  @Test
  void nothingOfAHostileBundleBecomesMarkup() throws IOException {
    for (String example :
        List.of(
            "gluteal-calcinosis", "long-qt-syncope", "article-adrenal-crisis", "septic-shock")) {
      ObjectMapper json = new ObjectMapper();
      JsonNode bundle = json.readTree(EXAMPLES.resolve(example + "/bundle.json").toFile());
      poison(bundle, "");
      byte[] bytes = json.writeValueAsBytes(bundle);
      Resource resource = ResourceReader.read("x", bytes).value().orElseThrow();
      Issue issue = Issue.error(HOSTILE, HOSTILE, new Location(HOSTILE, 1, 1, HOSTILE), HOSTILE);
      String html = HtmlPage.of(CaseView.of(HOSTILE, resource, List.of(issue)));
      Document page = Jsoup.parse(html);
      assertThat(tags(page)).isEqualTo(tags(page(example), "tr", "td", "th"));
      assertThat(html).doesNotContain("<img").doesNotContain("<script").doesNotContain("<!--");
      assertThat(html).doesNotContain("\u202e").doesNotContain("\u2066").doesNotContain("\u001b");
      assertThat(page.select("a").eachAttr("href")).allMatch(href -> href.startsWith("#"));
      assertThat(
              page.select("*").stream()
                  .flatMap(element -> element.attributes().asList().stream())
                  .map(attribute -> attribute.getKey())
                  .filter(name -> name.startsWith("on")))
          .isEmpty();
      assertThat(page.text()).contains("<script>alert(1)</script>");
    }
  }

  /** The kinds of elements and attributes of a page. */
  private static Set<String> tags(Document page, String... more) {
    Set<String> tags =
        new HashSet<>(
            List.of(
                "bdi", "section", "h2", "h3", "figure", "figcaption", "ul", "blockquote", "li"));
    page.select("*").forEach(element -> tags.add(element.tagName()));
    tags.addAll(List.of(more));
    return tags;
  }

  private static void poison(JsonNode node, String name) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String each : names) {
        JsonNode value = object.get(each);
        if (value.isTextual() && !FORMAL.contains(each)) {
          object.set(each, TextNode.valueOf(HOSTILE));
        } else {
          poison(value, each);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual() && !FORMAL.contains(name)) {
          array.set(i, TextNode.valueOf(HOSTILE));
        } else {
          poison(array.get(i), name);
        }
      }
    }
  }

  @Test
  void wordsOfTheInputHaveTheirOwnDirection() {
    CaseView view =
        CaseViewTest.view("{'resourceType': 'Condition', 'code': {'text': 'داء السكري (2)'}}");
    Document page = Jsoup.parse(HtmlPage.of(view));
    assertThat(page.select("bdi").eachText()).contains("داء السكري (2)");
    assertThat(PageText.html("می\u200cخواهم")).as("joiners stay").contains("\u200c");
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    String first = HtmlPage.of(CaseView.of("x", resource("septic-shock"), List.of()));
    assertThat(HtmlPage.of(CaseView.of("x", resource("septic-shock"), List.of()))).isEqualTo(first);
    assertThat(first).doesNotContain("\r");
  }

  @Test
  void veryLongWordsAreCutAndSaySo() {
    assertThat(PageText.html("x".repeat(50_000)))
        .hasSizeLessThan(10_100)
        .endsWith("(40000 more characters)");
  }

  @Test
  void anIndexLeadsToPagesOnly() {
    String html = HtmlPage.index(List.of(new IndexEntry(HOSTILE, "./a%20b.html", HOSTILE, 3, 1)));
    Document page = Jsoup.parse(html);
    assertThat(page.select("table a").eachAttr("href")).containsExactly("./a%20b.html");
    assertThat(page.select("img, script")).isEmpty();
  }

  /** WCAG 2.1, success criterion 1.4.3: at least 4.5 to 1, in both schemes. */
  @Test
  void coloursHaveEnoughContrast() throws IOException {
    String css = Files.readString(Path.of("src/main/resources/org/case2fhir/view/view.css"));
    String[] schemes = css.split("@media \\(prefers-color-scheme: dark\\)");
    for (String scheme : List.of(schemes[0], schemes[1].substring(0, schemes[1].indexOf("\n}")))) {
      Map<String, String> colours = new HashMap<>();
      Matcher matcher = Pattern.compile("--([a-z]+): (#[0-9a-f]{6})").matcher(scheme);
      while (matcher.find()) {
        colours.put(matcher.group(1), matcher.group(2));
      }
      for (String ground : List.of("page", "head")) {
        for (String words : List.of("text", "soft", "accent", "absent", "possible", "error")) {
          assertThat(contrast(colours.get(words), colours.get(ground)))
              .as(words + " on " + ground)
              .isGreaterThan(4.5);
        }
      }
      assertThat(contrast(colours.get("bar"), colours.get("page"))).isGreaterThan(3);
    }
  }

  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  }

  private static double luminance(String colour) {
    double sum = 0;
    double[] weights = {.2126, .7152, .0722};
    for (int i = 0; i < 3; i++) {
      double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (part <= .03928 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4));
    }
    return sum;
  }
}
