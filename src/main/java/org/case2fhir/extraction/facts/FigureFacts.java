package org.case2fhir.extraction.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.SectionKind;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;

/**
 * Places what a figure shows: at the visit and under the study of the sentence that cites it,
 * "Calcifications were seen on the radiograph (Figure 1)".
 */
final class FigureFacts {
  private static final int LONGEST = 3_000;
  private static final Pattern CITATION =
      Pattern.compile("\\bfig(?:ure|s|\\.)?s?\\.? ?(\\d{1,2})", Pattern.CASE_INSENSITIVE);
  private static final Pattern LEGEND =
      Pattern.compile("^\\W{0,3}fig(?:ure|\\.)?\\.? ?(\\d{1,2})", Pattern.CASE_INSENSITIVE);

  private record Place(TimedSentence sentence, int offset) {}

  private FigureFacts() {}

  static void place(CaseTimeline timeline, List<Draft> drafts) {
    Map<String, Place> citations = citations(timeline);
    for (Draft draft : drafts) {
      if (draft.kind == FactKind.FINDING
          && draft.sentence().section() == SectionKind.FIGURE_LEGEND) {
        number(draft).map(citations::get).ifPresent(cited -> place(draft, cited, drafts));
      }
    }
    List<Draft> empty =
        drafts.stream().filter(report -> isLegends(report, citations, drafts)).toList();
    drafts.removeAll(empty);
  }

  // A study that only a legend names, which was told where the figure is cited.
  private static boolean isLegends(Draft report, Map<String, Place> citations, List<Draft> drafts) {
    return report.kind == FactKind.REPORT
        && report.sentence().section() == SectionKind.FIGURE_LEGEND
        && report.conclusion.isEmpty()
        && number(report)
            .map(citations::get)
            .flatMap(cited -> report(cited, drafts))
            .filter(told -> isAlike(told, report))
            .isPresent();
  }

  private static Map<String, Place> citations(CaseTimeline timeline) {
    Map<String, Place> citations = new HashMap<>();
    for (TimedSentence place : timeline.sentences()) {
      String text = place.sentence().text();
      if (place.sentence().inCase() && text.length() <= LONGEST) {
        Matcher matcher = CITATION.matcher(text);
        while (matcher.find()) {
          int offset = place.sentence().span().start() + matcher.start();
          citations.putIfAbsent(matcher.group(1), new Place(place, offset));
        }
      }
    }
    return citations;
  }

  private static Optional<String> number(Draft draft) {
    String legend = draft.sentence().reading().passage().text();
    Matcher matcher = LEGEND.matcher(legend.substring(0, Math.min(legend.length(), 30)));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static void place(Draft draft, Place cited, List<Draft> drafts) {
    draft.visit = draft.visit.or(cited.sentence()::visit);
    Optional<Draft> told = report(cited, drafts);
    if (draft.report.isPresent() && told.filter(r -> isAlike(r, draft.report.get())).isEmpty()) {
      draft.report.get().visit = draft.report.get().visit.or(cited.sentence()::visit);
      return;
    }
    told.ifPresent(
        report -> {
          draft.report = Optional.of(report);
          draft.findingCategory = category(report, draft.findingCategory);
        });
  }

  private static Optional<Draft> report(Place cited, List<Draft> drafts) {
    return drafts.stream()
        .filter(other -> other.kind == FactKind.REPORT)
        .filter(other -> other.place.index() == cited.sentence().index())
        .filter(other -> other.head.span().end() <= cited.offset())
        .reduce((first, second) -> second);
  }

  // The study that a legend names is the one that its figure is cited for.
  private static boolean isAlike(Draft told, Draft legend) {
    return told.reportCategory == legend.reportCategory;
  }

  private static FindingCategory category(Draft report, FindingCategory other) {
    return switch (report.reportCategory) {
      case PATHOLOGY -> FindingCategory.PATHOLOGY;
      case RADIOLOGY, ULTRASOUND, CARDIOLOGY -> FindingCategory.IMAGING;
      case LABORATORY, MICROBIOLOGY, GENETICS, OTHER -> other;
    };
  }
}
