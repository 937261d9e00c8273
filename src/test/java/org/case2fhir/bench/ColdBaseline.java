package org.case2fhir.bench;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/**
 * The least that any HAPI program must do: create a FhirContext and encode a Bundle. The cold start
 * of {@code convert --no-validate} is compared with it; the argument is the size in bytes that the
 * Bundle must reach.
 */
public final class ColdBaseline {
  private ColdBaseline() {}

  public static void main(String[] args) {
    int size = Integer.parseInt(args[0]);
    int entries = size / 1400;
    Bundle bundle = new Bundle();
    bundle.setType(BundleType.TRANSACTION);
    for (int i = 0; i < entries; i++) {
      add(bundle, i);
    }
    String json =
        FhirContext.forR4Cached()
            .newJsonParser()
            .setPrettyPrint(true)
            .encodeResourceToString(bundle);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  private static void add(Bundle bundle, int number) {
    Observation observation = new Observation();
    observation.addIdentifier().setSystem("urn:ietf:rfc3986").setValue("urn:uuid:" + number);
    observation.setStatus(ObservationStatus.FINAL);
    observation
        .addCategory()
        .addCoding()
        .setSystem("http://terminology.hl7.org/CodeSystem/observation-category")
        .setCode("laboratory");
    observation
        .getCode()
        .setText("a test")
        .addCoding()
        .setSystem("http://loinc.org")
        .setCode("718-7")
        .setDisplay("Hemoglobin [Mass/volume] in Blood");
    observation.setSubject(new Reference("urn:uuid:patient"));
    observation.setValue(
        new Quantity()
            .setValue(number)
            .setUnit("g/dL")
            .setSystem("http://unitsofmeasure.org")
            .setCode("g/dL"));
    observation.getText().setDivAsString("<div>a test: " + number + " g/dL</div>");
    bundle
        .addEntry()
        .setFullUrl("urn:uuid:" + number)
        .setResource(observation)
        .getRequest()
        .setMethod(HTTPVerb.PUT)
        .setUrl("Observation?identifier=" + number);
  }
}
