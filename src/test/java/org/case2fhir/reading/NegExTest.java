package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Sentences of clinical reports with a finding that is denied or not (the test set of NegEx and
 * ConText): floors against loss when a cue is changed.
 */
class NegExTest {
  private static final Path SENTENCES = Path.of("../shared/corpora/negex-dev/sentences.tsv");

  @Test
  void findingsAreDeniedAtLeastThisWell() throws IOException {
    boolean there = Files.exists(SENTENCES);
    if (!there) {
      System.err.println("SKIPPED: no denials are scored, " + SENTENCES + " is not there");
    }
    Assumptions.assumeTrue(there, "no " + SENTENCES);
    PropertyResolver resolver = new PropertyResolver(CueTable.builtIn());
    int both = 0;
    int gold = 0;
    int found = 0;
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(SENTENCES)) {
      String[] cells = line.split("\t");
      String sentence = cells[2].replace('[', '(').replace(']', ')');
      int at = sentence.toLowerCase(Locale.ROOT).indexOf(cells[1].toLowerCase(Locale.ROOT));
      int end = at + cells[1].length();
      if (at < 0) {
        continue;
      }
      String marked =
          sentence.substring(0, at)
              + "["
              + sentence.substring(at, end).replace(':', ' ')
              + "]"
              + sentence.substring(end);
      Graph graph;
      try {
        graph = RuleExample.graph(marked, MentionType.SIGN_SYMPTOM);
      } catch (IllegalArgumentException e) {
        // The finding stands in two sentences.
        continue;
      }
      resolver.resolve(graph);
      boolean absent =
          graph
              .nodes()
              .findFirst()
              .filter(node -> node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED))
              .isPresent();
      boolean denied = cells[3].equals("Negated");
      both += absent && denied ? 1 : 0;
      gold += denied ? 1 : 0;
      found += absent ? 1 : 0;
      if (absent != denied) {
        wrong.add(cells[0]);
      }
    }
    System.err.println("NegEx: " + both + " of " + gold + " denied, " + found + " found " + wrong);
    assertThat((double) both / found).isGreaterThanOrEqualTo(0.98);
    assertThat((double) both / gold).isGreaterThanOrEqualTo(0.96);
  }
}
