package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.CaseExporter.Export;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.case2fhir.PushOptions;
import org.case2fhir.Version;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.Authorization;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Pushes to the real server, and looks at what is there afterwards. */
final class RealServer {
  private static final Path EXAMPLES = Path.of("fhir-examples");

  private final FhirClient conversation;
  private final CaseConverter converter =
      new CaseConverter(
          new ConversionOptions(
              MappingOptions.DEFAULT.withSoftware(Version.current()),
              BundleFormat.JSON,
              /* validate= */ false,
              /* strict= */ false,
              /* attachSource= */ false));

  RealServer() {
    FhirEndpoint endpoint =
        FhirEndpoint.of(URI.create(JpaServer.address())).withTimeout(Duration.ofSeconds(120));
    try {
      conversation =
          new FhirClient(endpoint, Authorization.NONE, RetryTimer.real(RetryPolicy.USUAL));
    } catch (ExchangeException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A case of the examples under another id, so that its resources are others. */
  static String example(String name, String id) throws IOException {
    String text = Files.readString(EXAMPLES.resolve(name).resolve("case.yaml"));
    return text.replaceFirst("(?m)^id: .*$", "id: " + id);
  }

  String bundle(String caseText) {
    Conversion conversion =
        converter.convert(new Input("case.yaml", caseText.getBytes(StandardCharsets.UTF_8)));
    return conversion.encoded().orElseThrow();
  }

  Export push(String bundle) throws IOException {
    return push(bundle, ExportOptions.DEFAULT);
  }

  Export push(String bundle, ExportMode mode) throws IOException {
    return push(bundle, new ExportOptions(Optional.of(mode), 40));
  }

  Export push(String bundle, ExportOptions options) throws IOException {
    PushOptions push = new PushOptions(options, false, Optional.empty(), false);
    FhirEndpoint server =
        FhirEndpoint.of(URI.create(JpaServer.address())).withTimeout(Duration.ofSeconds(120));
    try (CaseExporter exporter =
        CaseExporter.connect(server, RetryPolicy.USUAL.withRetries(1), Login.none(), push)
            .value()
            .orElseThrow()) {
      return exporter.push("bundle", bundle);
    }
  }

  Answer get(String path) throws ExchangeException {
    return conversation.send(Interaction.get(path).with("Cache-Control", "no-cache"));
  }

  Bundle search(String query) throws ExchangeException {
    return get(query).resource(Bundle.class).orElseThrow();
  }

  int count(String query) throws ExchangeException {
    return search(query + (query.contains("?") ? "&" : "?") + "_summary=count").getTotal();
  }

  /** How many resources of each type the server has. */
  Map<String, Integer> counts(Export export) throws ExchangeException {
    Map<String, Integer> counts = new TreeMap<>();
    for (String type :
        export.entries().stream().map(EntryResult::type).collect(Collectors.toSet())) {
      counts.put(type, count(type));
    }
    return counts;
  }

  Resource read(String location) throws ExchangeException {
    return get(location).resource(Resource.class).orElseThrow();
  }

  /** Every reference of what was written leads to something that was written. */
  void referencesResolve(Export export) throws ExchangeException {
    Set<String> written =
        export.entries().stream().map(EntryResult::location).collect(Collectors.toSet());
    assertThat(written).hasSameSizeAs(export.entries()).allMatch(l -> !l.isEmpty());
    Map<String, Resource> found = new TreeMap<>();
    for (String ids : idsByType(written)) {
      search(ids).getEntry().stream()
          .map(entry -> entry.getResource())
          .forEach(r -> found.put(r.fhirType() + "/" + r.getIdElement().getIdPart(), r));
    }
    for (EntryResult entry : export.entries()) {
      Resource resource = found.get(entry.location());
      assertThat(resource.getMeta().getVersionId()).isEqualTo(entry.version());
      assertThat(references(resource)).as(entry.location()).isSubsetOf(written);
    }
  }

  /** One search for each type, because reading each resource by itself takes its time. */
  private static List<String> idsByType(Set<String> locations) {
    Map<String, List<String>> ids =
        locations.stream()
            .map(location -> location.split("/"))
            .collect(
                Collectors.groupingBy(
                    parts -> parts[0], Collectors.mapping(parts -> parts[1], Collectors.toList())));
    return ids.entrySet().stream()
        .map(e -> e.getKey() + "?_count=200&_id=" + String.join(",", e.getValue()))
        .toList();
  }

  static Set<String> references(Resource resource) {
    Set<String> references = new LinkedHashSet<>();
    FhirContext.forR4Cached()
        .newTerser()
        .getAllPopulatedChildElementsOfType(resource, Reference.class)
        .stream()
        .filter(reference -> reference.hasReference() && !reference.getReference().startsWith("#"))
        .forEach(reference -> references.add(reference.getReference()));
    return references;
  }

  /** What the server's own validation has against a resource. */
  List<String> errors(Resource resource) throws ExchangeException {
    Answer answer =
        conversation.send(
            Interaction.post(resource.fhirType() + "/$validate", Write.json(resource), true));
    OperationOutcome outcome = answer.outcome().orElseThrow();
    return outcome.getIssue().stream()
        .filter(issue -> issue.getSeverity().toCode().matches("error|fatal"))
        .map(issue -> issue.getDiagnostics())
        .toList();
  }
}
