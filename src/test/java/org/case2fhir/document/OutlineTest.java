package org.case2fhir.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.document.SectionKind.ABSTRACT;
import static org.case2fhir.document.SectionKind.BACK_MATTER;
import static org.case2fhir.document.SectionKind.CASE;
import static org.case2fhir.document.SectionKind.CONCLUSION;
import static org.case2fhir.document.SectionKind.DISCUSSION;
import static org.case2fhir.document.SectionKind.FIGURE_LEGEND;
import static org.case2fhir.document.SectionKind.FRONT_MATTER;
import static org.case2fhir.document.SectionKind.INTRODUCTION;
import static org.case2fhir.document.SectionKind.KEYWORDS;
import static org.case2fhir.document.SectionKind.OTHER;
import static org.case2fhir.document.SectionKind.OTHER_LANGUAGE;
import static org.case2fhir.document.SectionKind.REFERENCES;
import static org.case2fhir.document.SectionKind.TABLE;
import static org.case2fhir.document.SectionKind.TITLE;

import java.util.List;
import org.case2fhir.model.SourceCitation;
import org.junit.jupiter.api.Test;

class OutlineTest {
  private static final String STORY =
      "A 50-year-old man was seen with a swollen knee that had been there for two weeks.";

  private static List<SectionKind> kinds(SourceDocument document) {
    return document.sections().stream().map(Section::kind).toList();
  }

  @Test
  void aTextWithoutHeadingsIsTheCase() {
    assertThat(kinds(Papers.read(STORY))).containsExactly(CASE);
    SourceDocument lines = Papers.read(STORY + "\nHe had no fever.\nThe joint was tapped.\n");
    assertThat(Papers.texts(lines, CASE))
        .containsExactly(STORY + " He had no fever. The joint was tapped.");
  }

  @Test
  void findsThePartsOfAnArticle() {
    SourceDocument document =
        Papers.read(
            """
            # A swollen knee: a case report

            Anna Berg, Carl David Ek and Eva Falk

            ## Summary

            We tell of a man whose knee was swollen, and of what was found in it.

            Keywords: knee; gout

            ## 1. Introduction

            Gout is the most common arthritis that comes from crystals in a joint.

            ## 2. Case presentation

            %s

            ### 2.1 Laboratory findings

            The urate was 9 mg/dL.

            ## 3. Discussion

            The knee is not where gout begins in most of those who have it.

            ### Pathways of urate

            Most of it leaves by the kidney.

            ## Conflict of interest

            None.

            ## References

            1. Berg A. Gout of the knee. J Joints 2001;3:4-5.
            """
                .formatted(STORY));
    assertThat(kinds(document))
        .containsExactly(
            TITLE,
            FRONT_MATTER,
            ABSTRACT,
            KEYWORDS,
            INTRODUCTION,
            CASE,
            CASE,
            DISCUSSION,
            DISCUSSION,
            BACK_MATTER,
            REFERENCES);
    SourceCitation citation = document.citation().orElseThrow();
    assertThat(citation.title()).contains("A swollen knee: a case report");
    assertThat(citation.authors()).containsExactly("Anna Berg", "Carl David Ek", "Eva Falk");
    assertThat(citation.doi()).isEmpty();
    assertThat(citation.year()).as("a year of a reference is not the article's").isEmpty();
  }

  @Test
  void aReviewHasNoCaseAndTreatmentInItIsNoPartOfOne() {
    SourceDocument document =
        Papers.read(
            """
            # Gout today

            ## Introduction

            Gout has been known since the days of the old physicians of Greece.

            ## Methods

            We looked for all that was written about it in ten years.

            ## Results

            There were forty trials of three drugs.

            ## Discussion

            The drugs do not differ much in what they do to the pain.
            """);
    assertThat(kinds(document)).containsExactly(TITLE, INTRODUCTION, OTHER, OTHER, DISCUSSION);
  }

  @Test
  void takesLegendsOutOfASentenceAndJoinsIt() {
    SourceDocument document =
        Papers.read(
            """
            ## Case

            %s The fluid was taken out of the joint on the second day and was sent to

            Figure 1. The knee seen from the front.

            Figure 2: Crystals under the microscope.

            the laboratory. He went home.
            """
                .formatted(STORY));
    assertThat(Papers.texts(document, CASE)).hasSize(1);
    assertThat(Papers.texts(document, CASE).get(0)).contains("was sent to the laboratory.");
    assertThat(Papers.texts(document, FIGURE_LEGEND)).hasSize(2);
  }

  @Test
  void aParagraphAboutAFigureIsNoLegend() {
    SourceDocument document =
        Papers.read("## Case\n\n" + STORY + "\n\nFigure 1 shows the knee from the front.\n");
    assertThat(Papers.texts(document, FIGURE_LEGEND)).isEmpty();
  }

