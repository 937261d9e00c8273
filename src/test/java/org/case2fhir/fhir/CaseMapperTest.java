package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.case2fhir.model.Cases.diagnosis;
import static org.case2fhir.model.Told.plainly;

import ca.uhn.fhir.context.FhirContext;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.fhir.MappingOptions.AbsentPolicy;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.SecurityLabel;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.fhir.MappingOptions.WritePolicy;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Cases;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bundle as a whole. */
final class CaseMapperTest {
  private static final CaseReport WHOLE = WholeCase.report();

  @ParameterizedTest
  @EnumSource(WritePolicy.class)
  void transactionsAreWrittenAsAsked(WritePolicy policy) {
    MappedCase mapped = CaseMapper.map(WHOLE, MappingOptions.DEFAULT.withWrite(policy));

    for (BundleEntryComponent entry : mapped.bundle().getEntry()) {
      String type = entry.getResource().fhirType();
      String id = entry.getResource().getIdPart();
      String search = "identifier=urn:ietf:rfc3986%7Curn:uuid:" + own(entry.getResource());
      boolean byId = policy == WritePolicy.PUT || type.equals("Provenance");
      String url =
          byId ? type + "/" + id : policy == WritePolicy.CREATE ? type : type + "?" + search;
      assertThat(entry.getRequest().getUrl()).isEqualTo(url);
      assertThat(entry.getResource().hasId()).isEqualTo(byId);
      assertThat(entry.getRequest().getIfNoneExist())
          .isEqualTo(policy == WritePolicy.CREATE && !byId ? search : null);
    }
    assertThat(mapped.notes()).extracting(MappingNote::code).doesNotContain("write-overridden");
  }

  @Test
  void updateIsTheDefault() {
    assertThat(json(MappingOptions.DEFAULT))
        .isEqualTo(json(MappingOptions.DEFAULT.withWrite(WritePolicy.UPDATE)));
  }

  @Test
  void aCollectionHasIdsAndNoRequests() {
    MappedCase mapped =
        CaseMapper.map(WHOLE, MappingOptions.DEFAULT.withBundle(BundleKind.COLLECTION));

    assertThat(mapped.bundle().getType().toCode()).isEqualTo("collection");
    assertThat(mapped.bundle().getEntry()).as("bdl-3").noneMatch(BundleEntryComponent::hasRequest);
    assertThat(mapped.bundle().getEntry())
        .filteredOn(entry -> !(entry.getResource() instanceof Provenance))
        .isNotEmpty()
        .allMatch(
            entry -> entry.getFullUrl().equals("urn:uuid:" + entry.getResource().getIdPart()));
  }

