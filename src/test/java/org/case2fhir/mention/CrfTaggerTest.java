package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

class CrfTaggerTest {
  private static final String TEXT =
      "A 47-year-old woman presented with severe abdominal pain and fever. "
          + "Computed tomography showed pancreatitis. "
          + "She was treated with prednisone and her hemoglobin was 9.8 g/dL.";

  @Test
  void findsWhatACaseIsMadeOf() {
    assertThat(found(MentionType.AGE)).containsExactly("47-year-old");
    assertThat(found(MentionType.SEX)).contains("woman");
    assertThat(found(MentionType.SIGN_SYMPTOM)).contains("pain", "fever");
    assertThat(found(MentionType.DISEASE_DISORDER)).contains("pancreatitis");
    assertThat(found(MentionType.MEDICATION)).contains("prednisone");
    assertThat(found(MentionType.LAB_VALUE)).contains("9.8 g/dL");
    assertThat(found(MentionType.DIAGNOSTIC_PROCEDURE)).contains("hemoglobin");
  }

  private static List<String> found(MentionType type) {
    return CrfTagger.builtIn().tag(TEXT, SentenceSplitter.of(TEXT)).stream()
        .filter(mention -> mention.type() == type)
        .map(mention -> TEXT.substring(mention.span().start(), mention.span().end()))
        .toList();
  }

  @Test
  void modelFileIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
    byte[] bytes = CrfTagger.builtIn().toBytes();
    assertThat(bytes.length).isLessThan(1_500_000);
    Path file = Files.write(folder.resolve("a.model"), bytes);
    CrfTagger read = (CrfTagger) TaggerOptions.model(file).openTagger().value().orElseThrow();
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.tag(TEXT, SentenceSplitter.of(TEXT)))
        .isEqualTo(CrfTagger.builtIn().tag(TEXT, SentenceSplitter.of(TEXT)));
  }

  @Test
  void damagedModelsAreRefused(@TempDir Path folder) throws IOException {
    byte[] bytes = CrfTagger.builtIn().toBytes();
    for (int cut : new int[] {0, 3, 100, bytes.length / 2, bytes.length - 1}) {
      byte[] part = Arrays.copyOf(bytes, cut);
      assertThatThrownBy(() -> CrfTagger.read(new ByteArrayInputStream(part)))
          .isInstanceOf(IOException.class);
    }
    Path file = Files.writeString(folder.resolve("b.model"), "no model");
    assertThat(TaggerOptions.model(file).open().issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.solution()).contains("train"));
    assertThat(TaggerOptions.model(folder.resolve("c")).open().value()).isEmpty();
  }

  @Test
  void timeGrowsWithTheLengthOnly(TestReporter reporter) {
    String page = TEXT.concat(" ").repeat(13);
    CrfTagger tagger = CrfTagger.builtIn();
    for (int i = 0; i < 100; i++) {
      tagger.tag(page, SentenceSplitter.of(page));
    }
    long start = System.nanoTime();
    tagger.tag(page, SentenceSplitter.of(page));
    long one = System.nanoTime() - start;
    String book = page.repeat(40);
    start = System.nanoTime();
    tagger.tag(book, SentenceSplitter.of(book));
    long forty = System.nanoTime() - start;
    reporter.publishEntry(page.length() + " characters", one / 1000 + " µs");
    reporter.publishEntry(book.length() + " characters", forty / 1000 + " µs");
    assertThat(forty).isLessThan(40 * 8 * Math.max(one, 2_000_000));
  }

  @Property(tries = 200)
  void mentionsAreInOrderAndInTheText(@ForAll String text) {
    int at = 0;
    for (Mention mention : CrfTagger.builtIn().tag(text, SentenceSplitter.of(text))) {
      Span span = mention.span();
      assertThat(span.start()).isGreaterThanOrEqualTo(at);
      assertThat(span.end()).isLessThanOrEqualTo(text.length());
      at = span.end();
    }
  }
}
