package org.case2fhir.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.fhir.MappingOptions.WritePolicy;
import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * Puts resources into a Bundle in the order given: each fullUrl is a UUID of the entry's own
 * (bdl-7), requests only where the bundle is to be executed (bdl-3).
 *
 * <p>Conditional requests search for {@code identifier=system|value}; the bar is percent-encoded,
 * because a request's url is a URI. Resources without identifier are written by id.
 */
final class BundleAssembler {
  private static final String IPS_BUNDLE =
      "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips";

  private final CaseContext context;
  private final MappingOptions options;
  private final Bundle bundle = new Bundle();
  private final Map<String, FactRef> origins = new LinkedHashMap<>();

  private BundleAssembler(CaseContext context) {
    this.context = context;
    this.options = context.options();
    bundle.setType(
        switch (options.bundle()) {
          case TRANSACTION -> Bundle.BundleType.TRANSACTION;
          case BATCH -> Bundle.BundleType.BATCH;
          case COLLECTION -> Bundle.BundleType.COLLECTION;
          case DOCUMENT -> Bundle.BundleType.DOCUMENT;
        });
    if (options.bundle() == BundleKind.DOCUMENT) {
      // bdl-9 and bdl-10
      bundle.setIdentifier(
          new Identifier().setSystem(Systems.URI).setValue("urn:uuid:" + context.document()));
      options
          .recorded()
          .map(FhirValues::instant)
          .ifPresent(instant -> bundle.setTimestampElement(instant));
      if (options.receiver() == Receiver.IPS) {
        bundle.getMeta().addProfile(IPS_BUNDLE);
      }
    }
    if (!options.labels().isEmpty()) {
      Meta meta = bundle.getMeta();
      options.labels().forEach(label -> meta.addSecurity(CodeableConcepts.coding(label.code())));
    }
  }

  static MappedCase assemble(List<MappedResource> resources, CaseContext context) {
    BundleAssembler assembler = new BundleAssembler(context);
    resources.forEach(assembler::add);
    return new MappedCase(assembler.bundle, assembler.origins, context.notes());
  }

  private void add(MappedResource made) {
    DomainResource resource = made.resource();
    String own = resource.getIdElement().getIdPart();
    String id = context.entry(resource);
    String fullUrl = "urn:uuid:" + id;
    if (origins.put(fullUrl, made.origin()) != null) {
      throw new IllegalArgumentException("two facts with the id " + made.origin());
    }
    BundleEntryComponent entry = bundle.addEntry().setFullUrl(fullUrl).setResource(resource);
    // A Provenance has no identifier and is referred to by nobody: its id is what identifies it.
    boolean matchable = resource.getResourceType() != ResourceType.Provenance;
    resource.setId(matchable ? id : own);
    if (options.bundle().hasRequests()) {
      setRequest(entry, matchable ? options.effectiveWrite() : WritePolicy.PUT, own);
    }
  }

  private static void setRequest(BundleEntryComponent entry, WritePolicy write, String own) {
    Resource resource = entry.getResource();
    String type = resource.fhirType();
    BundleEntryRequestComponent request = entry.getRequest();
    switch (write) {
      case PUT ->
          request.setMethod(HTTPVerb.PUT).setUrl(type + "/" + resource.getIdElement().getIdPart());
      case UPDATE -> {
        request.setMethod(HTTPVerb.PUT).setUrl(type + "?" + identifierIs(own));
        resource.setId((String) null);
      }
      case CREATE -> {
        request.setMethod(HTTPVerb.POST).setUrl(type).setIfNoneExist(identifierIs(own));
        resource.setId((String) null);
      }
    }
  }

  private static String identifierIs(String id) {
    String bar = URLEncoder.encode("|", StandardCharsets.UTF_8);
    return "identifier=" + Systems.URI + bar + "urn:uuid:" + id;
  }

  /** A resource and the part of the case it was made from. */
  record MappedResource(DomainResource resource, FactRef origin) {}
}