  // Medplum and others put what they stored in the place of every string that equals a fullUrl.
  @ParameterizedTest
  @EnumSource(BundleKind.class)
  void identifiersSurviveAServerThatRewritesEveryFullUrl(BundleKind kind) {
    for (WritePolicy policy : WritePolicy.values()) {
      MappingOptions options = MappingOptions.DEFAULT.withBundle(kind).withWrite(policy);
      Bundle sent = CaseMapper.map(WHOLE, options).bundle();
      String stored = json(options);
      for (BundleEntryComponent entry : sent.getEntry()) {
        stored = stored.replace('"' + entry.getFullUrl() + '"', "\"Basic/1\"");
      }

      Bundle read = FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, stored);
      assertThat(read.getEntry())
          .extracting(entry -> own(entry.getResource()))
          .containsExactlyElementsOf(
              sent.getEntry().stream().map(entry -> own(entry.getResource())).toList());
      assertThat(stored).contains("Basic/1").doesNotContain("\"reference\": \"urn:uuid:");
    }
  }

  // The UUID that identifies a resource; a Provenance has no identifier but is written by id.
  private static String own(Resource resource) {
    if (resource instanceof Provenance) {
      return resource.getIdPart();
    }
    Base identifier = resource.getNamedProperty("identifier").getValues().get(0);
    return ((Identifier) identifier).getValue().substring("urn:uuid:".length());
  }

  @Test
  void aBatchRefersToNoFullUrl() {
    MappedCase mapped =
        CaseMapper.map(
            WHOLE,
            MappingOptions.DEFAULT
                .withBundle(BundleKind.BATCH)
                .withSymptoms(SymptomPolicy.CONDITION)
                .withAbsent(AbsentPolicy.REFUTED));

    Set<String> targets = new HashSet<>();
    for (BundleEntryComponent entry : mapped.bundle().getEntry()) {
      assertThat(entry.getRequest().getMethod().toCode()).isEqualTo("PUT");
      targets.add(entry.getRequest().getUrl());
    }
    assertThat(references(mapped)).isNotEmpty().allMatch(targets::contains);
  }

  @ParameterizedTest
  @EnumSource(
      value = WritePolicy.class,
      names = {"UPDATE", "CREATE"})
  void aBatchOverridesTheWritePolicyAloud(WritePolicy policy) {
    MappingOptions options = MappingOptions.DEFAULT.withBundle(BundleKind.BATCH).withWrite(policy);

    assertThat(CaseMapper.map(Cases.report(), options).notes())
        .extracting(MappingNote::code)
        .containsExactly("write-overridden");
    assertThat(CaseMapper.map(Cases.report(), options.withWrite(WritePolicy.PUT)).notes())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(AbsentPolicy.class)
  void everyReferenceFindsItsEntry(AbsentPolicy policy) {
    MappedCase mapped = CaseMapper.map(WHOLE, MappingOptions.DEFAULT.withAbsent(policy));

    assertThat(references(mapped)).isNotEmpty().allMatch(mapped.origins()::containsKey);
  }

  @Test
  void everyEntryKnowsItsOriginAndNoFullUrlTwice() {
    MappedCase mapped = CaseMapper.map(WHOLE, MappingOptions.DEFAULT);

    assertThat(mapped.origins()).as("bdl-7").hasSameSizeAs(mapped.bundle().getEntry());
    assertThat(mapped.origin(0)).contains(FactRef.SUBJECT);
    assertThat(mapped.origins()).containsValue(FactRef.of(FactKind.FINDING, "dysphagia"));
    assertThat(mapped.origin(-1)).isEmpty();
    assertThat(mapped.origin(9999)).isEmpty();
  }

  @Test
  void everyResourceButProvenanceHasItsIdentifier() {
    for (BundleEntryComponent entry :
        CaseMapper.map(WHOLE, MappingOptions.DEFAULT).bundle().getEntry()) {
      Resource resource = entry.getResource();
      if (!(resource instanceof Provenance)) {
        assertThat(own(resource)).matches("[0-9a-f-]{36}").isNotEqualTo(entry.getFullUrl());
      }
    }
  }

  @Test
  void everyResourceHasANarrativeWithoutMarkupOfTheCase() {
    CaseReport nasty = Cases.report(diagnosis("<script>-&-co", plainly()));

    MappedCase mapped = CaseMapper.map(nasty, MappingOptions.DEFAULT);

    assertThat(resources(CaseMapper.map(WHOLE, MappingOptions.DEFAULT)))
        .allMatch(DomainResource::hasText);
    assertThat(Contexts.text(resources(mapped).get(1))).contains("&lt;script&gt; &amp; co");
  }

  @Test
  void labelsAreOnEveryResourceInTheirOrder() {
    MappingOptions options =
        MappingOptions.DEFAULT.withLabels(EnumSet.of(SecurityLabel.R, SecurityLabel.HTEST));

    MappedCase mapped = CaseMapper.map(WHOLE, options);

    assertThat(resources(mapped))
        .allSatisfy(
            resource ->
                assertThat(resource.getMeta().getSecurity())
                    .extracting(Coding::getCode)
                    .containsExactly("HTEST", "R"));
    assertThat(resources(CaseMapper.map(WHOLE, MappingOptions.DEFAULT)))
        .noneMatch(resource -> resource.getMeta().hasSecurity());
  }

  @ParameterizedTest
  @EnumSource(SecurityLabel.class)
  void everyLabelIsOfItsSystem(SecurityLabel label) {
    boolean reason = label == SecurityLabel.HTEST;

    assertThat(label.code().code()).isEqualTo(label.name());
    assertThat(label.code().system())
        .isEqualTo(reason ? Systems.ACT_REASON : Systems.CONFIDENTIALITY);
  }

  @Test
  void twoFactsOfOneIdAreRefused() {
    CaseReport twice = Cases.report(diagnosis("x", plainly()), diagnosis("x", plainly()));

    assertThatThrownBy(() -> CaseMapper.map(twice, MappingOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void circularVisitsAreNoted() {
    assertThat(CaseMapper.map(WHOLE, MappingOptions.DEFAULT).notes())
        .filteredOn(note -> note.code().equals("circular-time"))
        .extracting(note -> note.subject().id())
        .containsExactlyInAnyOrder("loop", "pool");
  }

  private static String json(MappingOptions options) {
    return BundleEncoder.encode(CaseMapper.map(WHOLE, options).bundle(), BundleFormat.JSON);
  }

  private static List<DomainResource> resources(MappedCase mapped) {
    return mapped.bundle().getEntry().stream()
        .map(entry -> (DomainResource) entry.getResource())
        .toList();
  }

  private static List<String> references(MappedCase mapped) {
    return mapped.bundle().getEntry().stream()
        .map(BundleEntryComponent::getResource)
        .flatMap(resource -> references(resource).stream())
        .toList();
  }

  private static List<String> references(Resource resource) {
    return FhirContext.forR4Cached().newTerser().getAllResourceReferences(resource).stream()
        .map(info -> info.getResourceReference().getReferenceElement().getValue())
        .filter(reference -> reference != null && !reference.startsWith("#"))
        .toList();
  }
}