  @Test
  void goesOnAfterASideTextInAnotherLanguage() {
    SourceDocument document =
        Papers.read(
            """
            # Swollen knee

            ## Introduction

            Many joints can swell, and the causes of it have been sorted by some authors into three

            ## Zusammenfassung

            Wir berichten über einen Mann, der mit einer Schwellung des Knies in die Klinik kam und bei dem die Gicht gefunden wurde.

            groups, of which crystals are the first. The others are rare and are not told here.

            ## Case

            %s
            """
                .formatted(STORY));
    assertThat(Papers.texts(document, OTHER_LANGUAGE)).hasSize(1);
    assertThat(Papers.texts(document, INTRODUCTION).get(0)).contains("into three groups, of which");
  }

  @Test
  void dividesAnAbstractAndLeavesItAtTheIntroduction() {
    SourceDocument document =
        Papers.read(
            """
            Abstract

            Background: Gout is common in the toe and is not so common in the knee.

            Case presentation: We saw a man with a swollen knee.

            Conclusions: It can be gout.

            Introduction

            Gout is the most common arthritis that comes from crystals in a joint.

            CASE REPORT

            %s

            DISCUSSION

            It was gout, which is not so rare in the knee as was once believed by all.
            """
                .formatted(STORY));
    assertThat(kinds(document))
        .containsExactly(ABSTRACT, ABSTRACT, ABSTRACT, INTRODUCTION, CASE, DISCUSSION);
  }

  @Test
  void theWordsCaseReportAboveTheTitleAreNotTheCase() {
    SourceDocument document =
        Papers.read(
            "CASE REPORT\n\n"
                + "A swollen knee\n\n"
                + "Abstract\n\n"
                + "We saw a man with a knee that was swollen.\n\n"
                + "Introduction\n\n"
                + "Knees swell, and it is not always clear why they do so.\n\n"
                + "Case report\n\n"
                + STORY);
    assertThat(Papers.texts(document, CASE)).containsExactly(STORY);
  }

  @Test
  void readsAPageInOneLine() {
    String filler =
        "It is a disease that is told of in books and that was seen by many. ".repeat(30);
    String page =
        "A swollen knee in a man of fifty years | Journal of Knees Skip to content Menu Login Table"
            + " of Contents Abstract Introduction Case presentation Discussion References A swollen"
            + " knee in a man of fifty years Anna Berg doi: 10.1234/knee.5 Abstract Introduction"
            + " The knee can swell in gout and that is not known to all. Case presentation We saw a"
            + " man with it who was well in the end and went home. Keywords Gout Knee Introduction "
            + filler
            + "Case presentation "
            + STORY
            + " He was well at the end. Figure 1 The knee of the man from the front. Discussion "
            + filler
            + "Conclusion It was gout of the knee and it went away with rest. References Berg A:"
            + " Gout. 1999, 3: 4. Ek C: Knee. 2001, 5: 6. Falk E: Hip. 2003. Download Share";
    SourceDocument document = Papers.read(page);
    assertThat(kinds(document))
        .containsExactly(
            FRONT_MATTER,
            ABSTRACT,
            ABSTRACT,
            KEYWORDS,
            INTRODUCTION,
            CASE,
            FIGURE_LEGEND,
            DISCUSSION,
            CONCLUSION,
            REFERENCES);
    assertThat(Papers.texts(document, CASE)).containsExactly(STORY + " He was well at the end.");
    SourceCitation citation = document.citation().orElseThrow();
    assertThat(citation.title()).contains("A swollen knee in a man of fifty years");
    assertThat(citation.doi()).contains("10.1234/knee.5");
  }

  @Test
  void tablesAreRows() {
    SourceDocument document =
        Papers.read(
            "## Case\n\n"
                + STORY
                + "\n\n"
                + "| Test | Value | Range |\n"
                + "|---|---|---|\n"
                + "| Urate | 9 mg/dL | 3–7 |\n"
                + "| CRP | 40 | <5 |\n");
    assertThat(Papers.texts(document, TABLE))
        .containsExactly("Test | Value | Range", "Urate | 9 mg/dL | 3–7", "CRP | 40 | <5");
    SourceDocument tabs = Papers.read(STORY + "\n\nUrate\t9\tmg/dL\nCRP\t40\tmg/L\n");
    assertThat(Papers.texts(tabs, TABLE)).containsExactly("Urate | 9 | mg/dL", "CRP | 40 | mg/L");
  }

  @Test
  void addressesAndRightsAreNotTheCase() {
    SourceDocument document =
        Papers.read(
            "## Case\n\n"
                + STORY
                + "\n\n"
                + "Address for correspondence: Anna Berg, Hospital of the Lake\n\n"
                + "© 2011 The Knee Press\n\n"
                + "He was seen again after a month.\n");
    assertThat(Papers.texts(document, CASE))
        .containsExactly(STORY, "He was seen again after a month.");
  }

  @Test
  void listsOfResultsKeepTheirLinesAndWrappedLinesAreJoined() {
    SourceDocument list = Papers.read("Hemoglobin 10.2 g/dL\nPlatelets 150\nUrate 9 mg/dL\n");
    assertThat(Papers.texts(list, CASE)).hasSize(3);
    SourceDocument wrapped =
        Papers.read(
            "A 50-year-old man was seen in our clinic with a\n"
                + "swollen knee that he had had for two weeks or\n"
                + "more. It was warm.\n");
    assertThat(Papers.texts(wrapped, CASE)).hasSize(1);
  }
}
