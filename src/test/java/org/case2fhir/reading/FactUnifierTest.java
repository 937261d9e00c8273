package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Span;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;

class FactUnifierTest {
  /** A finding taken up by the last word of its name, which a tagger calls a disease there. */
  @Test
  void aNounThatTakesUpAFullerNameIsNoSecondFact() {
    String text = "A 34-year-old woman had a dense blorpitis. The blorpitis was large.";
    String fuller = "dense blorpitis";
    MentionTagger tagger =
        (words, sentences) -> {
          int first = words.indexOf(fuller);
          int second = words.lastIndexOf("blorpitis");
          return List.of(
              new Mention(MentionType.SIGN_SYMPTOM, new Span(first, first + fuller.length())),
              new Mention(MentionType.DISEASE_DISORDER, new Span(second, second + 9)));
        };
    CaseReader reader =
        new CaseReader(
            MentionSource.of(tagger),
            Vocabulary.builtIn(),
            UnitTable.builtIn(),
            ReadingOptions.DEFAULT);
    List<ExtractedCase> cases =
        reader
            .read(
                DocumentReader.read("case.txt", text.getBytes(StandardCharsets.UTF_8))
                    .value()
                    .orElseThrow())
            .value()
            .orElseThrow();
    assertThat(cases.get(0).report().facts())
        .extracting(Fact::concept)
        .extracting(concept -> concept.text())
        .containsExactly(fuller);
  }
}
