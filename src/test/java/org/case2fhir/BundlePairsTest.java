package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** One word of an article is turned round, and exactly what it tells changes in the Bundle. */
@Tag("long")
class BundlePairsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CaseConverter CONVERTER =
      new CaseConverter(
          new ConversionOptions(
              ConversionOptions.DEFAULT.mapping(),
              ConversionOptions.DEFAULT.format(),
              false,
              false,
              false));
  // FactLocations in the text move with every word; who made what stands in the Provenance.
  private static final List<String> PLACES = List.of("extension", "text", "identifier", "note");
  private static final Set<String> RECORDS = Set.of("Provenance", "DocumentReference");

  @Provide
  Arbitrary<String> findings() {
    return Arbitraries.of("cough", "jaundice", "vomiting", "headache", "dyspnea");
  }

  @Provide
  Arbitrary<String> others() {
    return Arbitraries.of("fever", "fatigue", "nausea");
  }

  @Provide
  Arbitrary<String> sites() {
    return Arbitraries.of("knee", "shoulder", "hip");
  }

  @Provide
  Arbitrary<String> drugs() {
    return Arbitraries.of("prednisone", "warfarin", "amoxicillin", "methotrexate");
  }

  @Property(tries = 12)
  void negation(@ForAll("findings") String finding, @ForAll("others") String other) {
    String frame = "She had %s" + finding + ". There was " + other + ".";
    Pair pair = Pair.of(String.format(frame, ""), String.format(frame, "no "));
    pair.differOnlyIn("Observation", "valueCodeableConcept");
    assertThat(pair.gone.get(0).at("/code/text").asText()).isEqualTo(finding);
    assertThat(pair.come.get(0).at("/valueCodeableConcept/text").asText()).isEqualTo("Absent");
  }

  @Property(tries = 12)
  void side(@ForAll("sites") String site, @ForAll("others") String other) {
    String frame = "She had pain in the %s " + site + ". There was " + other + ".";
    Pair pair = Pair.of(String.format(frame, "left"), String.format(frame, "right"));
    pair.differOnlyIn("Observation", "bodySite", "contained");
    assertThat(pair.come.get(0).at("/bodySite/text").asText()).isEqualTo("right " + site);
  }

  @Property(tries = 12)
  void unit(@ForAll("others") String other) {
    String frame = "Glucose was 126 %s. There was " + other + ".";
    Pair pair = Pair.of(String.format(frame, "mg/dL"), String.format(frame, "mmol/L"));
    pair.differOnlyIn("Observation", "code", "valueQuantity");
    assertThat(pair.come.get(0).at("/valueQuantity/code").asText()).isEqualTo("mmol/L");
    assertThat(pair.come.get(0).at("/valueQuantity/value").asInt()).isEqualTo(126);
  }

  @Property(tries = 12)
  void person(@ForAll("others") String other) {
    String frame = "%s had asthma. The patient had " + other + " too.";
    Pair pair = Pair.of(String.format(frame, "She"), String.format(frame, "Her mother"));
    assertThat(pair.gone).hasSize(1);
    assertThat(pair.come).hasSize(1);
    assertThat(pair.gone.get(0).at("/resourceType").asText()).isEqualTo("Condition");
    JsonNode family = pair.come.get(0);
    assertThat(family.at("/resourceType").asText()).isEqualTo("FamilyMemberHistory");
    assertThat(family.at("/condition/0/code")).isEqualTo(pair.gone.get(0).at("/code"));
  }

  @Property(tries = 12)
  void notGiven(@ForAll("drugs") String drug, @ForAll("others") String other) {
    String frame = "For this, " + drug + " was %sgiven. There was " + other + ".";
    Pair pair = Pair.of(String.format(frame, ""), String.format(frame, "not "));
    pair.differOnlyIn("MedicationStatement", "status");
    assertThat(pair.come.get(0).at("/status").asText()).isEqualTo("not-taken");
  }

  @Property(tries = 12)
  void exceptedDrug(@ForAll("drugs") String drug) {
    String frame = "Colchicine was given, %s " + drug + ".";
    Pair pair = Pair.of(String.format(frame, "and also"), String.format(frame, "but not"));
    assertThat(pair.come)
        .extracting(resource -> resource.at("/status").asText())
        .contains("not-taken");
    assertThat(pair.come)
        .allMatch(resource -> resource.toString().toLowerCase(Locale.ROOT).contains(drug));
  }

  /** The resources that only one of two Bundles holds. */
  private record Pair(List<ObjectNode> gone, List<ObjectNode> come) {
    static Pair of(String one, String other) {
      Set<String> first = resources(one);
      Set<String> second = resources(other);
      return new Pair(without(first, second), without(second, first));
    }

    private static List<ObjectNode> without(Set<String> some, Set<String> others) {
      List<ObjectNode> rest = new ArrayList<>();
      for (String resource : some) {
        if (!others.contains(resource)) {
          rest.add(read(resource));
        }
      }
      return rest;
    }

    void differOnlyIn(String type, String... elements) {
      assertThat(gone).hasSize(1);
      assertThat(come).hasSize(1);
      assertThat(come.get(0).at("/resourceType").asText()).isEqualTo(type);
      ObjectNode before = gone.get(0).deepCopy();
      ObjectNode after = come.get(0).deepCopy();
      before.remove(List.of(elements));
      after.remove(List.of(elements));
      assertThat(after).isEqualTo(before);
    }
  }

  private static Set<String> resources(String sentences) {
    String article =
        "# A case of gout\n\n"
            + "Doe J. Journal of Cases 2019;1(2):3-4. doi:10.1234/abc.567\n\n"
            + "## Case presentation\n\n"
            + "A 44-year-old woman was admitted to hospital in March 2012. "
            + sentences
            + "\n";
    Input input = new Input("case.md", article.getBytes(StandardCharsets.UTF_8));
    JsonNode bundle = read(CONVERTER.convert(input).encoded().orElseThrow());
    Set<String> resources = new TreeSet<>();
    for (JsonNode entry : bundle.get("entry")) {
      ObjectNode resource = (ObjectNode) entry.get("resource");
      if (!RECORDS.contains(resource.get("resourceType").asText())) {
        resource.remove(PLACES);
        resources.add(resource.toString());
      }
    }
    return resources;
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the Bundle is not JSON", e);
    }
  }
}
