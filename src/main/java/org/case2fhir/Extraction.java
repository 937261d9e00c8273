package org.case2fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;

/**
 * What became of one article.
 *
 * @param input name of the input
 * @param outputs what to write: one for each patient, or one in all for standoff annotation
 * @param coverage in the wanted format
 * @param counts how much of the article became facts
 * @param issues everything there is to say
 */
public record Extraction(
    String input,
    List<Output> outputs,
    Optional<String> coverage,
    Counts counts,
    List<Issue> issues) {
  public Extraction {
    outputs = List.copyOf(outputs);
    issues = List.copyOf(issues);
  }

  /**
   * A text to write.
   *
   * @param patient number of the patient in the article, from 1
   * @param patients number of all patients in it
   */
  public record Output(String caseId, int patient, int patients, String text) {}

  /**
   * Numbers for a summary.
   *
   * @param facts of all patients
   * @param inFacts clinical words that are a part of a fact
   * @param context clinical words that are knowingly none: times, places, what is hypothetical,
   *     general or another person's
   * @param lost clinical words that became nothing
   * @param lostWords the same, each once, in order
   * @param shaky sentences whose reading is unsure, in order
   */
  public record Counts(
      int facts, int inFacts, int context, int lost, List<String> lostWords, List<String> shaky) {
    static final Counts NONE = new Counts(0, 0, 0, 0, List.of(), List.of());

    public Counts {
      lostWords = List.copyOf(lostWords);
      shaky = List.copyOf(shaky);
    }

    /** The share of clinical words that were not lost, in percent, rounded down. */
    public int share() {
      int all = inFacts + context + lost;
      return all == 0 ? 100 : 100 * (inFacts + context) / all;
    }
  }

  /** An article of which nothing could be had. */
  public static Extraction failed(String input, List<Issue> issues) {
    return new Extraction(input, List.of(), Optional.empty(), Counts.NONE, issues);
  }

  /** The issue of an article of whose patient nothing is read. */
  public static Issue noFact(String input) {
    return Issue.error(
        "no-fact",
        "no fact about its patient was found",
        Location.of(input),
        "check that it is the right file, or write a case file");
  }

  /** The same with one more issue. */
  public Extraction with(Issue issue) {
    List<Issue> all = new ArrayList<>(issues);
    all.add(issue);
    return new Extraction(input, outputs, coverage, counts, all);
  }

  /** Whether any issue is this bad or worse. */
  public boolean hasIssues(Severity threshold) {
    return issues.stream().anyMatch(issue -> issue.severity().atLeast(threshold));
  }
}
