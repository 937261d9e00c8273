package org.case2fhir.server;

import ca.uhn.fhir.model.api.StorageResponseCodeEnum;
import org.case2fhir.server.ResourceWriter.Change;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** What was done, in words and in HAPI's codes for it, which clients know. */
final class Outcomes {
  private Outcomes() {}

  static OperationOutcome of(Change change) {
    StorageResponseCodeEnum code =
        switch (change) {
          case CREATED -> StorageResponseCodeEnum.SUCCESSFUL_CREATE;
          case UPDATED -> StorageResponseCodeEnum.SUCCESSFUL_UPDATE;
          case UNCHANGED -> StorageResponseCodeEnum.SUCCESSFUL_UPDATE_NO_CHANGE;
          case DELETED -> StorageResponseCodeEnum.SUCCESSFUL_DELETE;
        };
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.INFORMATION)
        .setCode(IssueType.INFORMATIONAL)
        .setDiagnostics(code.getDisplay())
        .getDetails()
        .addCoding()
        .setSystem(code.getSystem())
        .setCode(code.getCode())
        .setDisplay(code.getDisplay());
    return outcome;
  }
}
