package org.case2fhir.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.case2fhir.issue.Issue;
import org.case2fhir.view.CaseView.CodeLine;
import org.case2fhir.view.CaseView.Detail;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.CaseView.Mark;
import org.case2fhir.view.CaseView.Section;
import org.case2fhir.view.TrendPlot.Point;

/**
 * A view as one HTML page that needs nothing else: no script, no link to anywhere, and a policy
 * that forbids both. Words of the input are in elements of their own, so that their direction of
 * writing does not spread.
 */
public final class HtmlPage {
  private static final String STYLE = resource("view.css");

  private final StringBuilder out = new StringBuilder();

  private HtmlPage() {}

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page of one view. */
  public static String of(CaseView view) {
    HtmlPage page = new HtmlPage();
    page.head(view.title());
    page.header(view);
    page.contents(view);
    page.line("<main id=\"content\">");
    page.timeline(view.timeline());
    page.trends(view.trends());
    view.sections().forEach(page::section);
    page.untimed(view.timeline());
    page.uncoded(view);
    page.systems(view.systems());
    page.issues(view.issues());
    page.line("</main>");
    page.line(
        "<footer><p>Made from "
            + bdi(view.input())
            + " by case2fhir. It restates what the case says. Not for clinical"
            + " decisions.</p></footer>");
    return page.end();
  }

  /**
   * A page that leads to others.
   *
   * @param pages in order
   */
  public static String index(List<IndexEntry> pages) {
    HtmlPage page = new HtmlPage();
    page.head("Cases");
    page.line(
        "<header><h1>Cases</h1><p>" + PageText.plural(pages.size(), "page") + "</p></header>");
    page.line("<main id=\"content\">");
    page.table("Pages, in the order of the inputs", "Input", "Who", "Resources", "Issues");
    for (IndexEntry each : pages) {
      String link = "<a href=\"" + PageText.html(each.link()) + "\">" + bdi(each.input()) + "</a>";
      String problems =
          each.problems() == 0 ? "no error or warning" : each.problems() + " errors and warnings";
      String resources = PageText.plural(each.resources(), "resource");
      page.row("", link, bdi(each.title()), resources, problems);
    }
    page.line("</tbody></table></main>");
    return page.end();
  }

  /**
   * A page of another kind in the same frame: head with policy and style, then its content.
   *
   * @param title what to call it
   * @param content elements below {@code body}, the main one with the id {@code content}; words of
   *     the input made by {@link #words}
   */
  public static String framed(String title, String content) {
    HtmlPage page = new HtmlPage();
    page.head(title);
    page.line(content);
    return page.end();
  }

  /** Words of the input, whose characters mean nothing and whose direction does not spread. */
  public static String words(String text) {
    return bdi(text);
  }

  /**
   * A line of an index.
   *
   * @param link relative to the index, percent-encoded
   * @param problems errors and warnings
   */
  public record IndexEntry(String input, String link, String title, int resources, long problems) {}

