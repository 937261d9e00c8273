package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.case2fhir.document.Passage;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sentences say of their mentions. */
class ContextReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "She had no {S:itch}, {S:wheeze}, or {S:hives}.",
        "{S:Itch}, {S:wheeze} and {S:hives} were not observed.",
        "He denied any {S:itch}, {S:wheeze} or {S:hives}.",
        "The skin was free of {S:itch}, {S:wheeze} and {S:hives}.",
        "There was neither {S:itch} nor {S:wheeze} nor {S:hives}.",
        "The exam was negative for {S:itch}, {S:wheeze}, and {S:hives}.",
        "There was no evidence of {S:itch}, {S:wheeze}, or {S:hives} on the second day.",
        "No {S:itch} or {S:wheeze} was found, and there were no {S:hives}.",
        "She recovered without {S:itch}, without {S:wheeze} and without {S:hives}.",
        "The boy did not have {S:itch}, {S:wheeze}, or {S:hives}.",
        "Absence of {S:itch}, lack of {S:wheeze} and no sign of {S:hives} were recorded."
      })
  void denialReachesAllOfAList(String sentence) {
    Marked marked = Marked.read(sentence);
    assertThat(marked.mentions()).hasSize(3);
    assertThat(marked.reading().contexts().values())
        .extracting(Context::certainty)
        .containsOnly(Certainty.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{H:No past history of itch}, {H:wheeze}, or {D:gout} was told.",
        "She {H:denied current or previous use of oils or a history} of {S:itch} or {D:gout}.",
        "There was {H:no personal or familial history} of {S:itch} or {D:gout}.",
        "He had never taken {M:ketamine}, {M:codeine} or {M:caffeine}.",
        "The boy had not previously received {M:ketamine} or {M:codeine}.",
        "There was no previous use of {M:ketamine}, {M:codeine} or {M:caffeine}.",
        "She denied regular use of {M:ketamine} or {M:codeine}."
      })
  void denialGoesOnBehindANameThatDeniesItselfAndThroughListsOfDrugs(String sentence) {
    assertThat(Marked.read(sentence).reading().contexts().values())
        .hasSizeGreaterThan(1)
        .extracting(Context::certainty)
        .containsOnly(Certainty.ABSENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{S:No cough}, {S:fever} was high.|cough",
        "{S:Absence of hair} and {S:fever} were noted.|hair",
        "He had never taken {M:ketamine}, but took {M:codeine}.|ketamine",
        "He took no {M:ketamine}, {M:codeine} was given instead.|ketamine"
      })
  void denialOfOneIsNotThatOfTheNext(String sentence, String denied) {
    assertThat(Marked.read(sentence).uncertain()).containsExactly(denied + " ABSENT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "She had no {S:cough} but {S:fever} was high.|cough",
        "The abdomen was soft without {S:masses}, however {S:fever} persisted.|masses",
        "There was no {S:rash} and the {S:fever} was high.|rash",
        "Unremarkable except for {S:fever}; no {S:rash}.|rash",
        "{S:Rash} was absent, but {S:fever} was noted.|Rash",
        "CT showed {S:fever}, and {S:masses} were not seen.|masses",
        "No {S:rash} was seen, {S:fever} was present.|rash",
        "The {S:fever} was not caused by {S:masses}.|masses"
      })
  void denialEndsWithItsClause(String sentence, String denied) {
    assertThat(Marked.read(sentence).uncertain()).containsExactly(denied + " ABSENT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not only {S:fever} but also {S:rash} was noted.",
        "There was no increase in {S:fever}.",
        "There was no change of the {S:rash}.",
        "She walked without difficulty despite {S:pain}.",
        "Gram negative {D:sepsis} was treated.",
        "There was no response to the drug and {S:fever} persisted.",
        "{S:Fever} did not respond to antibiotics."
      })
  void whatLooksLikeDenialIsNone(String sentence) {
    assertThat(Marked.read(sentence).uncertain()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{D:Gout} was suspected.|POSSIBLE",
        "Findings were suggestive of {D:gout}.|POSSIBLE",
        "This was consistent with {D:gout}.|POSSIBLE",
        "A possible {D:gout} was discussed.|POSSIBLE",
        "{D:Gout} could not be excluded.|POSSIBLE",
        "The differential diagnosis included {D:gout}.|POSSIBLE",
        "{D:Gout} was ruled out.|REFUTED",
        "{D:Gout} was suspected but was excluded.|POSSIBLE",
        "Therefore the diagnosis could not be {D:gout}.|REFUTED",
        "The biopsy ruled out {D:gout}.|REFUTED",
        "If {D:gout} recurs, call us.|HYPOTHETICAL",
        "There is a risk of {D:gout}.|HYPOTHETICAL",
        "It was given to prevent {D:gout}.|HYPOTHETICAL",
        "Such drugs may cause {D:gout}.|HYPOTHETICAL",
        "{D:Gout} should be considered.|HYPOTHETICAL",
        "She had {D:gout}.|PRESENT"
      })
  void doubtExclusionAndCondition(String sentence, Certainty certainty) {
    Marked marked = Marked.read(sentence);
    assertThat(marked.reading().contexts().get(marked.mentions().get(0)).certainty())
        .isEqualTo(certainty);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Steroids were given, but not {M:indomethacin}.",
        "She refused {M:indomethacin}.",
        "{M:Indomethacin} was withheld.",
        "He recovered without {M:indomethacin}.",
        "She declined {M:indomethacin}.",
        "{M:Indomethacin} was not given.",
        "{P:Dialysis} was not performed.",
        "He was not treated with {M:indomethacin}.",
        "She never received {M:indomethacin}.",
        "No {P:dialysis} was necessary.",
        "A {E:biopsy} was not performed."
      })
  void whatWasNotDoneIsAbsent(String sentence) {
    Marked marked = Marked.read(sentence);
    assertThat(marked.reading().contexts().get(marked.mentions().get(0)).certainty())
        .isEqualTo(Certainty.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{E:CT} showed no {S:masses}.",
        "No {S:masses} were seen on {E:CT}.",
        "The {S:masses} did not shrink on {M:steroids}.",
        "There was no {S:fever} after {M:ibuprofen}."
      })
  void aDeniedFindingDoesNotUndoItsTestOrDrug(String sentence) {
    assertThat(Marked.read(sentence).uncertain())
        .noneMatch(said -> said.startsWith("CT") || said.startsWith("steroids"))
        .noneMatch(said -> said.startsWith("ibuprofen"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "He had a history of {D:gout}.|HISTORICAL|PATIENT",
        "Previous {D:gout} was noted.|HISTORICAL|PATIENT",
        "She had {D:gout} ten years ago.|HISTORICAL|PATIENT",
        "He had a 6-week history of {S:pain}.|RECENT|PATIENT",
        "Her mother had {D:gout}.|RECENT|FAMILY",
        "There was a family history of {D:gout}.|RECENT|FAMILY",
        "His mother noticed {S:pain} in his leg.|RECENT|PATIENT",
        "Many patients with {D:gout} drink.|RECENT|OTHER",
        "The donor had {D:gout}.|RECENT|OTHER",
        "{D:Gout} has been reported in the literature.|RECENT|OTHER",
        "The {S:pain} resolved.|RESOLVED|PATIENT",
        "There was complete resolution of the {S:pain}.|RESOLVED|PATIENT",
        "The {S:pain} did not resolve.|RECENT|PATIENT"
      })
  void timeAndPerson(String sentence, Temporality time, Experiencer person) {
    Marked marked = Marked.read(sentence);
    Context context = marked.reading().contexts().get(marked.mentions().get(0));
    assertThat(context.temporality()).isEqualTo(time);
    assertThat(context.experiencer()).isEqualTo(person);
  }

  @Test
  void theTriggerIsPointedAt() {
    Marked marked = Marked.read("She had no evidence of {S:fever}.");
    assertThat(marked.context("fever").trigger().map(marked::words)).contains("no evidence of");
  }

  @Test
  void aDenialInsideANameIsTakenOffIt() {
    Marked marked = Marked.read("There was {S:no fever} and {S:pain}.");
    assertThat(marked.context("fever").certainty()).isEqualTo(Certainty.ABSENT);
    assertThat(marked.context("pain").certainty()).isEqualTo(Certainty.PRESENT);
  }

  @Test
  void normalValuesAreNoDenial() {
    assertThat(Marked.read("{E:Creatinine} was {V:normal}.").uncertain()).isEmpty();
  }

  @Property(tries = 300)
  void readsAnyText(@ForAll String text, @ForAll int seed) {
    Passage passage = GoldReport.passage("any", text + " .");
    List<Mention> mentions = new ArrayList<>();
    int length = passage.text().length();
    for (int at = Math.floorMod(seed, 5); at + 3 < length; at += 4) {
      MentionType[] types = MentionType.values();
      MentionType type = types[Math.floorMod(seed + at, types.length)];
      mentions.add(new Mention(type, new Span(at, at + 2)));
    }
    Sentence sentence = new Sentence(new Span(0, length), List.of());
    PassageReading reading = ContextReader.builtIn().read(passage, List.of(sentence), mentions);
    assertThat(reading.contexts().keySet()).containsAll(reading.mentions());
    for (Mention mention : reading.mentions()) {
      ResultReader.builtIn().results(reading, mention);
      RegimenReader.builtIn().regimen(reading, mention);
    }
  }

  @Test
  void aSentenceOfAMillionCharactersIsReadInTime() {
    String part = "no fever, CRP 45 mg/L and prednisone 5 mg daily was not given, ";
    StringBuilder text = new StringBuilder();
    List<Mention> mentions = new ArrayList<>();
    while (text.length() < 1_000_000) {
      int at = text.length();
      mentions.add(new Mention(MentionType.SIGN_SYMPTOM, new Span(at + 3, at + 8)));
      mentions.add(new Mention(MentionType.DIAGNOSTIC_PROCEDURE, new Span(at + 10, at + 13)));
      mentions.add(new Mention(MentionType.LAB_VALUE, new Span(at + 14, at + 21)));
      mentions.add(new Mention(MentionType.MEDICATION, new Span(at + 26, at + 36)));
      mentions.add(new Mention(MentionType.DOSAGE, new Span(at + 37, at + 41)));
      text.append(part);
    }
    Passage passage = GoldReport.passage("long", text + ".");
    Sentence sentence = new Sentence(new Span(0, passage.text().length()), List.of());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          PassageReading reading =
              ContextReader.builtIn().read(passage, List.of(sentence), mentions);
          for (int i = 0; i < reading.mentions().size(); i += 97) {
            ResultReader.builtIn().results(reading, reading.mentions().get(i));
            RegimenReader.builtIn().regimen(reading, reading.mentions().get(i));
          }
        });
  }
}
