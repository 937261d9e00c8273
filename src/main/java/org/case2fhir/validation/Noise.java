package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;

/**
 * Folds findings that only say "this code system is not loaded" into one counted issue.
 *
 * <p>LOINC, SNOMED CT, RxNorm and their like cannot be shipped, so every code of theirs brings such
 * a finding; one line a code would bury what matters.
 */
public final class Noise {
  /** Code of the issue that stands for all noise. */
  public static final String FOLDED = "fhir-codes-not-checked";

  /** The code system in a finding: its first address. */
  private static final Pattern SYSTEM = Pattern.compile("(?:https?://|urn:)[^\\s'#|]+");

  private Noise() {}

  /**
   * The findings as issues of that file, in their order, and one issue of severity information in
   * place of all noise, last.
   */
  public static List<Issue> fold(String source, List<ValidationFinding> findings) {
    return fold(source, findings, finding -> finding.toIssue(source));
  }

  /**
   * The same, for findings whose place the caller knows better.
   *
   * @param located makes the issue of a finding that is not noise
   */
  public static List<Issue> fold(
      String source, List<ValidationFinding> findings, Function<ValidationFinding, Issue> located) {
    List<Issue> issues = new ArrayList<>();
    Map<String, Integer> bySystem = new TreeMap<>();
    for (ValidationFinding finding : findings) {
      if (!finding.noise()) {
        issues.add(located.apply(finding));
      } else if (finding.code().equals(Naming.UNKNOWN_CODE_SYSTEM)) {
        bySystem.merge(system(finding.message()), 1, Integer::sum);
      }
    }
    if (!bySystem.isEmpty()) {
      issues.add(folded(source, bySystem));
    }
    return issues;
  }

  private static Issue folded(String source, Map<String, Integer> bySystem) {
    int codes = bySystem.values().stream().mapToInt(Integer::intValue).sum();
    String systems =
        bySystem.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return Issue.information(
        FOLDED,
        codes + " codes were not looked up, their code systems are not loaded: " + systems,
        Location.of(source),
        "");
  }

  private static String system(String message) {
    Matcher matcher = SYSTEM.matcher(message);
    return matcher.find() ? matcher.group() : "unnamed";
  }
}
