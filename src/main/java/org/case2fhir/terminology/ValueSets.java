package org.case2fhir.terminology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/**
 * The value sets that a server is asked for, by domain. A table with the columns {@code domain
 * value-set concept-map}; a domain without a row is never asked for.
 */
public final class ValueSets {
  private static final String HEADER = "domain\tvalue-set";

  private final Map<Domain, List<Question>> questions = new EnumMap<>(Domain.class);

  private ValueSets() {}

  /** Reads a user's table, or the usual one. */
  public static Result<ValueSets> read(Optional<Path> table) {
    if (table.isEmpty()) {
      return parse("value-sets.tsv", usual());
    }
    try {
      return parse(table.get().toString(), Files.readString(table.get()));
    } catch (IOException e) {
      return Result.failed(
          Issue.error(
              "unreadable-file",
              "the table of value sets cannot be read",
              Location.of(table.get().toString()),
              "check the file; it must be in UTF-8"));
    }
  }

  private static String usual() {
    return BundledTable.text(ValueSets.class, "value-sets");
  }

  private static Result<ValueSets> parse(String name, String text) {
    ValueSets sets = new ValueSets();
    List<Issue> issues = new ArrayList<>();
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).startsWith(HEADER)) {
      return Result.failed(problem(name, 1, "the header is not `domain`, tab, `value-set`"));
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      Optional<Domain> domain = domain(cells[0]);
      if (domain.isEmpty() || cells.length < 2 || cells[1].isBlank()) {
        issues.add(problem(name, i + 1, "a row has no known domain or no value set"));
      } else {
        Question question =
            new Question(cells[1].strip(), cells.length > 2 ? cells[2].strip() : "");
        sets.questions.computeIfAbsent(domain.get(), d -> new ArrayList<>()).add(question);
      }
    }
    return issues.isEmpty() ? Result.of(sets, issues) : Result.failed(issues);
  }

  private static Issue problem(String name, int line, String message) {
    return Issue.error(
        "bad-value-sets",
        message,
        new Location(name, line, 0, ""),
        "see convert --help for the table");
  }

  private static Optional<Domain> domain(String word) {
    String name = word.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Stream.of(Domain.values()).filter(domain -> domain.name().equals(name)).findFirst();
  }

  List<Question> of(Domain domain) {
    return questions.getOrDefault(domain, List.of());
  }

  /**
   * What a server is asked about the terms of a domain.
   *
   * @param valueSet canonical URL of the value set that is expanded with the term as filter
   * @param conceptMap canonical URL of a map by which found codes are translated; may be empty
   */
  record Question(String valueSet, String conceptMap) {}
}
