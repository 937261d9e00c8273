package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.issue.Severity;
import org.case2fhir.version.FhirVersion;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares phenopackets with the Bundles and the phenopackets that are made of them, element by
 * element. Both sides are read here as plain trees of JSON, with none of the program's own readers.
 */
@Tag("corpus")
class PhenopacketBundleTest {
  private static final Path CORPUS = Path.of("../shared/corpora/phenopackets-dev");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RICH = "casefile/phenopacket.yaml";
  private static final int VALIDATED = 15;

  private static CaseConverter converter(Target target, boolean validate) {
    ConversionOptions usual = ConversionOptions.DEFAULT;
    return new CaseConverter(
        new ConversionOptions(
            usual.mapping(),
            BundleFormat.JSON,
            validate,
            false,
            false,
            usual.reading(),
            target,
            FhirVersion.R4));
  }

  static List<Path> corpus() throws IOException {
    boolean there = Files.isDirectory(CORPUS);
    if (!there) {
      System.err.println("SKIPPED: no phenopackets are compared, " + CORPUS + " is not there");
    }
    Assumptions.assumeTrue(there, "no " + CORPUS);
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static JsonNode rich() throws IOException {
    return new YAMLMapper().readTree(PhenopacketBundleTest.class.getResourceAsStream(RICH));
  }

  private static JsonNode convert(CaseConverter converter, String name, byte[] content)
      throws IOException {
    Conversion conversion = converter.convert(new Input(name, content));
    assertThat(conversion.issues()).as(name).noneMatch(issue -> issue.severity() == Severity.ERROR);
    return JSON.readTree(conversion.encoded().orElseThrow());
  }

  @Test
  void everyPacketOfTheCorpusIsInItsBundle() throws IOException {
    CaseConverter plain = converter(Target.FHIR, false);
    for (Path file : corpus()) {
      byte[] content = Files.readAllBytes(file);
      compare(JSON.readTree(content), convert(plain, file.toString(), content), file.toString());
    }
  }

  @Test
  void bundlesOfTheCorpusAreValid() throws IOException {
    CaseConverter validating = converter(Target.FHIR, true);
    List<Path> files = corpus();
    for (int i = 0; i < files.size(); i += VALIDATED) {
      convert(validating, files.get(i).toString(), Files.readAllBytes(files.get(i)));
    }
  }

  @Test
  void everyFieldIsInAValidBundle() throws IOException {
    byte[] content = JSON.writeValueAsBytes(rich());
    JsonNode bundle = convert(converter(Target.FHIR, true), "rich.json", content);
    compare(rich(), bundle, RICH);
  }

  @Test
  void packetCasePacketKeepsMeaning() throws IOException {
    CaseConverter toCase = converter(Target.CASE, false);
    CaseConverter toPacket = converter(Target.PHENOPACKET, false);
    for (Path file : corpus()) {
      roundTrip(JSON.readTree(Files.readAllBytes(file)), file.toString(), toCase, toPacket);
    }
  }

  @Test
  void everyFieldSurvivesPacketCasePacket() throws IOException {
    roundTrip(
        rich(), "rich.json", converter(Target.CASE, false), converter(Target.PHENOPACKET, false));
  }

  private static void roundTrip(
      JsonNode packet, String name, CaseConverter toCase, CaseConverter toPacket)
      throws IOException {
    Conversion written = toCase.convert(new Input(name, JSON.writeValueAsBytes(packet)));
    byte[] text = written.encoded().orElseThrow().getBytes(StandardCharsets.UTF_8);
    JsonNode again = convert(toPacket, "case.yaml", text);
    assertThat(again.at("/id")).as(name).isEqualTo(packet.at("/id"));
    for (String list :
        List.of(
            "phenotypicFeatures",
            "diseases",
            "measurements",
            "medicalActions",
            "biosamples",
            "interpretations",
            "files")) {
      assertThat(normal(again.path(list)))
          .as(name + " " + list)
          .isEqualTo(normal(packet.path(list)));
    }
    for (String field :
        List.of(
            "id", "sex", "timeAtLastEncounter", "vitalStatus", "dateOfBirth", "karyotypicSex")) {
      assertThat(normal(again.path("subject").path(field)))
          .as(name + " " + field)
          .isEqualTo(normal(packet.path("subject").path(field)));
    }
    JsonNode source = packet.at("/metaData/externalReferences/0");
    assertThat(again.at("/metaData/externalReferences/0")).as(name).isEqualTo(source);
  }

  /** The elements of a list without what protobuf leaves out, in any order. */
  private static Set<String> normal(JsonNode node) {
    Set<String> elements = new TreeSet<>();
    if (node.isArray()) {
      node.forEach(item -> elements.add(text(item)));
    } else if (!node.isMissingNode()) {
      elements.add(text(node));
    }
    return elements;
  }

  private static String text(JsonNode node) {
    if (node.isObject()) {
      Set<String> fields = new TreeSet<>();
      node.fields()
          .forEachRemaining(
              field -> {
                String value = text(field.getValue());
                boolean nothing =
                    Set.of("UNKNOWN_ACTIONABILITY", "NOT_PROVIDED", "UNKNOWN_STATUS", "false")
                            .contains(value)
                        || field.getKey().equals("moleculeContext");
                if (!nothing) {
                  fields.add(
                      field.getKey()
                          + "="
                          + (field.getKey().equals("iso8601duration") ? length(value) : value));
                }
              });
      return fields.toString();
    }
    if (node.isArray()) {
      return normal(node).toString();
    }
    return node.isNumber() ? number(node.decimalValue()) : node.asText();
  }

  // 23 months are 1 year and 11 months.
  private static String length(String iso) {
    Period period = Period.parse(iso);
    return period.toTotalMonths() + " mo " + period.getDays() + " d";
  }

  private static String number(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private static void compare(JsonNode packet, JsonNode bundle, String name) {
    List<JsonNode> resources = new ArrayList<>();
    bundle.path("entry").forEach(entry -> resources.add(entry.path("resource")));
    assertThat(FhirSide.features(resources))
        .as(name + ": features")
        .containsAll(PacketSide.features(packet));
    assertThat(FhirSide.diseases(resources))
        .as(name + ": diseases")
        .isEqualTo(PacketSide.diseases(packet));
    assertThat(FhirSide.measurements(resources))
        .as(name + ": measurements")
        .containsAll(PacketSide.measurements(packet));
    assertThat(FhirSide.actions(resources))
        .as(name + ": medical actions")
        .containsAll(PacketSide.actions(packet));
    assertThat(FhirSide.interpretations(resources))
        .as(name + ": interpretations")
        .isEqualTo(PacketSide.interpretations(packet));
    assertThat(FhirSide.variants(resources))
        .as(name + ": variants")
        .isEqualTo(PacketSide.variants(packet));
  }

  private static Stream<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** Codes without the prefix that some systems write as part of the code. */
  private static String bare(String code) {
    return code.substring(code.indexOf(':') + 1);
  }

  /** What a phenopacket says, in lines. */
  private static final class PacketSide {
    static Set<String> features(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : packet.path("phenotypicFeatures")) {
        Set<String> modifiers = new TreeSet<>();
        each.path("modifiers").forEach(modifier -> modifiers.add(code(modifier)));
        lines.add(
            String.join(
                " | ",
                code(each.path("type")),
                each.path("excluded").asBoolean() ? "absent" : "present",
                time(each.path("onset")),
                time(each.path("resolution")),
                code(each.path("severity")),
                modifiers.toString()));
      }
      return lines;
    }

    static Set<String> diseases(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : packet.path("diseases")) {
        lines.add(
            String.join(
                " | ",
                code(each.path("term")),
                each.path("excluded").asBoolean() ? "refuted" : "confirmed",
                time(each.path("onset")),
                time(each.path("resolution")),
                code(each.path("primarySite"))));
      }
      return lines;
    }

    static Set<String> measurements(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : packet.path("measurements")) {
        String assay = code(each.path("assay"));
        each.at("/complexValue/typedQuantities")
            .forEach(
                typed ->
                    lines.add(
                        assay + " " + code(typed.path("type")) + quantity(typed.path("quantity"))));
        if (each.has("value")) {
          JsonNode value = each.path("value");
          lines.add(
              assay
                  + (value.has("quantity")
                      ? quantity(value.path("quantity"))
                      : " is " + code(value.path("ontologyClass"))));
        }
      }
      return lines;
    }

