package org.case2fhir.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.view.CaseView.CodeLine;
import org.case2fhir.view.CaseView.Detail;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.CaseView.Mark;
import org.case2fhir.view.CaseView.Section;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaseViewTest {
  /** Views resources in JSON, each an entry of a Bundle. */
  static CaseView view(String... resources) {
    StringBuilder bundle =
        new StringBuilder("{'resourceType': 'Bundle', 'type': 'collection', 'entry': [");
    for (int i = 0; i < resources.length; i++) {
      bundle.append(i == 0 ? "" : ",").append("{'resource': ").append(resources[i]).append('}');
    }
    return of(bundle.append("]}").toString());
  }

  static CaseView of(String json) {
    Resource resource =
        (Resource) FhirContext.forR4Cached().newJsonParser().parseResource(json.replace('\'', '"'));
    return CaseView.of("test.json", resource, List.of());
  }

  private static Fact only(CaseView view) {
    assertThat(view.facts()).hasSize(1);
    return view.facts().get(0);
  }

  @Test
  void aSingleResourceIsShownAsItIs() {
    CaseView view =
        of("{'resourceType': 'Condition', 'code': {'text': 'gout'}, 'onsetDateTime': '2006-02'}");
    assertThat(view.title()).isEqualTo("No patient stated");
    assertThat(view.sections()).extracting(Section::title).containsExactly("Diagnoses");
    assertThat(only(view).name()).isEqualTo("gout");
    assertThat(only(view).time().words()).isEqualTo("onset 2006-02");
  }

  @Test
  void whatDoesNotHoldIsMarked() {
    String code = "'code': {'text': 'x'}";
    String refuted = "'verificationStatus': {'coding': [{'code': 'refuted'}]}";
    String maybe = "'verificationStatus': {'coding': [{'code': 'provisional'}]}";
    String absent =
        "'valueCodeableConcept': {'coding': [{'system': 'http://snomed.info/sct', 'code':"
            + " '2667000'}]}";
    CaseView view =
        view(
            "{'resourceType': 'Condition', %s, %s}".formatted(code, refuted),
            "{'resourceType': 'Condition', %s, %s}".formatted(code, maybe),
            "{'resourceType': 'Observation', 'status': 'final', %s, %s}".formatted(code, absent),
            "{'resourceType': 'Observation', 'status': 'entered-in-error', %s}".formatted(code),
            "{'resourceType': 'Procedure', 'status': 'not-done', %s}".formatted(code),
            "{'resourceType': 'AllergyIntolerance', %s, %s}".formatted(code, refuted),
            "{'resourceType': 'MedicationStatement', 'status': 'not-taken',"
                + " 'medicationCodeableConcept': {'text': 'x'}}",
            "{'resourceType': 'MedicationStatement', 'status': 'intended',"
                + " 'medicationCodeableConcept': {'text': 'x'}}",
            "{'resourceType': 'ServiceRequest', 'status': 'active', 'doNotPerform': true, %s}"
                .formatted(code));
    assertThat(view.facts())
        .extracting(Fact::mark, Fact::markWords)
        .containsExactlyInAnyOrder(
            tuple(Mark.ABSENT, "refuted"),
            tuple(Mark.POSSIBLE, "provisional"),
            tuple(Mark.ABSENT, "absent"),
            tuple(Mark.MISTAKE, "entered in error"),
            tuple(Mark.ABSENT, "not done"),
            tuple(Mark.ABSENT, "no allergy"),
            tuple(Mark.ABSENT, "not taken"),
            tuple(Mark.PLANNED, "intended"),
            tuple(Mark.ABSENT, "not to be done"));
  }

  @Test
  void aTypeThatHasNoSectionIsShownWithAllItsElements() {
    CaseView view =
        view(
            """
            {'resourceType': 'VisionPrescription', 'status': 'active', 'created': '2020-01-02',
             'lensSpecification': [{'product': {'text': 'lens'}, 'eye': 'right', 'sphere': -2.00,
               'prism': [{'amount': 0.5, 'base': 'up'}]}]}
            """);
    assertThat(view.sections()).extracting(Section::title).containsExactly("Vision prescription");
    Fact fact = only(view);
    assertThat(fact.time().words()).isEqualTo("2020-01-02");
    assertThat(fact.details())
        .contains(
            new Detail(
                "Lens specification",
                "Product: lens; Eye: right; Sphere: -2.00; Prism: Amount: 0.5; Base: up"));
  }

  @Test
  void nothingThatAResourceSaysIsLeftOut() {
    Fact fact =
        only(
            view(
                """
                {'resourceType': 'Observation', 'status': 'preliminary', 'code': {'text': 'x'},
                 'meta': {'security': [{'code': 'HTEST', 'display': 'test data'}]},
                 'identifier': [{'system': 'urn:lab', 'value': '17'}],
                 'text': {'status': 'additional',
                          'div': '<div xmlns=\\"http://www.w3.org/1999/xhtml\\">more</div>'},
                 'extension': [{'url': 'http://example.org/fhir/some-thing', 'valueString': 'e'}],
                 'modifierExtension': [{'url': 'http://example.org/not', 'valueBoolean': true}],
                 'dataAbsentReason': {'text': 'lost'}, 'method': {'text': 'm'},
                 'note': [{'text': 'n', 'authorString': 'a', 'time': '2020-01-01'}],
                 'referenceRange': [{'low': {'value': 1, 'unit': 'g'}, 'text': 'r'}],
                 'performer': [{'identifier': {'value': 'p-1'}}]}
                """));
    assertThat(fact.result()).isEqualTo("no value: lost");
    assertThat(fact.details())
        .contains(
            new Detail("Status", "preliminary"),
            new Detail("Security label", "test data"),
            new Detail("Identifier", "17 (urn:lab)"),
            new Detail("In words", "more"),
            new Detail("Some thing", "e"),
            new Detail("Modifier: Not", "yes"),
            new Detail("Method", "m"),
            new Detail("Note", "n (a, 2020-01-01)"),
            new Detail("Performer", "p-1"),
            new Detail("Reference range", "from 1 g; r"));
  }

  @Test
  void referencesAreCalledByWhatTheyLeadTo() {
    CaseView view =
        of(
            """
            {'resourceType': 'Bundle', 'type': 'collection', 'entry': [
              {'fullUrl': 'urn:uuid:1', 'resource': {'resourceType': 'Patient'}},
              {'fullUrl': 'urn:uuid:2', 'resource': {'resourceType': 'Encounter', 'status':
                'finished', 'period': {'start': '2006-02', 'end': '2006-02'}}},
              {'fullUrl': 'https://example.org/fhir/Condition/3', 'resource': {'resourceType':
                'Condition', 'id': '3', 'code': {'text': 'gout'}, 'subject': {'reference':
                'urn:uuid:1'}, 'encounter': {'reference': 'urn:uuid:2', 'display': 'first'}}},
              {'resource': {'resourceType': 'Procedure', 'status': 'completed', 'code': {'text':
                'p'}, 'reasonReference': [{'reference': 'Condition/3'}], 'contained':
                [{'resourceType': 'Device', 'id': 'd', 'deviceName': [{'name': 'laser'}]}],
                'focalDevice': [{'manipulated': {'reference': '#d'}}]}}]}
            """);
    assertThat(view.facts()).extracting(Fact::name).containsExactly("first", "gout", "p");
    assertThat(view.facts().get(1).time().words()).isEqualTo("at first (2006-02)");
    assertThat(view.facts().get(1).details()).containsExactly(new Detail("Encounter", "first"));
    assertThat(view.facts().get(2).details())
        .contains(new Detail("Reason", "gout"), new Detail("Focal device", "laser"));
  }

  @Test
  void referencesInACircleEnd() {
    CaseView view =
        view(
            "{'resourceType': 'MedicationStatement', 'id': 'a', 'status': 'active',"
                + " 'medicationReference': {'reference': 'MedicationStatement/b'}}",
            "{'resourceType': 'MedicationStatement', 'id': 'b', 'status': 'active',"
                + " 'medicationReference': {'reference': 'MedicationStatement/a'}}");
    assertThat(view.facts()).hasSize(2);
  }

  @Test
  void codesStandWithTheirSystemsAndWhatHasNoneIsListed() {
    CaseView view =
        view(
            """
            {'resourceType': 'Condition', 'code': {'text': 'gout', 'coding': [{'system':
              'http://snomed.info/sct', 'code': '90560007', 'display': 'Gout'}]},
             'bodySite': [{'text': 'big toe'}], 'category': [{'text': 'any'}]}
            """);
    Fact fact = only(view);
    assertThat(fact.codes())
        .containsExactly(
            new CodeLine("", "SNOMED CT", "http://snomed.info/sct", "90560007", "Gout"));
    assertThat(fact.uncoded()).containsExactly(new Detail("Body site", "big toe"));
    assertThat(view.systems()).containsOnlyKeys("SNOMED CT");
  }

  @Test
  void severalPatientsAreToldApart() {
    CaseView view =
        view(
            "{'resourceType': 'Patient', 'id': '1', 'name': [{'family': 'A'}]}",
            "{'resourceType': 'Patient', 'id': '2', 'name': [{'family': 'B'}]}",
            "{'resourceType': 'Condition', 'code': {'text': 'gout'},"
                + " 'subject': {'reference': 'Patient/2'}}");
    assertThat(view.title()).isEqualTo("2 patients");
    assertThat(only(view).details()).containsExactly(new Detail("Subject", "B"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeOfResourceCanBeShownWithAllItsElements(String type) {
    Resource resource =
        (Resource) FhirContext.forR4Cached().getResourceDefinition(type).newInstance();
    fill(resource, 3);
    CaseView view = CaseView.of("x", resource, List.of());
    assertThat(HtmlPage.of(view)).endsWith("</html>\n");
    assertThat(MarkdownPage.of(view)).startsWith("# ");
  }

  static Stream<String> types() {
    return FhirContext.forR4Cached().getResourceTypes().stream().sorted();
  }

  private static void fill(Base element, int deep) {
    for (Property property : element.children()) {
      String type = property.getTypeCode().replaceFirst("[|(].*", "");
      boolean choice = property.getName().endsWith("[x]");
      try {
        if (deep > 0 && !type.equals("Resource") && !property.getName().equals("extension")) {
          String name = property.getName().replace("[x]", "");
          Base child =
              element.addChild(
                  choice ? name + PageText.capital(type.equals("*") ? "string" : type) : name);
          fill(child, deep - 1);
        }
      } catch (FHIRException e) {
        setPrimitive(element, property.getName(), type);
      }
    }
  }

  /** HAPI adds no primitive children; enumerations and other narrow ones stay empty. */
  private static void setPrimitive(Base element, String name, String type) {
    try {
      boolean date = type.startsWith("date") || type.equals("instant");
      element.setProperty(
          name, new StringType(date ? "2020-01-01" : type.equals("boolean") ? "true" : "7"));
    } catch (FHIRException | IllegalArgumentException | ClassCastException e) {
      assertThat(name).isNotEmpty();
    }
  }

  @Test
  void aNumberWithManyZerosIsNotWrittenOut() {
    Fact fact =
        only(
            view(
                "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'},"
                    + " 'valueQuantity': {'value': 1e999}}"));
    assertThat(fact.result()).isEqualTo("1E+999");
  }
}
