package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * The stage of a cancer as Observations, as <a href="http://hl7.org/fhir/us/mcode/STU3/">mCODE</a>
 * has them: one for each category of TNM and one for the stage group. {@code Condition.stage} keeps
 * the words and names them as its assessment. Only a notation that says by itself what it is
 * becomes one: TNM with at least two of its letters, or, of a tumor, "stage" with a Roman number;
 * kidneys, ulcers and endometriosis have stages, too.
 */
final class StageMapper {
  private static final String GROUP_KIND = "group";

  private static final Pattern TNM =
      Pattern.compile(
          "(?<prefix>[ycpr]{0,3})(?<t>T(?:[0-4](?:[a-d](?:[1-2])?)?|is|x|a))[ ,]*"
              + "(?<np>[cp]?)(?<n>N(?:[0-3][a-c]?|x)(?:\\([^)]{1,12}\\))?)[ ,]*"
              + "(?:(?<mp>[cp]?)(?<m>M(?:[01][a-d]?|x)))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GROUP =
      Pattern.compile(
          "(?:(?<by>clinical|pathologic(?:al)?|FIGO|AJCC|UICC)\\s+)*stage\\s+"
              + "(?<group>0|I{1,3}|IV)\\s?(?<sub>[A-D][1-3]?)?",
          Pattern.CASE_INSENSITIVE);

  /** LOINC's names of the categories; of the pathologic ones no checked source has the codes. */
  private static final Map<String, Code> CLINICAL =
      Map.of(
          "T",
          loinc("21905-5", "Primary tumor.clinical [Class] Cancer"),
          "N",
          loinc("21906-3", "Regional lymph nodes.clinical [Class] Cancer"),
          "M",
          loinc("21907-1", "Distant metastases.clinical [Class] Cancer"),
          GROUP_KIND,
          loinc("21908-9", "Stage group.clinical Cancer"));

  private static final Pattern TUMOR =
      Pattern.compile(
          "(?i)cancer|carcinom|sarcoma|lymphoma|melanoma|myeloma|blastoma|mesothelioma|seminoma"
              + "|neoplas|malignan|tumou?r|germinoma");

  private StageMapper() {}

  private static Code loinc(String code, String display) {
    return new Code(Systems.LOINC, code, display);
  }

  /**
   * A part of a stage.
   *
   * @param kind T, N, M or group
   * @param clinical whether it is expressly clinical; only then it has a code
   * @param value as written, with its prefix: "pT2"
   */
  record StagePart(String kind, boolean clinical, String value) {
    /** What sets it apart among the resources of its diagnosis. */
    String role(int stage) {
      return "stage-" + stage + "-" + kind.toLowerCase(Locale.ROOT);
    }
  }

  /** The parts of a stage in words; none where the words as a whole are no such notation. */
  static List<StagePart> parts(String words) {
    String text = words.strip();
    Matcher tnm = TNM.matcher(text);
    List<StagePart> parts = new ArrayList<>();
    if (tnm.matches()) {
      String prefix = tnm.group("prefix").toLowerCase(Locale.ROOT);
      add(parts, "T", prefix, tnm.group("t"));
      add(parts, "N", either(tnm.group("np"), prefix), tnm.group("n"));
      if (tnm.group("m") != null) {
        add(parts, "M", either(tnm.group("mp"), prefix), tnm.group("m"));
      }
      return parts;
    }
    Matcher group = GROUP.matcher(text);
    if (group.matches()) {
      boolean clinical = text.toLowerCase(Locale.ROOT).startsWith("clinical");
      parts.add(new StagePart(GROUP_KIND, clinical, text));
    }
    return parts;
  }

  private static String either(String own, String shared) {
    return own == null || own.isEmpty() ? shared : own.toLowerCase(Locale.ROOT);
  }

  private static void add(List<StagePart> parts, String kind, String prefix, String category) {
    parts.add(new StagePart(kind, prefix.equals("c"), prefix + category));
  }

  private static List<StagePart> parts(Diagnosis diagnosis, int stage) {
    return parts(diagnosis.stage().get(stage).text()).stream()
        .filter(part -> !part.kind().equals(GROUP_KIND) || isTumor(diagnosis.concept()))
        .toList();
  }

  private static boolean isTumor(Concept disease) {
    return TUMOR.matcher(disease.text()).find()
        || disease.codes().stream().anyMatch(code -> TUMOR.matcher(code.display()).find());
  }

  /** The Observations that a stage of a diagnosis becomes. */
  static List<Reference> references(Diagnosis diagnosis, int stage, CaseContext context) {
    if (diagnosis.circumstances().assertion() != Assertion.PRESENT) {
      return List.of();
    }
    FactRef ref = FactRef.of(diagnosis);
    return parts(diagnosis, stage).stream()
        .map(
            part ->
                context
                    .reference(ResourceType.Observation, ref, part.role(stage))
                    .setDisplay(name(part) + ": " + part.value()))
        .toList();
  }

  /** The Observations of all stages of a diagnosis that holds. */
  static List<Observation> map(Diagnosis diagnosis, CaseContext context) {
    if (diagnosis.circumstances().assertion() != Assertion.PRESENT) {
      return List.of();
    }
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < diagnosis.stage().size(); i++) {
      for (StagePart part : parts(diagnosis, i)) {
        observations.add(observation(part, i, diagnosis, context));
      }
    }
    return observations;
  }

  private static Observation observation(
      StagePart part, int stage, Diagnosis diagnosis, CaseContext context) {
    FactRef ref = FactRef.of(diagnosis);
    String name = name(part);
    Observation observation =
        Observations.begin(
            ref,
            part.role(stage),
            Optional.empty(),
            part.clinical()
                ? CodeableConcepts.of(name, CLINICAL.get(part.kind()))
                : CodeableConcepts.ofText(name),
            context);
    context.reference(ref).ifPresent(observation::addFocus);
    observation.setValue(CodeableConcepts.of(Concept.ofText(part.value())));
    context.encounter(diagnosis.circumstances()).ifPresent(observation::setEncounter);
    DatedTime moment = context.moment(ref, diagnosis.circumstances());
    Observations.setEffective(observation, moment);
    EvidenceMapper.add(observation, diagnosis.circumstances(), context);
    observation.setText(
        Observations.narrative(
                name + " of " + diagnosis.concept().text() + ": " + part.value(),
                Circumstances.PLAIN,
                moment,
                context.visitLabel(diagnosis.circumstances()))
            .build());
    return observation;
  }

  private static String name(StagePart part) {
    return switch (part.kind()) {
      case "T" -> "Primary tumor category";
      case "N" -> "Regional lymph nodes category";
      case "M" -> "Distant metastases category";
      default -> "Stage group";
    };
  }
}
