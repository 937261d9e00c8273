package org.case2fhir.validation;

import java.util.List;
import java.util.stream.Collectors;

/** Writes small Bundles for tests, and keeps the one validator that they share. */
final class Bundles {
  static final ResourceValidator VALIDATOR = new ResourceValidator();

  static final String PATIENT_URL = "urn:uuid:11111111-1111-4111-8111-111111111111";
  static final String CONDITION_URL = "urn:uuid:22222222-2222-4222-8222-222222222222";
  static final String PATIENT = "{\"resourceType\": \"Patient\", \"gender\": \"female\"}";

  private Bundles() {}

  static String condition(String subject) {
    return """
        {"resourceType": "Condition",
         "clinicalStatus": {"coding": [{"code": "active",
           "system": "http://terminology.hl7.org/CodeSystem/condition-clinical"}]},
         "code": {"text": "gout"},
         "subject": {"reference": "%s"}}"""
        .formatted(subject);
  }

  static String entry(String fullUrl, String resource) {
    return "{\"fullUrl\": \"" + fullUrl + "\", \"resource\": " + resource + "}";
  }

  static String entry(String fullUrl, String resource, String method, String url) {
    return """
        {"fullUrl": "%s",
         "resource": %s,
         "request": {"method": "%s", "url": "%s"}}"""
        .formatted(fullUrl, resource, method, url);
  }

  static String bundle(String type, String... entries) {
    return "{\"resourceType\": \"Bundle\",\n \"type\": \""
        + type
        + "\",\n \"entry\": [\n"
        + String.join(",\n", entries)
        + "]}";
  }

  /** Codes of all findings but noise, in their order. */
  static List<String> codes(String resource) {
    return VALIDATOR.validate(resource).stream()
        .filter(f -> !f.noise())
        .map(ValidationFinding::code)
        .collect(Collectors.toList());
  }
}
