package org.case2fhir.export;

import java.util.List;
import org.case2fhir.exchange.Interaction;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;

/** Makes the requests that write resources. */
final class Requests {
  private Requests() {}

  /**
   * A resource as it is sent: with the references that hold on the server.
   *
   * @param cut whether a reference is left out that a second update adds
   */
  record Ready(Write write, Resource resource, boolean cut) {}

  /** One transaction or batch. */
  static Interaction bundle(List<Ready> entries, BundleType type) {
    Bundle bundle = new Bundle().setType(type);
    for (Ready ready : entries) {
      bundle
          .addEntry()
          .setFullUrl(ready.write().fullUrl())
          .setResource(withId(ready))
          .setRequest(request(ready.write().target()));
    }
    boolean repeatable =
        entries.stream().allMatch(ready -> ready.write().target().kind().isRepeatable());
    return told(Interaction.post("", Write.json(bundle), repeatable));
  }

  private static BundleEntryRequestComponent request(WriteTarget target) {
    BundleEntryRequestComponent request = new BundleEntryRequestComponent().setUrl(target.url());
    if (!target.ifMatch().isEmpty()) {
      request.setIfMatch(target.ifMatch());
    }
    return switch (target.kind()) {
      case UPDATE_IF, UPDATE -> request.setMethod(HTTPVerb.PUT);
      case CREATE_IF -> request.setMethod(HTTPVerb.POST).setIfNoneExist(target.argument());
      case CREATE -> request.setMethod(HTTPVerb.POST);
    };
  }

  /** One resource by itself. */
  static Interaction single(Ready ready) {
    WriteTarget target = ready.write().target();
    String body = Write.json(withId(ready));
    Interaction request =
        switch (target.kind()) {
          case UPDATE_IF, UPDATE -> Interaction.put(target.url(), body);
          case CREATE_IF -> Interaction.createIfNone(target.url(), body, target.argument());
          case CREATE -> Interaction.post(target.url(), body, false);
        };
    return told(target.ifMatch().isEmpty() ? request : request.with("If-Match", target.ifMatch()));
  }

  /** The answer is to tell what was done, and need not repeat what was sent. */
  private static Interaction told(Interaction request) {
    return request.with("Prefer", "return=OperationOutcome");
  }

  private static Resource withId(Ready ready) {
    WriteTarget target = ready.write().target();
    if (target.kind() == WriteKind.UPDATE) {
      ready.resource().setId(target.argument());
    }
    return ready.resource();
  }
}
