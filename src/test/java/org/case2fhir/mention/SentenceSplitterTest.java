package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceSplitterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "32.3 ng/mL | 32.3 ng / mL",
        "a 5-cm mass | a 5 - cm mass",
        "stage T2N1M0 | stage T2N1M0",
        "β-HCG of 1,200 | β - HCG of 1,200",
        "37.5°C, 1:160 | 37.5 ° C , 1 : 160",
        "5.2×10⁹/L | 5.2 × 10⁹ / L",
        "50 mg/m2 | 50 mg / m2",
        "10mg (p.o.) | 10 mg ( p . o . )",
        "Ebstein's, the patients' | Ebstein 's , the patients '",
        "Sjögren’s 0·5% | Sjögren ’s 0·5 %"
      })
  void wordsNumbersAndMarksAreTokens(String text, String tokens) {
    assertThat(Tokenizer.tokens(text))
        .extracting(token -> text.substring(token.start(), token.end()))
        .containsExactly(tokens.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She came to us.|Her pain was 3.5 of 10.|It lasted.",
        "Dr. Roe saw approx. 3 lesions (Fig. 1, No. 2).|He left.",
        "It was tested for E. coli and by J. Doe et al. in 2003.|It grew.",
        "He had hepatitis B.|She had vitamin D. deficiency",
        "It was given i.v. twice.|He rose at 5 a.m. and ate.",
        "Is it cancer?|No!|\"It is not.\"|He slept.",
        "Drug A vs. Placebo was tried, e.g. Aspirin, cf. Table.|5 of 7 improved.",
        "The mass was benign.3,4 |The rest was normal.[5] |We stopped.",
        "The scan was normal.|The patient left.",
        "1. Introduction of the case.|2. Nothing was found.",
        "Ki-67 was 5%.|α-Fetoprotein rose.|(It fell later.)|It fell."
      })
  void sentencesEndWhereTheyEnd(String marked) {
    String text = marked.replace(" |", " ").replace("normal.|The patient", "normal.The patient");
    text = text.replace("|", " ");
    String whole = text;
    String[] expected = marked.split(" ?\\|");
    assertThat(SentenceSplitter.of(text))
        .extracting(s -> whole.substring(s.span().start(), s.span().end()))
        .containsExactly(expected);
  }

  @Test
  void anEmptyLineEndsASentenceAndALineEndDoesNot() {
    assertThat(SentenceSplitter.of("Case report\n\nA man had\nfever")).hasSize(2);
    assertThat(SentenceSplitter.of("")).isEmpty();
    assertThat(SentenceSplitter.of(" \n ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A",
        "\u0301",
        "a\u0301",
        "\uD835\uDC00",
        "1",
        "1,",
        "1.",
        ".",
        "...",
        "(",
        "((",
        ")",
        "-",
        " ",
        "\n",
        "a.",
        "A. ",
        "x y ",
        "e.g.",
        ".3",
        "[3]",
        "'s",
        ". ",
        ".)",
        "(a "
      })
  void aMillionCharactersAreSplitInTime(String part) {
    String text = part.repeat(1_000_000 / part.length());
    List<Sentence> sentences =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> SentenceSplitter.of(text));
    assertThat(sentences)
        .allSatisfy(
            sentence -> {
              assertThat(sentence.tokens()).hasSizeLessThan(500);
              assertThat(sentence.tokens())
                  .allSatisfy(token -> assertThat(token.length()).isBetween(1, 200));
            });
  }

  @Test
  void aLongTokenIsCutBetweenCharacters() {
    String text = "\uD835\uDC00".repeat(150) + " a" + "\u0301".repeat(395_000);
    assertThat(Tokenizer.tokens(text))
        .startsWith(new Span(0, 200), new Span(200, 300), new Span(301, 501))
        .hasSize(2 + 395_001 / 200 + 1);
  }

  @Property(tries = 500)
  void everyTokenIsInOneSentence(@ForAll String text) {
    List<Sentence> sentences = SentenceSplitter.of(text);
    int at = 0;
    for (Sentence sentence : sentences) {
      assertThat(sentence.tokens()).isNotEmpty();
      assertThat(sentence.span().start()).isGreaterThanOrEqualTo(at);
      assertThat(sentence.tokens().get(0).start()).isEqualTo(sentence.span().start());
      at = sentence.span().end();
    }
    assertThat(sentences.stream().mapToInt(s -> s.tokens().size()).sum())
        .isEqualTo(Tokenizer.tokens(text).size());
  }
}
