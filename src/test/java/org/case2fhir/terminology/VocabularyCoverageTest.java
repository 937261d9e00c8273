package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.terminology.GoldMentions.Kind;
import org.case2fhir.terminology.GoldMentions.Mention;
import org.junit.jupiter.api.Test;

/**
 * How many of the mentions that people marked in published cases have a code; writes {@code
 * target/vocabulary-coverage.txt}. Only even documents are seen by those who write the tables.
 */
class VocabularyCoverageTest {
  private static final Path REPORT = Path.of("target", "vocabulary-coverage.txt");
  private static final int MOST_FREQUENT = 60;

  /** What holds at present, in percent of all mentions; raise it when the tables grow. */
  private static final Map<Kind, Integer> HOLDS =
      Map.of(
          Kind.MEDICATION, 85,
          Kind.PROBLEM, 63,
          Kind.DIAGNOSTIC_PROCEDURE, 59,
          Kind.THERAPEUTIC_PROCEDURE, 48);

  /** How far the unseen half may fall behind the seen one before the tables are too special. */
  private static final int MOST_APART = 10;

  private static List<Mention> all() throws IOException {
    List<Mention> mentions = new ArrayList<>(GoldMentions.read());
    if (Files.isDirectory(GoldMentions.MORE_CASES)) {
      mentions.addAll(GoldMentions.read(GoldMentions.MORE_CASES));
    }
    return mentions;
  }

  private static Set<Mention> coded(List<Mention> mentions) {
    return mentions.stream().filter(m -> m.domain().isPresent()).collect(Collectors.toSet());
  }

  @Test
  void coversTheMentionsOfTheCases() throws IOException {
    assumeTrue(Files.isDirectory(GoldMentions.CASES), "no annotated cases here");
    List<Mention> mentions = all();
    Set<Mention> coded = coded(mentions);
    StringBuilder report = new StringBuilder("kind\tdocuments\tmentions\tcoded\tpercent\tgoal\n");
    for (Kind kind : Kind.values()) {
      List<Mention> own = mentions.stream().filter(m -> m.kind() == kind).toList();
      report.append(line(kind, "all", own, coded));
      report.append(line(kind, "even", own.stream().filter(Mention::seen).toList(), coded));
      report.append(
          line(kind, "odd (unseen)", own.stream().filter(m -> !m.seen()).toList(), coded));
      report.append(line(kind, "all, distinct", distinct(own), coded));
    }
    report.append(halves(GoldMentions.CASES, coded)).append(halves(GoldMentions.MORE_CASES, coded));
    for (Kind kind : Kind.values()) {
      report.append("\nmost frequent in even documents without a code: ").append(kind).append('\n');
      unresolved(mentions, kind, coded).forEach(l -> report.append(l).append('\n'));
    }
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, report);
    HOLDS.forEach(
        (kind, share) ->
            assertThat(percent(mentions.stream().filter(m -> m.kind() == kind).toList(), coded))
                .as(kind.name())
                .isGreaterThanOrEqualTo(share));
  }

  /** Words that only the seen documents have would show here. */
  @Test
  void coversUnseenCasesAlmostAsWell() throws IOException {
    assumeTrue(Files.isDirectory(GoldMentions.CASES), "no annotated cases here");
    List<Mention> mentions = all();
    Set<Mention> coded = coded(mentions);
    for (Kind kind : Kind.values()) {
      List<Mention> own = mentions.stream().filter(m -> m.kind() == kind).toList();
      double seen = percent(own.stream().filter(Mention::seen).toList(), coded);
      double unseen = percent(own.stream().filter(m -> !m.seen()).toList(), coded);
      assertThat(seen - unseen).as(kind.name()).isLessThan(MOST_APART);
    }
  }

  private static String halves(Path cases, Set<Mention> coded) throws IOException {
    if (!Files.isDirectory(cases)) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    List<Mention> mentions = GoldMentions.read(cases);
    for (Kind kind : Kind.values()) {
      for (boolean seen : new boolean[] {true, false}) {
        String which = cases.getFileName() + (seen ? " even" : " odd (unseen)");
        List<Mention> half =
            mentions.stream().filter(m -> m.kind() == kind && m.seen() == seen).toList();
        lines.append(line(kind, which, half, coded));
      }
    }
    return lines.toString();
  }

  private static List<Mention> distinct(List<Mention> mentions) {
    Set<String> forms = new HashSet<>();
    return mentions.stream().filter(m -> forms.add(TextForm.of(m.text()))).toList();
  }

  private static String line(Kind kind, String which, List<Mention> mentions, Set<Mention> coded) {
    long known = mentions.stream().filter(coded::contains).count();
    return String.format(
        Locale.ROOT,
        "%s\t%s\t%d\t%d\t%.1f\t%d%n",
        kind,
        which,
        mentions.size(),
        known,
        percent(mentions, coded),
        kind.goal);
  }

  private static double percent(List<Mention> mentions, Set<Mention> coded) {
    return 100.0 * mentions.stream().filter(coded::contains).count() / mentions.size();
  }

  private static List<String> unresolved(List<Mention> mentions, Kind kind, Set<Mention> coded) {
    return mentions.stream()
        .filter(m -> m.kind() == kind && m.seen() && !coded.contains(m))
        .collect(
            Collectors.groupingBy(m -> m.text().toLowerCase(Locale.ROOT), Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_FREQUENT)
        .map(e -> e.getValue() + "\t" + e.getKey())
        .toList();
  }
}
