package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Value;

/** One word is turned round, and exactly what it tells changes. */
class AdversarialPairsTest {
  @Provide
  Arbitrary<String> findings() {
    return Arbitraries.of("fever", "abdominal pain", "a rash", "cough", "jaundice", "edema");
  }

  @Provide
  Arbitrary<String> drugs() {
    return Arbitraries.of("indomethacin", "prednisone", "warfarin", "amoxicillin");
  }

  @Property(tries = 60)
  void aNegation(
      @ForAll("findings") String one,
      @ForAll("findings") String two,
      @ForAll("drugs") String drug) {
    String frame =
        "The patient had %s{S:" + one + "} but {S:" + two + " too} and took {M:" + drug + "}.";
    List<Context> plain = contexts(String.format(frame, ""));
    List<Context> denied = contexts(String.format(frame, "no "));
    assertThat(plain).extracting(Context::certainty).containsOnly(Certainty.PRESENT);
    assertThat(denied.get(0).certainty()).isEqualTo(Certainty.ABSENT);
    assertThat(denied.subList(1, 3)).isEqualTo(plain.subList(1, 3));
    assertThat(relations(String.format(frame, "no ")))
        .isEqualTo(relations(String.format(frame, "")));
  }

  @Property(tries = 60)
  void thePerson(@ForAll("findings") String finding, @ForAll("findings") String other) {
    String frame = "%s had {S:" + finding + "}; the patient had {S:" + other + " too}.";
    List<Context> own = contexts(String.format(frame, "She"));
    List<Context> family = contexts(String.format(frame, "Her mother"));
    assertThat(own.get(0).experiencer()).isEqualTo(Experiencer.PATIENT);
    assertThat(family.get(0).experiencer()).isEqualTo(Experiencer.FAMILY);
    assertThat(family.get(0).certainty()).isEqualTo(own.get(0).certainty());
    assertThat(family.get(1)).isEqualTo(own.get(1));
  }

  @Property(tries = 60)
  void notGiven(@ForAll("drugs") String drug, @ForAll("findings") String finding) {
    String frame = "For {S:" + finding + "}, {M:" + drug + "} was %sgiven.";
    Marked given = Marked.read(String.format(frame, ""));
    Marked not = Marked.read(String.format(frame, "not "));
    assertThat(given.context(drug).certainty()).isEqualTo(Certainty.PRESENT);
    assertThat(not.context(drug).certainty()).isEqualTo(Certainty.ABSENT);
    assertThat(not.context(finding)).isEqualTo(given.context(finding));
    assertThat(not.regimen(drug).course()).isEqualTo(RegimenReader.Course.NOT_GIVEN);
  }

  @Property(tries = 40)
  void theUnit(@ForAll("findings") String finding) {
    String frame = "{E:Glucose} was {V:126 %s} and {S:" + finding + "} was seen.";
    Marked one = Marked.read(String.format(frame, "mg/dL"));
    Marked other = Marked.read(String.format(frame, "mmol/L"));
    Value.Measured a = (Value.Measured) one.results("Glucose").get(0).value().orElseThrow();
    Value.Measured b = (Value.Measured) other.results("Glucose").get(0).value().orElseThrow();
    assertThat(a.amount().number()).isEqualTo(b.amount().number());
    assertThat(a.amount().unit()).isNotEqualTo(b.amount().unit());
    assertThat(one.reading().contexts().values().stream().map(Context::certainty).toList())
        .containsOnly(Certainty.PRESENT);
  }

  @Property(tries = 40)
  void theSide(@ForAll("findings") String finding) {
    String frame = "She had {S:" + finding + "} in the {B:%s knee} after {M:warfarin}.";
    Marked left = Marked.read(String.format(frame, "left"));
    Marked right = Marked.read(String.format(frame, "right"));
    assertThat(left.relations(Kind.SITE)).containsExactly(finding + " = left knee");
    assertThat(right.relations(Kind.SITE)).containsExactly(finding + " = right knee");
    assertThat(contexts(String.format(frame, "left")))
        .isEqualTo(contexts(String.format(frame, "right")));
  }

  // In the order of the text, without the places of triggers.
  private static List<Context> contexts(String sentence) {
    Marked marked = Marked.read(sentence);
    List<Context> contexts = new ArrayList<>();
    for (Mention mention : marked.mentions()) {
      Context context = marked.reading().contexts().get(mention);
      contexts.add(
          new Context(
              context.certainty(),
              context.temporality(),
              context.experiencer(),
              java.util.Optional.empty()));
    }
    return contexts;
  }

  private static List<String> relations(String sentence) {
    Marked marked = Marked.read(sentence);
    return marked.reading().relations().stream()
        .map(r -> r.kind() + " " + marked.words(r.head()) + " " + marked.words(r.detail()))
        .toList();
  }
}
