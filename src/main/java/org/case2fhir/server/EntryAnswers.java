package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Map;
import org.case2fhir.server.ResourceWriter.Written;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;

/** What a response says about one entry. */
final class EntryAnswers {
  private static final Map<Integer, String> REASONS =
      Map.of(
          400,
          "Bad Request",
          404,
          "Not Found",
          409,
          "Conflict",
          410,
          "Gone",
          412,
          "Precondition Failed",
          422,
          "Unprocessable Entity");

  private EntryAnswers() {}

  static BundleEntryComponent of(Written written) {
    BundleEntryComponent entry = new BundleEntryComponent();
    StoredVersion stored = written.stored();
    String etag = "W/\"" + stored.version() + "\"";
    BundleEntryResponseComponent response = entry.getResponse().setEtag(etag);
    response.setOutcome(Outcomes.of(written.change()));
    switch (written.change()) {
      case CREATED -> response.setStatus("201 Created");
      case UPDATED, UNCHANGED -> response.setStatus("200 OK");
      case DELETED -> response.setStatus("204 No Content");
    }
    if (!stored.deleted()) {
      response.setLocation(stored.content().reference() + "/_history/" + stored.version());
      response.setLastModifiedElement(
          stored.content().resource().getMeta().getLastUpdatedElement().copy());
    }
    return entry;
  }

  /** There was nothing to delete. */
  static BundleEntryComponent nothing() {
    BundleEntryComponent entry = new BundleEntryComponent();
    entry.getResponse().setStatus("204 No Content");
    return entry;
  }

  static BundleEntryComponent found(Resource resource) {
    BundleEntryComponent entry = new BundleEntryComponent();
    entry.setResource(resource).getResponse().setStatus("200 OK");
    return entry;
  }

  static BundleEntryComponent refused(BaseServerResponseException reason) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(IssueType.PROCESSING)
        .setDiagnostics(reason.getMessage());
    BundleEntryComponent entry = new BundleEntryComponent();
    String words = REASONS.getOrDefault(reason.getStatusCode(), "Error");
    entry.getResponse().setStatus(reason.getStatusCode() + " " + words).setOutcome(outcome);
    return entry;
  }
}
