package org.case2fhir.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.view.CaseView.CodeLine;
import org.case2fhir.view.CaseView.Detail;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.CaseView.Mark;
import org.case2fhir.view.CaseView.Section;
import org.case2fhir.view.HtmlPage.IndexEntry;
import org.case2fhir.view.TrendPlot.Point;

/**
 * A view as Markdown (GitHub's, for its tables): the same as the HTML page, with tables in the
 * place of pictures. Every mark of Markdown and HTML in the words of the input is escaped.
 */
public final class MarkdownPage {
  private final StringBuilder out = new StringBuilder();

  private MarkdownPage() {}

  /** The page of one view. */
  public static String of(CaseView view) {
    MarkdownPage page = new MarkdownPage();
    page.line("# " + PageText.markdown(view.title()));
    page.header(view);
    page.timeline(view.timeline());
    page.trends(view.trends());
    view.sections().forEach(page::section);
    page.untimed(view.timeline());
    page.uncoded(view);
    page.systems(view);
    page.issues(view.issues());
    page.line("");
    page.line("---");
    page.line("");
    page.line(
        "Made from "
            + PageText.markdown(view.input())
            + " by case2fhir. It restates what the case says. Not for clinical decisions.");
    return page.out.toString();
  }

  /**
   * A page that leads to others.
   *
   * @param pages in order
   */
  public static String index(List<IndexEntry> pages) {
    MarkdownPage page = new MarkdownPage();
    page.line("# Cases");
    page.table(
        List.of("Input", "Who", "Resources", "Errors and warnings"),
        pages.stream()
            .map(
                each ->
                    List.of(
                        "[" + PageText.markdown(each.input()) + "](<" + each.link() + ">)",
                        PageText.markdown(each.title()),
                        "" + each.resources(),
                        "" + each.problems()))
            .toList());
    return page.out.toString();
  }

  private void header(CaseView view) {
    line("");
    view.header().forEach(this::item);
    if (!view.marks().isEmpty()) {
      line("");
      line(PageText.markdown(view.marks()));
    }
  }

  private void item(Detail detail) {
    line("- " + PageText.markdown(detail.label()) + ": " + PageText.markdown(detail.words()));
  }

  private void timeline(TimelineChart timeline) {
    if (timeline.items().isEmpty()) {
      return;
    }
    heading("Timeline", timeline.items().size());
    table(
        List.of("Kind", "What", "When"),
        timeline.items().stream()
            .map(
                fact ->
                    List.of(
                        PageText.markdown(fact.section()),
                        name(fact),
                        PageText.markdown(fact.course().words())))
            .toList());
  }

  private void trends(List<TrendPlot> trends) {
    if (trends.isEmpty()) {
      return;
    }
    heading("Trends", trends.size());
    for (TrendPlot plot : trends) {
      line("");
      line("### " + PageText.markdown(plot.name()));
      line("");
      line(PageText.markdown(plot.summary()));
      List<List<String>> rows = new ArrayList<>();
      for (Point point : plot.points()) {
        rows.add(
            List.of(
                PageText.markdown(point.date()),
                PageText.markdown(ElementText.joined(" ", point.words(), plot.unit()))));
      }
      table(List.of("Date", "Value"), rows);
    }
  }

  private void section(Section section) {
    heading(section.title(), section.facts().size());
    table(
        List.of(
            "What", HtmlPage.resultTitle(section.title()), "When", "Details and evidence", "Codes"),
        section.facts().stream().map(MarkdownPage::cells).toList());
  }

  private static List<String> cells(Fact fact) {
    Stream<String> details =
        fact.details().stream()
            .map(each -> PageText.markdown(each.label()) + ": " + PageText.markdown(each.words()));
    Stream<String> quotes = fact.quotes().stream().map(PageText::markdown);
    return List.of(
        name(fact),
        PageText.markdown(fact.result()),
        fact.time().words().isEmpty() ? "not given" : PageText.markdown(fact.time().words()),
        Stream.concat(details, quotes).collect(Collectors.joining("<br>")),
        fact.codes().stream().map(MarkdownPage::code).collect(Collectors.joining("<br>")));
  }

  private static String code(CodeLine code) {
    String role = code.role().isEmpty() ? "" : code.role() + ": ";
    return PageText.markdown(
        role + ElementText.joined(" ", code.system(), code.code(), code.display()));
  }

  private static String name(Fact fact) {
    String name = PageText.markdown(fact.name());
    return fact.mark() == Mark.NONE
        ? name
        : "**"
            + fact.mark().sign().replace("!", "\\!")
            + " "
            + PageText.markdown(fact.markWords())
            + ":** "
            + name;
  }

  private void untimed(TimelineChart timeline) {
    int number = timeline.inWords().size() + timeline.untimed().size();
    if (number == 0) {
      return;
    }
    heading("Without a date", number);
    if (!timeline.inWords().isEmpty()) {
      table(
          List.of("What", "When, in words only"),
          timeline.inWords().stream()
              .map(fact -> List.of(name(fact), PageText.markdown(TimelineChart.inWords(fact))))
              .toList());
    }
    for (Section group : TimelineChart.bySection(timeline.untimed())) {
      line("");
      line("### " + PageText.markdown(group.title()) + ": no time given");
      line("");
      group.facts().forEach(fact -> line("- " + name(fact)));
    }
  }

  private void uncoded(CaseView view) {
    List<Fact> facts = view.uncoded();
    if (facts.isEmpty()) {
      return;
    }
    heading("Without a code", facts.size());
    table(
        List.of("What", "In words only"),
        facts.stream()
            .map(
                fact ->
                    List.of(
                        PageText.markdown(fact.name()),
                        fact.uncoded().stream()
                            .map(
                                each ->
                                    PageText.markdown(
                                        ElementText.joined(": ", each.label(), each.words())))
                            .collect(Collectors.joining("; "))))
            .toList());
  }

  private void systems(CaseView view) {
    if (view.systems().isEmpty()) {
      return;
    }
    heading("Code systems", view.systems().size());
    table(
        List.of("System", "URI"),
        view.systems().entrySet().stream()
            .map(
                each ->
                    List.of(
                        PageText.markdown(each.getKey()),
                        PageText.markdown(String.join(", ", each.getValue()))))
            .toList());
  }

  private void issues(List<Issue> issues) {
    if (issues.isEmpty()) {
      return;
    }
    heading("Issues", issues.size());
    table(
        List.of("Severity", "Where", "What", "Remedy"),
        issues.stream()
            .map(
                issue ->
                    List.of(
                        issue.severity().word(),
                        PageText.markdown(
                            ElementText.joined(
                                " ", issue.location().toString(), issue.location().path())),
                        PageText.markdown(issue.message()),
                        PageText.markdown(issue.solution())))
            .toList());
  }

  private void heading(String title, int number) {
    line("");
    line("## " + PageText.markdown(title) + " (" + number + ")");
  }

  /** A table, without the columns of which all cells are empty. */
  private void table(List<String> heads, List<List<String>> rows) {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      int column = i;
      if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
        used.add(i);
      }
    }
    line("");
    row(heads, used);
    line("|" + " --- |".repeat(used.size()));
    rows.forEach(cells -> row(cells, used));
  }

  private void row(List<String> cells, List<Integer> used) {
    line(used.stream().map(cells::get).collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
