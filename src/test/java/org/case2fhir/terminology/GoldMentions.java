package org.case2fhir.terminology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people marked in published cases, if the annotated cases are there. */
final class GoldMentions {
  static final Path CASES = Path.of("..", "shared", "corpora", "maccrobat-dev");

  /** More of the same kind. */
  static final Path MORE_CASES = Path.of("..", "shared", "corpora", "maccrobat-more");

  private GoldMentions() {}

  /** Every mention of the kinds that have codes, in the order of the files. */
  static List<Mention> read() throws IOException {
    return read(CASES);
  }

  /** Those of other cases; every second document is seen by the authors of the tables. */
  static List<Mention> read(Path directory) throws IOException {
    List<Mention> mentions = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> cases = files.filter(f -> f.toString().endsWith(".ann")).sorted().toList();
      for (int i = 0; i < cases.size(); i++) {
        for (String line : Files.readAllLines(cases.get(i), StandardCharsets.UTF_8)) {
          boolean seen = i % 2 == 0;
          mention(line, seen).ifPresent(mentions::add);
        }
      }
    }
    return mentions;
  }

  private static Optional<Mention> mention(String line, boolean seen) {
    String[] cells = line.split("\t");
    if (!line.startsWith("T") || cells.length < 3) {
      return Optional.empty();
    }
    String kind = cells[1].split(" ")[0];
    return Stream.of(Kind.values())
        .filter(known -> known.labels.contains(kind))
        .findFirst()
        .map(known -> new Mention(known, cells[2], seen));
  }

  /**
   * The kinds of mentions, with the domains that may code them, and the share to be reached. What
   * is marked as a medication may be a treatment ("chemotherapy", "sedation") or a substance: the
   * program codes it there, where no drug has the name.
   */
  enum Kind {
    MEDICATION(
        List.of("Medication"), List.of(Domain.MEDICATION, Domain.PROCEDURE, Domain.SUBSTANCE), 90),
    PROBLEM(List.of("Disease_disorder", "Sign_symptom"), List.of(Domain.FINDING), 70),
    DIAGNOSTIC_PROCEDURE(
        List.of("Diagnostic_procedure"), List.of(Domain.TEST, Domain.PROCEDURE, Domain.REPORT), 72),
    THERAPEUTIC_PROCEDURE(
        List.of("Therapeutic_procedure"), List.of(Domain.PROCEDURE, Domain.MEDICATION), 60);

    private final List<String> labels;
    private final List<Domain> domains;
    final int goal;

    Kind(List<String> labels, List<Domain> domains, int goal) {
      this.labels = labels;
      this.domains = domains;
      this.goal = goal;
    }
  }

  /**
   * One marked mention.
   *
   * @param seen whether the authors of the tables may look at its document
   */
  record Mention(Kind kind, String text, boolean seen) {
    /** The first domain in which it names a concept with a code. */
    Optional<Domain> domain() {
      return kind.domains.stream().filter(domain -> isCoded(domain, text)).findFirst();
    }

    /** A test has codes even where no value tells which. */
    private static boolean isCoded(Domain domain, String text) {
      return Vocabulary.builtIn()
          .match(domain, text)
          .filter(match -> domain == Domain.TEST || !match.codes().isEmpty())
          .isPresent();
    }
  }
}
