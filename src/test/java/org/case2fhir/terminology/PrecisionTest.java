package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.GoldMentions.Mention;
import org.junit.jupiter.api.Test;

/**
 * A sample of mentions with the codes that they get, each judged by hand: {@code right} where the
 * codes mean exactly the words (but for qualifiers that the match names), else {@code wrong}.
 *
 * <p>Columns of {@code judged-mentions.tsv}: {@code mention domain codes verdict}. {@link #draws}
 * writes a sample in the same form, not judged, to {@code target/mention-sample.tsv}: what has
 * codes, as often as it occurs.
 */
class PrecisionTest {
  private static final double LEAST = 0.98;
  private static final long SEED = 771;
  private static final int DRAWN = 200;

  private static List<String[]> judged() throws IOException {
    try (InputStream in = PrecisionTest.class.getResourceAsStream("judged-mentions.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }

  private static String codes(Domain domain, String text) {
    return Vocabulary.builtIn().match(domain, text).map(TermMatch::codes).orElse(List.of()).stream()
        .map(Code::code)
        .collect(Collectors.joining(" "));
  }

  @Test
  void everyJudgedMentionKeepsItsCodes() throws IOException {
    List<String> changed = new ArrayList<>();
    for (String[] row : judged()) {
      String now = codes(Domain.valueOf(row[1]), row[0]);
      if (!now.equals(row[2])) {
        changed.add(row[0] + ": " + row[2] + " was judged, now it is " + now);
      }
    }
    assertThat(changed).isEmpty();
  }

  @Test
  void codesMeanTheWords() throws IOException {
    List<String[]> rows = judged();
    assertThat(rows).allMatch(row -> Set.of("right", "wrong").contains(row[3]));
    long right = rows.stream().filter(row -> row[3].equals("right")).count();
    assertThat((double) right / rows.size()).isGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void draws() throws IOException {
    assumeTrue(Files.isDirectory(GoldMentions.CASES), "no annotated cases here");
    List<Mention> mentions = new ArrayList<>(GoldMentions.read());
    Collections.shuffle(mentions, new Random(SEED));
    List<String> sample =
        mentions.stream().flatMap(PrecisionTest::coded).limit(DRAWN).collect(Collectors.toList());
    assertThat(sample).hasSize(DRAWN);
    sample.add(0, "mention\tdomain\tcodes\tverdict");
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target", "mention-sample.tsv"), sample);
  }

  private static Stream<String> coded(Mention mention) {
    return mention
        .domain()
        .map(domain -> List.of(mention.text(), domain.name(), codes(domain, mention.text())))
        .filter(row -> !row.get(2).isEmpty())
        .map(row -> String.join("\t", row) + "\t")
        .stream();
  }
}
