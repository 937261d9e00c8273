package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.validation.Bundles.CONDITION_URL;
import static org.case2fhir.validation.Bundles.PATIENT;
import static org.case2fhir.validation.Bundles.PATIENT_URL;
import static org.case2fhir.validation.Bundles.bundle;
import static org.case2fhir.validation.Bundles.condition;
import static org.case2fhir.validation.Bundles.entry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.issue.Severity;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles are checked in slices, in linear time; nothing may be lost by that. */
class WholeBundleTest {
  private static final CoreRules HAPI = Bundles.VALIDATOR.core();

  private static final Pattern ADDRESS =
      Pattern.compile("(urn:uuid:[0-9a-f-]+|Patient/7|http://x[a-zA-Z./1]+)");
  private static final String ANY = "http://hl7.org/fhir/StructureDefinition/Patient";
  private static final String OTHER_URL = "urn:uuid:44444444-4444-4444-8444-444444444444";
  private static final String LEADING_URL = "urn:uuid:33333333-3333-4333-8333-333333333333";
  private static final String NOWHERE = "urn:uuid:99999999-9999-4999-8999-999999999999";

  /** Each kind of Bundle, with references that lead to each kind of place. */
  static Stream<String> bundles() {
    List<String> all = new ArrayList<>();
    String patient = entry(PATIENT_URL, PATIENT);
    String condition = entry(CONDITION_URL, condition(PATIENT_URL));
    for (String to : List.of(PATIENT_URL, NOWHERE, "Patient/7", "http://x.example.org/Patient/1")) {
      String composition = entry(LEADING_URL, composition(to, CONDITION_URL));
      all.add(document(composition, patient, condition));
      all.add(document(composition, patient));
      all.add(document(composition, condition, patient, patient));
      String header = entry(LEADING_URL, header(to));
      all.add(bundle("message", header, patient, condition));
      all.add(bundle("message", header, condition));
      String pointing = entry(OTHER_URL, condition(to));
      all.add(bundle("collection", pointing, patient, patient));
      all.add(bundle("transaction", pointing, patient, patient));
      all.add(bundle("transaction", put(pointing), put(patient)));
    }
    String composition = entry(LEADING_URL, composition(PATIENT_URL, PATIENT_URL));
    all.add(document(composition, patient, condition, entry(OTHER_URL, condition(CONDITION_URL))));
    all.add(document(composition, patient, entry(OTHER_URL, provenance(PATIENT_URL)), condition));
    String claims =
        PATIENT.replace("\"gender\"", "\"meta\": {\"profile\": [\"" + ANY + "\"]}, \"gender\"");
    all.add(
        bundle(
            "collection",
            entry(PATIENT_URL, claims),
            entry(OTHER_URL, "{\"resourceType\": \"Patient\"}")));
    all.add(document(patient));
    all.add(document(patient, composition));
    all.add(document("{\"fullUrl\": \"" + NOWHERE + "\"}", composition));
    all.add(bundle("document", composition, patient));
    all.add(bundle("document"));
    all.add(bundle("message", patient, condition));
    all.add(bundle("message", new String[0]));
    return all.stream();
  }

  private static String put(String entry) {
    String request = "\"request\": {\"method\": \"PUT\", \"url\": \"Patient?identifier=a|b\"}";
    String type = entry.contains("\"Patient\"") ? "Patient" : "Condition";
    return entry.substring(0, entry.length() - 1) + ", " + request.replace("Patient", type) + "}";
  }

  private static String document(String... entries) {
    return bundle("document", entries)
        .replace(
            "\"document\",",
            """
            "document", "timestamp": "2020-01-01T00:00:00Z",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": "%s"},\
            """
                .formatted(NOWHERE));
  }

  private static String composition(String subject, String entry) {
    return """
    {"resourceType": "Composition", "status": "final", "type": {"text": "note"},
     "subject": {"reference": "%s"}, "date": "2020", "author": [{"reference": "%s"}],
     "title": "Note", "section": [{"title": "a", "entry": [{"reference": "%s"}]}]}\
    """
        .formatted(subject, subject, entry);
  }

  private static String header(String focus) {
    return """
    {"resourceType": "MessageHeader", "eventUri": "http://example.org/event",
     "source": {"endpoint": "http://example.org/source"}, "focus": [{"reference": "%s"}]}\
    """
        .formatted(focus);
  }

  private static String provenance(String target) {
    return """
    {"resourceType": "Provenance", "recorded": "2020-01-01T00:00:00Z",
     "target": [{"reference": "%s"}], "agent": [{"who": {"display": "A"}}]}\
    """
        .formatted(target);
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void the_same_is_found_as_by_looking_at_all_at_once(String bundle) throws IOException {
    CoreRules.Tree tree = HAPI.parse(bundle, FhirFormat.JSON);
    Element root = tree.root().orElseThrow();
    List<ValidationMessage> messages = new ArrayList<>(tree.messages());
    messages.addAll(HAPI.check(root));
    List<ValidationFinding> whole = new MessageReader(BundleView.of(root).entries()).read(messages);

    assertThat(problems(Bundles.VALIDATOR.validate(bundle), bundle))
        .containsExactlyInAnyOrderElementsOf(problems(whole, bundle));
  }

  /** What is wrong, however it is called and wherever it is said to be. */
  private static Set<String> problems(List<ValidationFinding> findings, String bundle) {
    return findings.stream()
        .filter(finding -> finding.severity() != Severity.INFORMATION || isTold(finding))
        .map(finding -> problem(finding, bundle))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * HAPI informs of each address that is no entry, links to web pages too, and only in documents
   * and messages; we inform of references, in all Bundles.
   */
  private static boolean isTold(ValidationFinding finding) {
    return !finding.code().equals("fhir-bundle-bundle-entry-notfound")
        && !finding.code().equals("fhir-reference-outside-bundle");
  }

  private static String problem(ValidationFinding finding, String bundle) {
    Matcher address = ADDRESS.matcher(finding.message());
    return switch (finding.code()) {
      // HAPI says what follows at another entry than it is about.
      case "fhir-bundle-bundle-entry-notfound",
          "fhir-bundle-bundle-not-local",
          "fhir-reference-unresolved" ->
          "no entry " + (address.find() ? address.group() : finding.message());
      case "fhir-bundle-bundle-entry-orphan-document",
          "fhir-bundle-bundle-entry-orphan-message",
          "fhir-bundle-bundle-entry-reverse-r4",
          "fhir-bundle-bundle-entry-reverse-r5",
          "fhir-bundle-bundle-entry-reverse-msg" ->
          finding.severity()
              + " "
              + finding.code()
              + " "
              + (address.find()
                  ? address.group()
                  : finding.place().entry().orElseThrow().fullUrl());
      // One fullUrl twice, with all that follows from it.
      case "fhir-bundle-bundle-multiplematches", "fhir-bundle-bundle-entry-found-multiple" ->
          "fhir-bdl-7";
      case "fhir-bundle-bundle-entry-document", "fhir-bundle-bundle-entry-nofirst" ->
          bundle.contains("\"message\"") ? "fhir-bdl-12" : "fhir-bdl-11";
      case "fhir-validation-bundle-message" -> "fhir-bdl-12";
      case "fhir-bundle-document-date-missing" -> "fhir-bdl-10";
      default -> finding.code();
    };
  }
}
