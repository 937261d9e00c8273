package org.case2fhir.server;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;

/** The interactions with the server as a whole, and the operations. */
public final class SystemService {
  private final BundleProcessor processor;
  private final SearchService search;
  private final ValidationService validation;

  SystemService(BundleProcessor processor, FhirServices services) {
    this.processor = processor;
    this.search = services.search();
    this.validation = services.validation();
  }

  /** Acts on a transaction or a batch. */
  @Transaction
  public Bundle transaction(@TransactionParam Bundle bundle) {
    return processor.process(bundle);
  }

  /** Validates a resource of any type; nothing is stored. */
  @Operation(name = "$validate", manualRequest = true)
  public IBaseResource validate(HttpServletRequest request) throws IOException {
    return validation.validate(request.getInputStream().readAllBytes());
  }

  /** A patient with all that is known about them. */
  @Operation(name = "$everything", typeName = "Patient", idempotent = true)
  public IBundleProvider everything(@IdParam IdType id) {
    return new SimpleBundleProvider(search.everything(new IdType("Patient", id.getIdPart())));
  }
}
