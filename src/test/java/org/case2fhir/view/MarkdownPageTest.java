package org.case2fhir.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.view.HtmlPage.IndexEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownPageTest {
  @Test
  void tablesStandInThePlaceOfPictures() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Patient', 'gender': 'female'}",
            "{'resourceType': 'Condition', 'code': {'text': 'gout'}, 'onsetDateTime': '2006-02',"
                + " 'verificationStatus': {'coding': [{'code': 'refuted', 'display':"
                + " 'Refuted'}]}}");
    assertThat(MarkdownPage.of(view))
        .startsWith("# Female patient\n")
        .contains("| Kind | What | When |\n| --- | --- | --- |\n")
        .contains("| Diagnoses | **✕ refuted:** gout | onset 2006-02 |\n")
        .doesNotContain("<svg");
  }

  @Test
  void everyCellStaysACell() {
    CaseView view =
        CaseViewTest.view(
            "{'resourceType': 'Condition', 'code': {'text': 'a | b\\\\n| c ` d \\\\\\\\| e'},"
                + " 'note': [{'text': '<b>x</b> | y'}]}");
    List<String> rows =
        MarkdownPage.of(view).lines().filter(line -> line.startsWith("| a")).toList();
    assertThat(rows).isNotEmpty();
    assertThat(rows.get(0).replaceAll("\\\\.", "").chars().filter(c -> c == '|').count())
        .as(rows.get(0))
        .isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '§',
      delimiter = ';',
      textBlock =
          """
          a|b; a\\|b
          [a](javascript:alert(1)); \\[a\\](javascript:alert(1))
          <img src=x>; \\<img src=x\\>
          https://example.org; https\\://example.org
          www.example.org; www\\.example.org
          a@example.org; a\\@example.org
          # head; \\# head
          - item; \\- item
          1. item; 1\\. item
          *x* _y_ `z`; \\*x\\* \\_y\\_ \\`z\\`
          &lt,x; \\&lt,x
          """)
  void marksOfMarkdownAreEscaped(String words, String markdown) {
    assertThat(PageText.markdown(words)).isEqualTo(markdown);
  }

  @Test
  void nothingHostileGetsThrough() {
    CaseView view = CaseViewTest.view("{'resourceType': 'Condition', 'code': {'text': 'x'}}");
    String page =
        MarkdownPage.of(
            new CaseView(
                HtmlPageTest.HOSTILE,
                view.patients(),
                view.sources(),
                view.origins(),
                view.sections(),
                view.timeline(),
                view.trends(),
                view.issues()));
    assertThat(page)
        .doesNotContainPattern("(?<!\\\\)[<\\[\\]`|]\\S*(img|script|javascript)")
        .doesNotContain("https://")
        .doesNotContain("\u202e");
  }

  @Test
  void anIndexLeadsToPages() {
    assertThat(MarkdownPage.index(List.of(new IndexEntry("a]b", "./a%5Db.md", "W", 3, 1))))
        .contains("| [a\\]b](<./a%5Db.md>) | W | 3 | 1 |");
  }
}
