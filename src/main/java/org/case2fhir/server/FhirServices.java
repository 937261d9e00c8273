package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.case2fhir.issue.Issue;
import org.case2fhir.server.FhirStore.ReferentialIntegrity;

/** What all interactions of one server share. */
record FhirServices(
    FhirContext context,
    FhirStore store,
    ResourceWriter writer,
    SearchService search,
    ReferentialIntegrity integrity,
    ValidationService validation) {

  static FhirServices of(
      FhirContext context, Clock clock, Function<byte[], List<Issue>> validator) {
    FhirStore store = new FhirStore();
    SearchEngine engine = new SearchEngine(context);
    return new FhirServices(
        context,
        store,
        new ResourceWriter(context, engine, clock),
        new SearchService(context, store, engine),
        new ReferentialIntegrity(context),
        new ValidationService(context, validator));
  }
}
