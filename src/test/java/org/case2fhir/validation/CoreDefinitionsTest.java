package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;

class CoreDefinitionsTest {
  private static final FhirContext R4 = FhirContext.forR4Cached();
  private static final DefinitionFiles FILES = DefinitionFiles.read(FhirVersion.R4);
  private static final CoreDefinitions DEFINITIONS = new CoreDefinitions(FhirVersion.R4, R4, FILES);
  private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

  @Test
  void knows_every_resource_of_r4() {
    assertThat(R4.getResourceTypes())
        .hasSizeGreaterThan(140)
        .allSatisfy(type -> assertThat(FILES.structure(BASE + type)).isPresent());
  }

  @Test
  void knows_types_but_not_profiles_by_name() {
    assertThat(FILES.types().map(t -> DefinitionFiles.attribute(t, "name")))
        .contains("Patient", "Quantity", "string", "Resource", "Element")
        .doesNotContain("observation-vitalsigns", "heartrate")
        .doesNotHaveDuplicates();
  }

  @Test
  void parses_definitions_whole() {
    StructureDefinition heartRate =
        (StructureDefinition) DEFINITIONS.fetchStructureDefinition(BASE + "heartrate");
    CodeSystem genders =
        (CodeSystem) DEFINITIONS.fetchCodeSystem("http://hl7.org/fhir/administrative-gender");
    ValueSet statuses =
        (ValueSet) DEFINITIONS.fetchValueSet("http://hl7.org/fhir/ValueSet/observation-status");

    assertThat(heartRate.getSnapshot().getElement()).hasSizeGreaterThan(50);
    assertThat(genders.getConcept()).hasSize(4);
    assertThat(statuses.getCompose().getInclude()).hasSize(1);
  }

  @Test
  void finds_extensions_and_version_3_code_systems() {
    assertThat(DEFINITIONS.fetchStructureDefinition(BASE + "data-absent-reason")).isNotNull();
    assertThat(DEFINITIONS.fetchStructureDefinition("Patient")).isNotNull();
    assertThat(DEFINITIONS.fetchCodeSystem("http://terminology.hl7.org/CodeSystem/v3-RoleCode"))
        .isNotNull();
  }

  @Test
  void takes_any_version_of_what_is_hl7s_own() {
    assertThat(DEFINITIONS.fetchValueSet("http://hl7.org/fhir/ValueSet/observation-status|4.0.1"))
        .isNotNull();
    assertThat(DEFINITIONS.fetchStructureDefinition("http://example.org/x|1")).isNull();
    assertThat(DEFINITIONS.fetchCodeSystem("http://loinc.org")).isNull();
  }
}