    private static String quantity(JsonNode quantity) {
      JsonNode range = quantity.path("referenceRange");
      return " = "
          + number(quantity.path("value").decimalValue())
          + " "
          + bare(quantity.at("/unit/id").asText())
          + (range.isMissingNode()
              ? ""
              : " in "
                  + number(range.path("low").decimalValue())
                  + "-"
                  + number(range.path("high").decimalValue()));
    }

    static Set<String> actions(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : packet.path("medicalActions")) {
        String what =
            Stream.of(
                    "/treatment/agent",
                    "/procedure/code",
                    "/radiationTherapy/modality",
                    "/therapeuticRegimen/ontologyClass")
                .map(each::at)
                .filter(node -> !node.isMissingNode())
                .map(PacketSide::code)
                .findFirst()
                .orElseThrow();
        lines.add(what);
        add(lines, what, "target", each.path("treatmentTarget"));
        add(lines, what, "intent", each.path("treatmentIntent"));
        add(lines, what, "response", each.path("responseToTreatment"));
        add(lines, what, "termination", each.path("treatmentTerminationReason"));
        each.path("adverseEvents").forEach(event -> add(lines, what, "adverse event", event));
        add(lines, what, "route", each.at("/treatment/routeOfAdministration"));
        each.at("/treatment/doseIntervals")
            .forEach(
                dose ->
                    lines.add(
                        what
                            + " dose "
                            + code(dose.path("scheduleFrequency"))
                            + quantity(dose.path("quantity"))
                            + " "
                            + moment(dose.at("/interval/start").asText())
                            + "/"
                            + moment(dose.at("/interval/end").asText())));
      }
      return lines;
    }

    private static void add(Set<String> lines, String what, String kind, JsonNode term) {
      if (term.has("id")) {
        lines.add(what + " " + kind + " " + code(term));
      }
    }

    static Set<String> interpretations(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : packet.path("interpretations")) {
        lines.add(
            code(each.at("/diagnosis/disease"))
                + " "
                + each.path("progressStatus").asText().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " "
                + each.at("/diagnosis/genomicInterpretations").size());
      }
      return lines;
    }

    static Set<String> variants(JsonNode packet) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode interpretation : packet.path("interpretations")) {
        for (JsonNode each : interpretation.at("/diagnosis/genomicInterpretations")) {
          JsonNode found = each.path("variantInterpretation");
          JsonNode variant = found.path("variationDescriptor");
          JsonNode gene = each.has("gene") ? each.path("gene") : variant.path("geneContext");
          Set<String> expressions = new TreeSet<>();
          variant.path("expressions").forEach(e -> expressions.add(e.path("value").asText()));
          String significance = found.path("acmgPathogenicityClassification").asText();
          lines.add(
              String.join(
                  " | ",
                  bare(gene.path("valueId").asText()),
                  expressions.toString(),
                  code(variant.path("allelicState")),
                  significance.equals("NOT_PROVIDED") ? "" : significance,
                  each.path("interpretationStatus").asText(),
                  variant.at("/vcfRecord/chrom").asText(),
                  variant.at("/vcfRecord/pos").asText(),
                  variant.at("/vcfRecord/ref").asText(),
                  variant.at("/vcfRecord/alt").asText(),
                  code(variant.path("structuralType"))));
        }
      }
      return lines;
    }

    private static String code(JsonNode ontologyClass) {
      return bare(ontologyClass.path("id").asText());
    }

    private static String time(JsonNode element) {
      if (element.has("age")) {
        return age(element.at("/age/iso8601duration").asText());
      }
      if (element.has("ageRange")) {
        return age(element.at("/ageRange/start/iso8601duration").asText())
            + " to "
            + age(element.at("/ageRange/end/iso8601duration").asText());
      }
      if (element.has("gestationalAge")) {
        return element.at("/gestationalAge/weeks").asInt()
            + "+"
            + element.at("/gestationalAge/days").asInt();
      }
      if (element.has("interval")) {
        return moment(element.at("/interval/start").asText())
            + "/"
            + moment(element.at("/interval/end").asText());
      }
      return element.has("timestamp")
          ? moment(element.path("timestamp").asText())
          : code(element.path("ontologyClass"));
    }

    private static String age(String iso) {
      Period period = Period.parse(iso);
      return period.getDays() > 0 && period.toTotalMonths() > 0
          ? period.getYears() + "y" + period.getMonths() + "m" + period.getDays() + "d"
          : period.toTotalMonths() + " mo " + period.getDays() + " d";
    }
  }

  private static String moment(String timestamp) {
    return timestamp.isEmpty() ? "" : OffsetDateTime.parse(timestamp).toInstant().toString();
  }

  /** The same lines from the resources of a Bundle. */
  private static final class FhirSide {
    static Set<String> features(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : ofType(resources, "Observation")) {
        if (each.at("/category/0/text").asText().equals("Phenotypic feature")) {
          Set<String> modifiers = new TreeSet<>();
          for (JsonNode component : each.path("component")) {
            if (component.at("/code/text").asText().equals("Modifier")) {
              modifiers.add(code(component.path("valueCodeableConcept")));
            }
          }
          boolean absent =
              items(each.at("/valueCodeableConcept/coding"))
                  .anyMatch(coding -> coding.path("code").asText().equals("LA9634-2"));
          lines.add(
              String.join(
                  " | ",
                  code(each.path("code")),
                  absent ? "absent" : "present",
                  time(component(each, "Onset", "Age at onset"), "value"),
                  time(component(each, "End", "Age at end"), "value"),
                  code(component(each, "Severity").path("valueCodeableConcept")),
                  modifiers.toString()));
        }
      }
      return lines;
    }

    static Set<String> diseases(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : ofType(resources, "Condition")) {
        lines.add(
            String.join(
                " | ",
                code(each.path("code")),
                each.at("/verificationStatus/coding/0/code").asText(),
                time(each, "onset"),
                time(each, "abatement"),
                code(each.at("/bodySite/0"))));
      }
      return lines;
    }

    static Set<String> measurements(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : ofType(resources, "Observation")) {
        String assay = code(each.path("code"));
        lines.add(assay + result(each));
        for (JsonNode part : each.path("component")) {
          lines.add(assay + " " + code(part.path("code")) + result(part));
        }
      }
      return lines;
    }

    private static String result(JsonNode observation) {
      if (!observation.has("valueQuantity")) {
        return " is " + code(observation.path("valueCodeableConcept"));
      }
      JsonNode range = observation.at("/referenceRange/0");
      return quantity(observation.path("valueQuantity"))
          + (range.isMissingNode()
              ? ""
              : " in "
                  + number(range.at("/low/value").decimalValue())
                  + "-"
                  + number(range.at("/high/value").decimalValue()));
    }

    private static String quantity(JsonNode quantity) {
      return " = "
          + number(quantity.path("value").decimalValue())
          + " "
          + quantity.path("code").asText();
    }

    static Set<String> actions(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : resources) {
        String type = each.path("resourceType").asText();
        if (!type.equals("MedicationStatement") && !type.equals("Procedure")) {
          continue;
        }
        boolean drug = type.equals("MedicationStatement");
        String what = code(each.path(drug ? "medicationCodeableConcept" : "code"));
        lines.add(what);
        lines.add(what + " target " + code(each.at("/reasonCode/0")));
        lines.add(
            what
                + " termination "
                + code(drug ? each.at("/statusReason/0") : each.path("statusReason")));
        for (JsonNode dose : each.path("dosage")) {
          lines.add(what + " route " + code(dose.path("route")));
          JsonNode period = dose.at("/timing/repeat/boundsPeriod");
          lines.add(
              what
                  + " dose "
                  + code(dose.at("/timing/code"))
                  + quantity(dose.at("/doseAndRate/0/doseQuantity"))
                  + " "
                  + moment(period.path("start").asText())
                  + "/"
                  + moment(period.path("end").asText()));
        }
        String display = each.path("medicationCodeableConcept").path("text").asText();
        for (JsonNode detail : ofType(resources, "Observation")) {
          if (drug && detail.at("/partOf/0/display").asText().equals(display)) {
            String kind =
                switch (detail.at("/code/text").asText()) {
                  case "Treatment intent" -> "intent";
                  case "Response to treatment" -> "response";
                  case "Adverse event" -> "adverse event";
                  default -> "other";
                };
            lines.add(what + " " + kind + " " + code(detail.path("valueCodeableConcept")));
          }
        }
      }
      return lines;
    }

    static Set<String> interpretations(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : ofType(resources, "DiagnosticReport")) {
        if (each.at("/code/text").asText().equals("Genomic interpretation")) {
          String conclusion = each.path("conclusion").asText();
          lines.add(
              code(each.at("/conclusionCode/0"))
                  + " "
                  + conclusion.replaceAll("^Progress: ([a-z ]+)(?s:\\..*)?$", "$1")
                  + " "
                  + each.path("result").size());
        }
      }
      return lines;
    }

    static Set<String> variants(List<JsonNode> resources) {
      Set<String> lines = new TreeSet<>();
      for (JsonNode each : ofType(resources, "Observation")) {
        if (!code(each.path("code")).equals("69548-6")) {
          continue;
        }
        Set<String> expressions = new TreeSet<>();
        for (JsonNode component : each.path("component")) {
          if (List.of("48004-6", "48005-3", "81290-9").contains(code(component.path("code")))) {
            expressions.add(component.at("/valueCodeableConcept/coding/0/code").asText());
          }
          if (component.at("/code/text").asText().equals("SPDI")) {
            expressions.add(component.path("valueString").asText());
          }
        }
        String state =
            items(of(each, "53034-5").at("/valueCodeableConcept/coding"))
                .map(coding -> coding.path("code").asText())
                .filter(code -> code.startsWith("GENO:"))
                .map(code -> bare(code))
                .findFirst()
                .orElse("");
        String significance =
            of(each, "53037-8").at("/valueCodeableConcept/coding/0/display").asText();
        lines.add(
            String.join(
                " | ",
                code(of(each, "48018-6").path("valueCodeableConcept")),
                expressions.toString(),
                state,
                constant(significance),
                constant(
                    component(each, "Interpretation status")
                        .at("/valueCodeableConcept/text")
                        .asText()),
                of(each, "48000-4").at("/valueCodeableConcept/text").asText(),
                of(each, "81254-5").at("/valueRange/low/value").asText(),
                of(each, "69547-8").path("valueString").asText(),
                of(each, "69551-0").path("valueString").asText(),
                code(of(each, "48019-4").path("valueCodeableConcept"))));
      }
      return lines;
    }

    private static String constant(String words) {
      return words.toUpperCase(Locale.ROOT).replace(' ', '_');
    }

    private static JsonNode of(JsonNode observation, String loinc) {
      return items(observation.path("component"))
          .filter(component -> code(component.path("code")).equals(loinc))
          .findFirst()
          .orElse(JSON.missingNode());
    }

    private static JsonNode component(JsonNode observation, String... names) {
      return items(observation.path("component"))
          .filter(component -> List.of(names).contains(component.at("/code/text").asText()))
          .findFirst()
          .orElse(JSON.missingNode());
    }

    private static List<JsonNode> ofType(List<JsonNode> resources, String type) {
      return resources.stream()
          .filter(each -> each.path("resourceType").asText().equals(type))
          .toList();
    }

    private static String code(JsonNode concept) {
      return bare(concept.at("/coding/0/code").asText());
    }

    private static String time(JsonNode of, String field) {
      if (of.has(field + "Age") || of.has(field + "Quantity")) {
        return age(of.path(of.has(field + "Age") ? field + "Age" : field + "Quantity"));
      }
      if (of.has(field + "Range")) {
        JsonNode range = of.path(field + "Range");
        return age(range.path("low")) + " to " + age(range.path("high"));
      }
      if (of.has(field + "Period")) {
        JsonNode period = of.path(field + "Period");
        return moment(period.path("start").asText()) + "/" + moment(period.path("end").asText());
      }
      if (of.has(field + "DateTime")) {
        return moment(of.path(field + "DateTime").asText());
      }
      JsonNode coded = of.path("_" + field + "String").at("/extension/0/valueCoding/code");
      if (!coded.isMissingNode()) {
        return bare(coded.asText());
      }
      if (of.has(field + "CodeableConcept")) {
        return code(of.path(field + "CodeableConcept"));
      }
      String words = of.path(field + "String").asText();
      return words
          .replaceAll("^at (\\d+) weeks(?: (\\d) days?)? of gestation$", "$1+$2")
          .replaceAll("^at age (\\d+) years? (\\d+) months? (\\d+) days?$", "$1y$2m$3d");
    }

    private static String age(JsonNode quantity) {
      BigDecimal value = quantity.path("value").decimalValue();
      return switch (quantity.path("code").asText()) {
        case "a" -> value.multiply(BigDecimal.valueOf(12)).intValueExact() + " mo 0 d";
        case "mo" -> value.intValueExact() + " mo 0 d";
        case "wk" -> "0 mo " + value.multiply(BigDecimal.valueOf(7)).intValueExact() + " d";
        default -> "0 mo " + value.intValueExact() + " d";
      };
    }
  }
}
