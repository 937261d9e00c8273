package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.MessageReader.FindingCodes;

/**
 * Folds findings that only say "this code system is not loaded" into one counted issue, and those
 * that say it of the definitions of extensions into another.
 *
 * <p>LOINC, SNOMED CT, RxNorm and their like cannot be shipped, so every code of theirs brings such
 * a finding, and every quotation of an article an extension of a later FHIR; one line for each
 * would bury what matters.
 */
public final class UncheckedFindings {
  private static final String CODES = "fhir-codes-not-checked";
  private static final String EXTENSIONS = "fhir-extensions-not-checked";

  /** What a finding speaks of: the first address in it. */
  private static final Pattern ADDRESS = Pattern.compile("(?:https?://|urn:)[^\\s'#|]+");

  private UncheckedFindings() {}

  /** Whether an issue stands for noise. */
  public static boolean isFolded(Issue issue) {
    return issue.code().equals(CODES) || issue.code().equals(EXTENSIONS);
  }

  /**
   * The findings as issues of that file, in their order, and one issue of severity information for
   * each kind of noise in its place, last.
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
    Map<String, Integer> systems = new TreeMap<>();
    Map<String, Integer> extensions = new TreeMap<>();
    for (ValidationFinding finding : findings) {
      if (!finding.noise()) {
        issues.add(located.apply(finding));
      } else if (finding.code().equals(FindingCodes.UNKNOWN_CODE_SYSTEM)) {
        systems.merge(address(finding.message()), 1, Integer::sum);
      } else if (finding.code().equals(FindingCodes.UNKNOWN_EXTENSION)) {
        extensions.merge(address(finding.message()), 1, Integer::sum);
      }
    }
    fold(source, CODES, "codes were not looked up, their code systems are not loaded", systems)
        .ifPresent(issues::add);
    fold(source, EXTENSIONS, "extensions were not checked, no definition is loaded", extensions)
        .ifPresent(issues::add);
    return issues;
  }

  private static Optional<Issue> fold(
      String source, String code, String what, Map<String, Integer> counts) {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    String each =
        counts.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return all == 0
        ? Optional.empty()
        : Optional.of(
            Issue.information(code, all + " " + what + ": " + each, Location.of(source), ""));
  }

  private static String address(String message) {
    Matcher matcher = ADDRESS.matcher(message);
    return matcher.find() ? matcher.group() : "unnamed";
  }
}
