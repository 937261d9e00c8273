package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.StudyReport.ReportCategory;

/**
 * How a finding came to be known, by the words of the study or examination that showed it: {@code
 * studies.tsv}.
 *
 * @param category of the findings that it shows
 * @param report service that reports on it
 */
record StudyKind(FindingCategory category, ReportCategory report) {
  private static final Map<String, StudyKind> WORDS = new HashMap<>();
  private static final List<Map.Entry<String, StudyKind>> ENDINGS = new ArrayList<>();

  static {
    for (RuleTable.Row row : RuleTable.builtIn("studies.tsv").rows()) {
      String word = row.get("word");
      StudyKind kind =
          new StudyKind(
              FindingCategory.valueOf(row.get("category").toUpperCase(Locale.ROOT)),
              ReportCategory.valueOf(row.get("report").toUpperCase(Locale.ROOT)));
      if (word.startsWith("*")) {
        ENDINGS.add(Map.entry(word.substring(1), kind));
      } else {
        WORDS.put(word, kind);
      }
    }
    ENDINGS.sort(Comparator.comparing(entry -> -entry.getKey().length()));
  }

  /** The kind of study that a word names. */
  static Optional<StudyKind> of(String lower) {
    StudyKind known = WORDS.get(lower);
    if (known != null) {
      return Optional.of(known);
    }
    return ENDINGS.stream()
        .filter(entry -> lower.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The kind of study that a mention names, by its last word that names any. */
  static Optional<StudyKind> of(Graph graph, Graph.Node node) {
    if (node.sharedNoun().isPresent()) {
      return of(graph, node.sharedNoun().get());
    }
    for (int i = node.end - 1; i >= node.first; i--) {
      Optional<StudyKind> kind = of(graph.token(i).lower());
      if (kind.isPresent()) {
        return kind;
      }
    }
    return Optional.empty();
  }
}
