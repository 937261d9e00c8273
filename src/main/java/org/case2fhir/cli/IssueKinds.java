package org.case2fhir.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;

/** How often each kind of issue came up, and where first; the issues themselves are not kept. */
final class IssueKinds {
  private static final int MOST_PLACES = 3;

  /**
   * Issues of one code and severity.
   *
   * @param places of the first few
   */
  record Kind(Severity severity, String code, long number, List<String> places) {
    Kind {
      places = List.copyOf(places);
    }

    private Kind and(Kind other) {
      List<String> first = new ArrayList<>(places);
      other.places.stream().limit(MOST_PLACES - first.size()).forEach(first::add);
      return new Kind(severity, code, number + other.number, first);
    }
  }

  private final Map<String, Kind> kinds = new HashMap<>();

  /** Those of some issues. */
  static List<Kind> of(List<Issue> issues) {
    IssueKinds all = new IssueKinds();
    for (Issue issue : issues) {
      all.add(new Kind(issue.severity(), issue.code(), 1, List.of(issue.location().toString())));
    }
    return all.sorted();
  }

  void add(Kind kind) {
    kinds.merge(kind.severity() + " " + kind.code(), kind, Kind::and);
  }

  /** The worst first, then the commonest. */
  List<Kind> sorted() {
    return kinds.values().stream()
        .sorted(
            Comparator.comparing(Kind::severity)
                .thenComparing(Kind::number, Comparator.reverseOrder())
                .thenComparing(Kind::code))
        .toList();
  }

  /** Whether any is this bad or worse. */
  boolean has(Severity threshold) {
    return kinds.values().stream().anyMatch(kind -> kind.severity().atLeast(threshold));
  }
}
