package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;

class KnownNamesTest {
  private final KnownNames names = new KnownNames(Vocabulary.builtIn());

  private static Mention sign(int start, int end) {
    return new Mention(MentionType.SIGN_SYMPTOM, new Span(start, end));
  }

  @Test
  void joinsThePartsOfOneName() {
    assertThat(names.join("She had back pain.", List.of(sign(8, 12), sign(13, 17))))
        .containsExactly(sign(8, 17));
  }

  @Test
  void leavesTwoNamesApart() {
    List<Mention> two = List.of(sign(8, 13), sign(14, 19));
    assertThat(names.join("She had fever cough.", two)).isEqualTo(two);
    List<Mention> listed = List.of(sign(8, 12), sign(14, 18));
    assertThat(names.join("She had back, pain.", listed)).isEqualTo(listed);
  }

  @Test
  void leavesOtherTypesAlone() {
    List<Mention> site =
        List.of(new Mention(MentionType.BIOLOGICAL_STRUCTURE, new Span(8, 12)), sign(13, 17));
    assertThat(names.join("She had back pain.", site)).isEqualTo(site);
  }
}