  private void head(String title) {
    line("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'sha256-"
            + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    line("<meta name=\"referrer\" content=\"no-referrer\">");
    line("<title>" + PageText.html(title) + "</title>");
    line("<style>" + STYLE + "</style>\n</head>\n<body>");
    line("<a class=\"skip\" href=\"#content\">Skip to the facts</a>");
  }

  private static String hash(String style) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String end() {
    line("</body>\n</html>");
    return out.toString();
  }

  // ---- who, and from what --------------------------------------------------------------------

  private void header(CaseView view) {
    line("<header>\n<h1>" + bdi(view.title()) + "</h1>\n<dl>");
    view.header().forEach(this::description);
    line("</dl>");
    if (!view.marks().isEmpty()) {
      line("<p>" + PageText.html(view.marks()) + "</p>");
    }
    line("</header>");
  }

  private void description(Detail detail) {
    line(
        "<div><dt>"
            + PageText.html(detail.label())
            + ":</dt> <dd>"
            + bdi(detail.words())
            + "</dd></div>");
  }

  private void contents(CaseView view) {
    line("<nav aria-label=\"Contents\"><ul>");
    if (!view.timeline().items().isEmpty()) {
      entry("timeline", "Timeline", view.timeline().items().size());
    }
    if (!view.trends().isEmpty()) {
      entry("trends", "Trends", view.trends().size());
    }
    view.sections()
        .forEach(section -> entry("s-" + section.id(), section.title(), section.facts().size()));
    int without = view.timeline().inWords().size() + view.timeline().untimed().size();
    if (without > 0) {
      entry("without-time", "Without a date", without);
    }
    int uncoded = view.uncoded().size();
    if (uncoded > 0) {
      entry("uncoded", "Without a code", uncoded);
    }
    if (!view.issues().isEmpty()) {
      entry("issues", "Issues", view.issues().size());
    }
    line("</ul></nav>");
  }

  private void entry(String id, String title, int number) {
    line(
        "<li><a href=\"#"
            + id
            + "\">"
            + PageText.html(title)
            + "</a> <span class=\"count\">"
            + number
            + "</span></li>");
  }

  // ---- pictures ------------------------------------------------------------------------------

  private void timeline(TimelineChart timeline) {
    if (timeline.items().isEmpty()) {
      return;
    }
    TimeAxis axis = timeline.axis();
    open("timeline", "Timeline", timeline.items().size());
    line(
        "<p class=\"legend\"><span>"
            + sample("<circle class=\"moment\" cx=\"16\" cy=\"8\" r=\"5\"/>")
            + " on that day</span> <span>"
            + sample("<rect class=\"within\" x=\"1\" y=\"1\" width=\"30\" height=\"14\" rx=\"2\"/>")
            + " at some time within</span> <span>"
            + sample("<rect class=\"during\" x=\"1\" y=\"3\" width=\"30\" height=\"10\" rx=\"2\"/>")
            + " from start to end</span> <span>"
            + sample("<line class=\"open\" x1=\"0\" x2=\"32\" y1=\"8\" y2=\"8\"/>")
            + " start or end not given</span></p>");
    if (!axis.breaks().isEmpty()) {
      line(
          "<p>The axis is broken (//) where nothing is dated; each part has a scale of its"
              + " own.</p>");
    }
    line(
        "<table role=\"table\" class=\"timeline\"><caption>What has a date, with the date as it is"
            + " given</caption>");
    line(
        "<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\""
            + " scope=\"col\">What</th><th role=\"columnheader\" scope=\"col\">When</th><th"
            + " role=\"columnheader\" scope=\"col\"><span class=\"hidden\">Bar</span>"
            + TimelineChart.axisSvg(axis)
            + "</th></tr></thead>");
    int number = 0;
    String section = "";
    for (Fact fact : timeline.items()) {
      if (!fact.section().equals(section)) {
        line(
            (section.isEmpty() ? "" : "</tbody>")
                + "<tbody role=\"rowgroup\"><tr role=\"row\" class=\"group\"><th role=\"rowheader\""
                + " scope=\"rowgroup\" colspan=\"3\">"
                + PageText.html(fact.section())
                + "</th></tr>");
        section = fact.section();
      }
      number++;
      line(
          "<tr role=\"row\""
              + markAttribute(fact)
              + "><th role=\"rowheader\" scope=\"row\">"
              + mark(fact)
              + bdi(fact.name())
              + "</th><td role=\"cell\">"
              + bdi(fact.course().words())
              + "</td><td role=\"cell\" class=\"picture\">"
              + TimelineChart.barSvg(axis, fact, "b" + number)
              + "</td></tr>");
    }
    line("</tbody></table>");
    close();
  }

  private static String sample(String shape) {
    return "<svg width=\"32\" height=\"16\" aria-hidden=\"true\">" + shape + "</svg>";
  }

  private void trends(List<TrendPlot> trends) {
    if (trends.isEmpty()) {
      return;
    }
    open("trends", "Trends", trends.size());
    line(
        "<p>A line joins values of one unit whose order is known. A bar through a point is the"
            + " month or year that its date names; an open point is a limit (&lt;, &gt;); a shaded"
            + " band is the reference range.</p>");
    line("<div class=\"plots\">");
    int number = 0;
    for (TrendPlot plot : trends) {
      number++;
      line(
          "<figure><figcaption><h3>"
              + bdi(plot.name())
              + "</h3> <span>"
              + bdi(plot.summary())
              + "</span></figcaption>");
      line(plot.svg("p" + number));
      line(
          "<details><summary>Values</summary><table><caption>"
              + bdi(plot.name())
              + "</caption><thead><tr><th scope=\"col\">Date</th><th"
              + " scope=\"col\">Value</th></tr></thead><tbody>");
      for (Point point : plot.points()) {
        line(
            "<tr><td>"
                + bdi(point.date())
                + "</td><td>"
                + bdi(ElementText.joined(" ", point.words(), plot.unit()))
                + "</td></tr>");
      }
      line("</tbody></table></details></figure>");
    }
    line("</div>");
    close();
  }

  // ---- tables --------------------------------------------------------------------------------

  /** A column of the table of a section, which is left out where no fact fills it. */
  private record Column(String title, String kind, Function<Fact, String> cell) {}

  private void section(Section section) {
    open("s-" + section.id(), section.title(), section.facts().size());
    boolean timed = section.facts().stream().anyMatch(fact -> !fact.time().words().isEmpty());
    List<Column> columns =
        List.of(
                new Column(resultTitle(section.title()), "result", fact -> bdi(fact.result())),
                new Column("When", "when", fact -> timed ? when(fact) : ""),
                new Column("Details and evidence", "more", HtmlPage::details),
                new Column("Codes", "codes", fact -> codes(fact.codes())))
            .stream()
            .filter(
                column ->
                    section.facts().stream().anyMatch(fact -> !column.cell().apply(fact).isEmpty()))
            .toList();
    line(
        "<table role=\"table\" class=\"facts\"><caption class=\"hidden\">"
            + PageText.html(section.title())
            + "</caption>");
    String heads =
        columns.stream()
            .map(
                column ->
                    "<th role=\"columnheader\" scope=\"col\" class=\""
                        + column.kind()
                        + "\">"
                        + column.title()
                        + "</th>")
            .collect(Collectors.joining());
    line(
        "<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\""
            + " class=\"what\">What</th>"
            + heads
            + "</tr></thead><tbody role=\"rowgroup\">");
    for (Fact fact : section.facts()) {
      out.append("<tr role=\"row\"")
          .append(markAttribute(fact))
          .append("><th role=\"rowheader\" scope=\"row\">");
      out.append(mark(fact)).append(bdi(fact.name())).append("</th>");
      for (Column column : columns) {
        String cell = column.cell().apply(fact);
        String empty = cell.isEmpty() ? " empty" : "";
        out.append("<td role=\"cell\" class=\"" + column.kind() + empty + "\">")
            .append(cell.isEmpty() ? "" : "<span class=\"label\">" + column.title() + ":</span> ")
            .append(cell)
            .append("</td>");
      }
      line("</tr>");
    }
    line("</tbody></table>");
    close();
  }

  /** What the second column of a section holds. */
  static String resultTitle(String section) {
    return switch (section) {
      case "Medications" -> "Dose and status";
      case "Findings", "Measurements", "Social history" -> "Result";
      case "Family history" -> "Illnesses";
      case "Reports" -> "Conclusion";
      default -> "Status";
    };
  }

  private static String when(Fact fact) {
    return fact.time().words().isEmpty()
        ? "<span class=\"none\">not given</span>"
        : bdi(fact.time().words());
  }

  private static String details(Fact fact) {
    String lines =
        fact.details().stream()
            .map(
                detail ->
                    "<div><dt>"
                        + PageText.html(detail.label())
                        + ":</dt> <dd>"
                        + bdi(detail.words())
                        + "</dd></div>")
            .collect(Collectors.joining());
    String quotes =
        fact.quotes().stream()
            .map(quote -> "<blockquote>" + bdi(quote) + "</blockquote>")
            .collect(Collectors.joining());
    return (lines.isEmpty() ? "" : "<dl>" + lines + "</dl>") + quotes;
  }

  private static String codes(List<CodeLine> codes) {
    if (codes.isEmpty()) {
      return "";
    }
    return codes.stream()
        .map(
            code ->
                "<li>"
                    + (code.role().isEmpty()
                        ? ""
                        : "<span class=\"role\">" + PageText.html(code.role()) + ":</span> ")
                    + bdi(code.system())
                    + " <code>"
                    + bdi(code.code())
                    + "</code> "
                    + bdi(code.display())
                    + "</li>")
        .collect(Collectors.joining("", "<ul class=\"codes\">", "</ul>"));
  }

  private static String mark(Fact fact) {
    return fact.mark() == Mark.NONE
        ? ""
        : "<span class=\"mark "
            + markClass(fact.mark())
            + "\"><span aria-hidden=\"true\">"
            + fact.mark().sign()
            + "</span> "
            + PageText.html(fact.markWords())
            + ":</span> ";
  }

  private static String markAttribute(Fact fact) {
    return fact.mark() == Mark.NONE ? "" : " class=\"" + markClass(fact.mark()) + "\"";
  }

  private static String markClass(Mark mark) {
    return mark.name().toLowerCase(Locale.ROOT);
  }

  // ---- what is lacking -----------------------------------------------------------------------

  private void untimed(TimelineChart timeline) {
    int number = timeline.inWords().size() + timeline.untimed().size();
    if (number == 0) {
      return;
    }
    open("without-time", "Without a date", number);
    if (!timeline.inWords().isEmpty()) {
      table("Time in words only", "What", "When");
      timeline
          .inWords()
          .forEach(
              fact -> row("", mark(fact) + bdi(fact.name()), bdi(TimelineChart.inWords(fact))));
      line("</tbody></table>");
    }
    for (Section group : TimelineChart.bySection(timeline.untimed())) {
      line("<h3>" + PageText.html(group.title()) + ": no time given</h3><ul class=\"names\">");
      group.facts().forEach(fact -> line("<li>" + mark(fact) + bdi(fact.name()) + "</li>"));
      line("</ul>");
    }
    close();
  }

  private void uncoded(CaseView view) {
    List<Fact> facts = view.uncoded();
    if (facts.isEmpty()) {
      return;
    }
    open("uncoded", "Without a code", facts.size());
    table("Words that have no code", "What", "In words only");
    for (Fact fact : facts) {
      String words =
          fact.uncoded().stream()
              .map(
                  each ->
                      PageText.html(each.label().isEmpty() ? "" : each.label() + ": ")
                          + ' '
                          + bdi(each.words()))
              .collect(Collectors.joining("; "));
      row("", bdi(fact.name()), words);
    }
    line("</tbody></table>");
    close();
  }

  private void systems(Map<String, Set<String>> systems) {
    if (systems.isEmpty()) {
      return;
    }
    open("systems", "Code systems", systems.size());
    table("Code systems by their URIs", "System", "URI");
    systems.forEach(
        (name, uris) ->
            row(
                "",
                bdi(name),
                "<code>"
                    + uris.stream().map(HtmlPage::bdi).collect(Collectors.joining(", "))
                    + "</code>"));
    line("</tbody></table>");
    close();
  }

  private void issues(List<Issue> issues) {
    if (issues.isEmpty()) {
      return;
    }
    open("issues", "Issues", issues.size());
    table(
        "What there is to say about the input and its conversion",
        "Severity",
        "Where",
        "What",
        "Remedy");
    for (Issue issue : issues) {
      String where = ElementText.joined(" ", issue.location().toString(), issue.location().path());
      row(
          issue.severity().word(),
          issue.severity().word(),
          "<code>" + bdi(where) + "</code>",
          bdi(issue.message()),
          bdi(issue.solution()));
    }
    line("</tbody></table>");
    close();
  }

  // ---- parts ---------------------------------------------------------------------------------

  private void open(String id, String title, int number) {
    line(
        "<section id=\""
            + id
            + "\" aria-labelledby=\""
            + id
            + "-h\"><details open><summary><h2 id=\""
            + id
            + "-h\">"
            + PageText.html(title)
            + " <span class=\"count\">"
            + number
            + "</span></h2></summary>");
  }

  /** Begins a table that a narrow screen shows as a list. */
  private void table(String caption, String... heads) {
    line("<table role=\"table\"><caption>" + caption + "</caption>");
    out.append("<thead role=\"rowgroup\"><tr role=\"row\">");
    for (String head : heads) {
      out.append("<th role=\"columnheader\" scope=\"col\">" + head + "</th>");
    }
    line("</tr></thead><tbody role=\"rowgroup\">");
  }

  /** A row of cells that are safe already. */
  private void row(String kind, String head, String... cells) {
    out.append("<tr role=\"row\"" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + ">");
    out.append("<th role=\"rowheader\" scope=\"row\">" + head + "</th>");
    for (String cell : cells) {
      out.append("<td role=\"cell\">" + cell + "</td>");
    }
    line("</tr>");
  }

  private void close() {
    line("</details></section>");
  }

  /** Words of the input, with a direction of writing of their own. */
  private static String bdi(String words) {
    String safe = PageText.html(words);
    return safe.isEmpty() ? "" : "<bdi>" + safe + "</bdi>";
  }

  private void line(String html) {
    out.append(html).append('\n');
  }
}
