package org.case2fhir.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "She had treat-\\nment for it | She had treatment for it",
        "At follow-\\nup he was well | At follow-up he was well",
        "a 5-year-\\nold boy | a 5-year-old boy",
        "a non-\\nHodgkin lymphoma | a non-Hodgkin lymphoma",
        "COVID-\\n19 test | COVID-19 test",
        "the well-known one; well-\\nknown | the well-known one; well-known",
        "a soft\u00adened plaque | a softened plaque",
        "Figure \u200b2 | Figure 2",
        "the \ufb01rst \ufb02uid \ufb03 | the first fluid ffi",
        "3\u2009mg \u00a0 twice | 3 mg twice",
        "6  $\\mu$ m-thick | 6 µm-thick",
        "with $CO_2$ laser | with CO2 laser",
        "a count of $10^9$/L | a count of 10⁹/L",
        "of $5 and $10 | of $5 and $10",
        "GÜNER\\* and ISIK\\*\\* | GÜNER* and ISIK**",
        "*Staphylococcus aureus* grew | Staphylococcus aureus grew",
        "**Severe** _acute_ pain | Severe acute pain",
        "HLA-B*27 and p.R100* stay | HLA-B*27 and p.R100* stay",
        "value_of_x stays | value_of_x stays",
        "a \\pm b | a ± b",
      })
  void readsWhatThePrintShows(String raw, String expected) {
    assertThat(passage(raw.replace("\\n", "\n")).text()).isEqualTo(expected);
  }

  @Test
  void joinsAroundWhatInterruptsAndKnowsBothPlaces() {
    String text = "One injection on\n\nFigure 1. A film.\n\nthe left side.";
    List<Span> paragraph = List.of(new Span(0, 16), new Span(37, 51));
    Passage passage = Passage.of(document(text), paragraph);
    assertThat(passage.text()).isEqualTo("One injection on the left side.");
    assertThat(passage.original(4, 13)).isEqualTo(new Span(4, 13));
    int left = passage.text().indexOf("left");
    assertThat(slice(text, passage.original(left, left + 4))).isEqualTo("left");
    assertThat(passage.originals(14, 20, paragraph))
        .extracting(span -> slice(text, span))
        .containsExactly("on", "the");
  }

  @Test
  void placesOfReplacedCharactersCoverWhatWasReplaced() {
    String text = "6 $\\mu$ m of \ufb01brous";
    Passage passage = passage(text);
    int micro = passage.text().indexOf('µ');
    assertThat(slice(text, passage.original(micro, micro + 1))).isEqualTo("\\mu");
    assertThat(slice(text, passage.original(0, 4))).isEqualTo("6 $\\mu$ m");
    int fibrous = passage.text().indexOf("fib");
    assertThat(slice(text, passage.original(fibrous, fibrous + 2))).isEqualTo("\ufb01");
  }

  @Property
  void everyRangePointsIntoTheDocumentAtItsOwnLetters(
      @ForAll("texts") String text, @ForAll int from, @ForAll int to) {
    Passage passage = passage(text);
    int length = passage.text().length();
    if (length > 0) {
      int start = Math.floorMod(from, length);
      int end = start + 1 + Math.floorMod(to, length - start);
      Span original = passage.original(start, end);
      assertThat(original.end()).isLessThanOrEqualTo(text.length());
      String again = Passage.of(document(text), List.of(original)).text();
      assertThat(letters(again)).contains(letters(passage.text().substring(start, end)));
    }
  }

  @Property
  void noTextBreaksIt(@ForAll String text) {
    if (!text.isEmpty()) {
      Passage passage = passage(text);
      for (int i = 0; i < passage.text().length(); i++) {
        assertThat(passage.original(i, i + 1).end()).isLessThanOrEqualTo(text.length());
      }
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "Z",
            "é",
            "7",
            " ",
            "\n",
            "-",
            "-\n",
            "\u00ad",
            "\u200b",
            "\ufb01",
            "\u2009",
            "*",
            "**",
            "_",
            "\\*",
            "$\\mu$",
            "$CO_2$",
            "\\pm ",
            "$",
            "^",
            "{",
            "}",
            "\ud83d\ude00",
            "\ud800",
            "\u0000",
            "treat-\nment",
            "|",
            "#")
        .list()
        .ofMinSize(1)
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Character.isLetter(c) && c < 0x370)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  private static String slice(String text, Span span) {
    return text.substring(span.start(), span.end());
  }

  private static Passage passage(String text) {
    return Passage.of(document(text), List.of(new Span(0, text.length())));
  }

  private static SourceDocument document(String text) {
    return new SourceDocument("t", text, Optional.empty(), List.of());
  }
}
