package org.case2fhir.validation.server;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Severity;

/**
 * What a server said about a file, beside what is found here. Not safe for several threads.
 *
 * <p>Two agree where they are as worried about the same element; how they word it may differ.
 */
public final class ServerOpinion {
  private final List<Issue> said;
  private final List<Issue> unmatched;
  private final List<Issue> failures;

  /**
   * @param said by the server
   * @param failures why it was not asked or did not answer
   */
  ServerOpinion(List<Issue> said, List<Issue> failures) {
    this.said = List.copyOf(said);
    this.unmatched = new ArrayList<>(said);
    this.failures = List.copyOf(failures);
  }

  /** Whether the server says something as bad about the same element. */
  public boolean agrees(Issue local) {
    boolean agrees = said.stream().anyMatch(issue -> isAlike(issue, local));
    unmatched.removeIf(issue -> isAlike(issue, local));
    return agrees;
  }

  /** What it said that nothing here agreed with so far. */
  public List<Issue> unmatched() {
    return List.copyOf(unmatched);
  }

  /** Why there is no opinion, or not of all of it. */
  public List<Issue> failures() {
    return failures;
  }

  private static boolean isAlike(Issue one, Issue other) {
    String path = normal(one.location().path());
    boolean worried = one.severity() == Severity.ERROR == (other.severity() == Severity.ERROR);
    boolean sameWords = one.message().equals(other.message());
    return worried
        && path.equals(normal(other.location().path()))
        && (sameWords || !path.isEmpty());
  }

  /** The element without what servers put into its path: types, and the index 0. */
  static String normal(String path) {
    return path.replaceAll("/\\*.*?\\*/", "")
        .replaceAll("\\.ofType\\((\\w+)\\)", "")
        .replace("[0]", "")
        .replace("[x]", "");
  }
}
