package org.case2fhir.fhir;

import java.util.List;
import org.case2fhir.fhir.CaseTimeline.DatedTime;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DeviceUseStatement.DeviceUseStatementStatus;
import org.hl7.fhir.r4.model.DomainResource;

/**
 * A device in or on the body: the <a href="http://hl7.org/fhir/R4/device.html">Device</a> itself,
 * and, where the case says when, where or why it is used, or a summary must list it, a <a
 * href="http://hl7.org/fhir/R4/deviceusestatement.html">DeviceUseStatement</a>. The Procedure that
 * put it in place names it as its focal device.
 */
final class DeviceMapper {
  /** What the identity of the statement is made from, beside the fact. */
  private static final String USE = "use";

  private DeviceMapper() {}

  static List<DomainResource> map(DeviceUse use, CaseContext context) {
    Device device = new Device();
    context.stamp(device, FactRef.of(use), ResourceIds.PRIMARY);
    device.addIdentifier(CaseContext.identifier(device));
    use.manufacturer().ifPresent(device::setManufacturer);
    use.model().ifPresent(device::setModelNumber);
    device.addDeviceName().setName(use.concept().text()).setType(DeviceNameType.USERFRIENDLYNAME);
    device.setType(CodeableConcepts.of(use.concept()));
    device.setPatient(context.subject());
    boolean needsStatement = needsStatement(use, context);
    NoteBuilder remarks = NoteBuilder.of(use.circumstances());
    if (!needsStatement) {
      device.setNote(remarks.annotations());
    }
    device.setText(
        NarrativeBuilder.of("Device: " + use.concept().text())
            .item("Manufacturer", use.manufacturer())
            .item("Model", use.model())
            .item("Encounter", context.visitLabel(use.circumstances()))
            .notes(needsStatement ? NoteBuilder.of(Circumstances.PLAIN) : remarks)
            .build());
    EvidenceMapper.add(device, use.circumstances(), context);
    return needsStatement ? List.of(device, statement(use, context)) : List.of(device);
  }

  // Of a device of which nothing more is known than that it is there, and which Procedure put it
  // there, the statement would say nothing that the Procedure does not.
  private static boolean needsStatement(DeviceUse use, CaseContext context) {
    Circumstances circumstances = use.circumstances();
    return circumstances.time().isPresent()
        || use.end().isPresent()
        || !use.reasons().isEmpty()
        || !circumstances.bodySites().isEmpty()
        || circumstances.severity().isPresent()
        || context.options().receiver() == Receiver.IPS;
  }

  private static DeviceUseStatement statement(DeviceUse use, CaseContext context) {
    FactRef ref = FactRef.of(use);
    Circumstances circumstances = use.circumstances();
    DeviceUseStatement statement = new DeviceUseStatement();
    context.stamp(statement, ref, USE);
    statement.addIdentifier(CaseContext.identifier(statement));
    DatedTime start = context.moment(ref, circumstances);
    DatedTime end = use.end().map(when -> context.moment(ref, when)).orElse(DatedTime.NONE);
    statement.setStatus(
        use.end().isPresent()
            ? DeviceUseStatementStatus.COMPLETED
            : DeviceUseStatementStatus.ACTIVE);
    statement.setSubject(context.subject());
    context.reference(ref).ifPresent(statement::setDevice);
    NoteBuilder remarks = NoteBuilder.of(circumstances).severity(circumstances);
    if (start.date().isPresent() || end.date().isPresent()) {
      statement.setTiming(FhirValues.period(start.date(), end.date()));
    } else {
      FhirValues.time(start).ifPresent(statement::setTiming);
    }
    remarks.add("Since", start.onlyWords()).add("Until", end.onlyWords());
    context.reasons(use.reasons()).stream()
        .flatMap(fact -> context.reference(FactRef.of(fact)).stream())
        .forEach(statement::addReasonReference);
    use.procedure()
        .flatMap(id -> context.reference(FactKind.PROCEDURE, id))
        .ifPresent(statement::addDerivedFrom);
    if (circumstances.bodySites().size() == 1) {
      statement.setBodySite(CodeableConcepts.plainSite(circumstances.bodySites().get(0)));
    } else {
      remarks.sites(circumstances);
    }
    statement.setNote(remarks.annotations());
    EvidenceMapper.add(statement, circumstances, context);
    statement.setText(
        NarrativeBuilder.of("Use of " + use.concept().text())
            .item("Status", statement.getStatus().toCode())
            .item("Since", start.text())
            .item("Until", end.text())
            .item("Body site", DisplayText.ofSites(circumstances.bodySites()))
            .item("For", DisplayText.ofFacts(context.reasons(use.reasons())))
            .item("Encounter", context.visitLabel(circumstances))
            .notes(remarks)
            .build());
    return statement;
  }
}
