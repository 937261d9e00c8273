package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What short texts say, and what must not be read into them: the rows of short-texts.txt. */
class ShortTextsTest {
  private static final int CUT = 20;
  private static final ArticleReader READER = ArticleReader.builtIn();
  private static final CaseFileWriter WRITER =
      new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn());

  /** A text with words that its case files have, and words that they have not. */
  record Row(String text, List<String> has, List<String> not) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : lines()) {
      String words = line.substring(line.indexOf(':') + 1).strip().replace("\\n", "\n");
      switch (line.substring(0, Math.max(0, line.indexOf(':')))) {
        case "text" -> rows.add(new Row(words, new ArrayList<>(), new ArrayList<>()));
        case "has" -> rows.get(rows.size() - 1).has().add(words);
        case "not" -> rows.get(rows.size() - 1).not().add(words);
        default -> assertThat(line).matches("|#.*");
      }
    }
    return rows.stream();
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = ShortTextsTest.class.getResourceAsStream("short-texts.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatItMust(Row row) {
    String cases =
        READER.read(Articles.input(row.text()), OptionalInt.empty()).value().orElseThrow().stream()
            .map(read -> WRITER.write(read.report()))
            .collect(Collectors.joining("\n"));
    assertThat(row.has()).isNotEmpty();
    assertThat(cases).contains(row.has());
    row.not().forEach(words -> assertThat(cases).doesNotContain(words));
  }

  /** A text that lacks its full stop, or was cut, is read as far as it goes. */
  @Test
  void aTextMayEndAnywhere() throws IOException {
    ArticleReader reader = ArticleReader.of(CrfTagger.builtIn());
    List<Row> rows = rows().toList();
    for (int row = 0; row < rows.size(); row += CUT) {
      String text = rows.get(row).text();
      for (int end = text.indexOf(' '); end >= 0; end = text.indexOf(' ', end + 1)) {
        String cut = text.substring(0, end);
        assertThatCode(() -> reader.read(Articles.input(cut), OptionalInt.empty()))
            .as(cut)
            .doesNotThrowAnyException();
      }
    }
  }
}
