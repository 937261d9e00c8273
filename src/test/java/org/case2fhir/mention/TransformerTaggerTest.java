package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

@Tag("long")
class TransformerTaggerTest {
  private static final String TEXT =
      "A 47-year-old woman presented with severe abdominal pain and fever. "
          + "Computed tomography showed pancreatitis. "
          + "She was treated with prednisone and her hemoglobin was 9.8 g/dL. ";

  private final TransformerTagger tagger = TransformerTagger.builtIn();

  private List<Mention> tag(String text) {
    return tagger.tag(text, SentenceSplitter.of(text));
  }

  private List<String> found(String text, MentionType type) {
    return tag(text).stream()
        .filter(mention -> mention.type() == type)
        .map(mention -> text.substring(mention.span().start(), mention.span().end()))
        .toList();
  }

  @Test
  void findsWhatACaseIsMadeOf() {
    assertThat(found(TEXT, MentionType.AGE)).containsExactly("47-year-old");
    assertThat(found(TEXT, MentionType.SEX)).containsExactly("woman");
    assertThat(found(TEXT, MentionType.SIGN_SYMPTOM)).contains("pain", "fever");
    assertThat(found(TEXT, MentionType.DISEASE_DISORDER)).contains("pancreatitis");
    assertThat(found(TEXT, MentionType.MEDICATION)).containsExactly("prednisone");
    assertThat(found(TEXT, MentionType.LAB_VALUE)).contains("9.8 g/dL");
    assertThat(found(TEXT, MentionType.DIAGNOSTIC_PROCEDURE))
        .contains("Computed tomography", "hemoglobin");
  }

  @Test
  void saysHowSureItIs() {
    assertThat(tag(TEXT))
        .allSatisfy(mention -> assertThat(mention.confidence()).isBetween(0.1, 1.0))
        .anySatisfy(mention -> assertThat(mention.confidence()).isGreaterThan(0.8));
  }

  /** Longer than a window many times: the same is found at the end as in the middle. */
  @Test
  void readsALongTextToItsEnd() {
    String text = TEXT.repeat(60);
    List<Mention> mentions = tag(text);
    assertThat(mentions)
        .filteredOn(mention -> mention.type() == MentionType.MEDICATION)
        .hasSize(60);
    assertThat(mentions)
        .isSortedAccordingTo((a, b) -> Integer.compare(a.span().start(), b.span().start()));
    for (int i = 1; i < mentions.size(); i++) {
      assertThat(mentions.get(i).span().start())
          .isGreaterThanOrEqualTo(mentions.get(i - 1).span().end());
    }
  }

  @Test
  void mentionsStayWithinSentencesAndLines() {
    String text = "He had chest\npain. Severe\r\nheart failure. The left\n\nkidney was swollen.\n";
    List<Sentence> sentences = SentenceSplitter.of(text);
    assertThat(tag(text))
        .isNotEmpty()
        .allSatisfy(
            mention -> {
              String own = text.substring(mention.span().start(), mention.span().end());
              assertThat(own).doesNotContain("\n", "\r");
              assertThat(sentences)
                  .anyMatch(
                      sentence ->
                          sentence.span().start() <= mention.span().start()
                              && mention.span().end() <= sentence.span().end());
            });
  }

  @Test
  void nothingIsFoundInNothing() {
    assertThat(tag("")).isEmpty();
    assertThat(tag(" \n\u00a0\u200b\t")).isEmpty();
    assertThat(tagger.tag(TEXT, List.of())).isEmpty();
  }

  @Test
  void unknownSignsDoNoHarm() {
    String odd = "患者 \ud83d\ude00 \ud800 \u0301\u0302 \uffff \u0000 fever \u2028 ñ ǅ İ ß ﬁ \udc00";
    assertThat(found(odd, MentionType.SIGN_SYMPTOM)).contains("fever");
  }

  @Test
  void longWordsAndHeapsOfMarksAreOneToken() {
    assertThat(tag("e" + "\u0301".repeat(400_000) + " fever")).hasSizeLessThan(3);
    assertThat(tag("a".repeat(1_000_000))).hasSizeLessThan(2);
    assertThat(tag("=".repeat(1_000_000))).hasSizeLessThan(2);
    assertThat(tag("7".repeat(1_000_000))).hasSizeLessThan(2);
  }

  @Test
  void threadsGetTheSameMentions() {
    String text = TEXT.repeat(8);
    Set<List<Mention>> all =
        IntStream.range(0, 4).parallel().mapToObj(i -> tag(text)).collect(Collectors.toSet());
    assertThat(all).hasSize(1);
  }

  @Test
  void tokensAreRunsOfTheSameKind() {
    assertThat(tokens("12mg/dL, x_y --- m² e\u0301tat\u00adpost"))
        .containsExactly(
            "12", "mg", "/", "dL", ",", "x", "_", "y", "---", "m", "²", "e\u0301tat", "post");
    assertThat(tokens("a\ud83d\ude00\ud83d\ude00b"))
        .containsExactly("a", "\ud83d\ude00\ud83d\ude00", "b");
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (Span token : WordPieces.tokens(text, new Span(0, text.length()))) {
      tokens.add(text.substring(token.start(), token.end()));
    }
    return tokens;
  }

  /** Printed only: how fast it is depends on the machine. */
  @Test
  void printsHowFastItIs(TestReporter reporter) {
    String text = TEXT.repeat(15).substring(0, 2_500);
    List<Sentence> sentences = SentenceSplitter.of(text);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long began = System.nanoTime();
      assertThat(tagger.tag(text, sentences)).isNotEmpty();
      best = Math.min(best, System.nanoTime() - began);
    }
    reporter.publishEntry("2,500 characters", best / 1_000_000 + " ms");
  }
}
