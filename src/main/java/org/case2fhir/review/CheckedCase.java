package org.case2fhir.review;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.review.CareReport.Item;
import org.case2fhir.review.CareReport.Place;
import org.case2fhir.review.CareReport.State;
import org.case2fhir.review.IdentifierCheck.Identifier;
import org.case2fhir.view.HtmlPage;

/**
 * A case with its checks, to be written for people and for tools.
 *
 * @param input name of the input
 * @param patient number of the patient in an article, from 1; 1 of a case file
 * @param patients number of all patients in it
 * @param items of the CARE guideline
 * @param identifiers what may identify the patient; of an article once for all its patients
 */
@JsonPropertyOrder({"input", "patient", "patients", "items", "identifiers"})
public record CheckedCase(
    String input, int patient, int patients, List<Item> items, List<Identifier> identifiers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TITLE_WIDTH = 54;
  private static final int STATE_WIDTH = 16;

  public CheckedCase {
    items = List.copyOf(items);
    identifiers = List.copyOf(identifiers);
  }

  /** Whether an item is missing. */
  public boolean lacksItem() {
    return items.stream().anyMatch(item -> item.state() == State.MISSING);
  }

  private String name() {
    return patients == 1 ? input : input + ", patient " + patient;
  }

  private String counts() {
    return List.of(State.values()).stream()
        .map(state -> Map.entry(state, new CareReport(items).count(state)))
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> entry.getValue() + " " + entry.getKey().word().replace('-', ' '))
        .collect(Collectors.joining(", "));
  }

  private String identifying() {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    identifiers.forEach(found -> kinds.merge(found.kind().word(), 1, Integer::sum));
    String places = identifiers.size() + (identifiers.size() == 1 ? " place" : " places");
    String listed =
        kinds.entrySet().stream()
            .map(entry -> entry.getKey().replace('-', ' ') + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return "identifying data: " + places + (listed.isEmpty() ? "" : " (" + listed + ")");
  }

  // ---- for tools ------------------------------------------------------------------------------

  /** All cases as one JSON object, {@code {"cases": […]}}. */
  public static String json(List<CheckedCase> cases) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return JSON.writer(printer).writeValueAsString(Map.of("cases", cases)) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("texts, numbers and lists can always be written", e);
    }
  }

  // ---- for people -----------------------------------------------------------------------------

  /** All cases as text, a line for each item and each part of one. */
  public static String text(List<CheckedCase> cases) {
    return cases.stream().map(CheckedCase::text).collect(Collectors.joining("\n"));
  }

  private String text() {
    StringBuilder out = new StringBuilder(name()).append('\n');
    for (Item item : items) {
      line(out, "", item);
      item.subItems().forEach(part -> line(out, "  ", part));
    }
    out.append("CARE: ").append(counts()).append('\n');
    out.append(identifying()).append('\n');
    return out.toString();
  }

  private static void line(StringBuilder out, String indent, Item item) {
    String id = String.format(Locale.ROOT, "%-4s", item.id());
    String title = indent + id + item.title();
    out.append(title).append(" ".repeat(Math.max(2, TITLE_WIDTH - title.length())));
    String state = item.state().word().replace('-', ' ');
    String rest = item.subItems().isEmpty() ? rest(item) : "";
    out.append(state);
    if (!rest.isEmpty()) {
      out.append(" ".repeat(STATE_WIDTH - state.length())).append(rest);
    }
    out.append('\n');
  }

  private static String rest(Item item) {
    String places =
        item.places().stream().map(Place::section).distinct().collect(Collectors.joining(", "));
    return List.of(places.isEmpty() ? "" : "in " + places, item.remedy()).stream()
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** All cases as a page that needs nothing else. */
  public static String html(List<CheckedCase> cases) {
    StringBuilder out = new StringBuilder();
    out.append(
        "<header><h1>CARE checklist</h1><p>What of the guideline for case reports is there (<a"
            + " href=\"https://www.care-statement.org\">care-statement.org</a>).</p></header>\n");
    out.append("<main id=\"content\">\n");
    cases.forEach(each -> each.section(out));
    out.append(
        "</main>\n<footer><p>Made by case2fhir: it says that something is there, not that it"
            + " is good.</p></footer>");
    return HtmlPage.framed("CARE checklist", out.toString());
  }

  private void section(StringBuilder out) {
    out.append("<section><h2>").append(HtmlPage.words(name())).append("</h2>\n<p>");
    out.append(HtmlPage.words(counts())).append("; ").append(HtmlPage.words(identifying()));
    out.append("</p>\n<table role=\"table\" class=\"facts\"><caption class=\"hidden\">The items of")
        .append(" the guideline</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (String head : List.of("Item", "State", "What is there", "What to do")) {
      out.append("<th role=\"columnheader\" scope=\"col\">").append(head).append("</th>");
    }
    out.append("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for (Item item : items) {
      row(out, item);
      item.subItems().forEach(part -> row(out, part));
    }
    out.append("</tbody></table>\n");
    if (!identifiers.isEmpty()) {
      identifiers(out);
    }
    out.append("</section>\n");
  }

  private static void row(StringBuilder out, Item item) {
    boolean whole = !item.subItems().isEmpty();
    String mark =
        switch (item.state()) {
          case GIVEN, NOT_APPLICABLE -> "";
          case PARTLY -> " class=\"mark possible\"";
          case MISSING -> " class=\"mark absent\"";
        };
    out.append("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
        .append(HtmlPage.words(item.id() + " " + item.title()))
        .append("</th>");
    cell(out, "State", "<span" + mark + ">" + item.state().word().replace('-', ' ') + "</span>");
    cell(out, "What is there", whole ? "" : there(item));
    cell(out, "What to do", whole ? "" : HtmlPage.words(item.remedy()));
    out.append("</tr>\n");
  }

  private static void cell(StringBuilder out, String label, String content) {
    boolean empty = content.isEmpty();
    out.append("<td role=\"cell\"").append(empty ? " class=\"empty\">" : ">");
    out.append(empty ? "" : "<span class=\"label\">" + label + ":</span> ");
    out.append(content).append("</td>");
  }

  private static String there(Item item) {
    if (item.found().isEmpty() && item.places().isEmpty()) {
      return "";
    }
    Map<String, Set<String>> sections = new LinkedHashMap<>();
    for (Place place : item.places()) {
      sections.computeIfAbsent(place.section(), any -> new LinkedHashSet<>()).add(place.quote());
    }
    StringBuilder out = new StringBuilder(HtmlPage.words(String.join(", ", item.found())));
    sections.forEach(
        (section, quotes) ->
            out.append("<blockquote>")
                .append(quotes.stream().map(HtmlPage::words).collect(Collectors.joining(" · ")))
                .append("</blockquote><span class=\"none\">")
                .append(HtmlPage.words(section))
                .append("</span>"));
    return out.toString();
  }

  private void identifiers(StringBuilder out) {
    out.append("<h3>Identifying data</h3>\n<table role=\"table\"><thead role=\"rowgroup\"><tr")
        .append(" role=\"row\">");
    for (String head : List.of("Words", "Kind", "Why", "What to do")) {
      out.append("<th role=\"columnheader\" scope=\"col\">").append(head).append("</th>");
    }
    out.append("</tr></thead><tbody role=\"rowgroup\">\n");
    for (Identifier found : identifiers) {
      out.append("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
          .append(HtmlPage.words(found.quote()))
          .append("</th>");
      cell(out, "Kind", HtmlPage.words(found.kind().word().replace('-', ' ')));
      cell(out, "Why", HtmlPage.words(found.reason()));
      cell(out, "What to do", HtmlPage.words(found.remedy()));
      out.append("</tr>\n");
    }
    out.append("</tbody></table>\n");
  }
}
