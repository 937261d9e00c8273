package org.case2fhir.server;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;

/** The interactions with the server as a whole, and the operations. */
public final class SystemService {
  private final BundleProcessor processor;
  private final ValidationService validation;

  SystemService(BundleProcessor processor, FhirServices services) {
    this.processor = processor;
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
}
