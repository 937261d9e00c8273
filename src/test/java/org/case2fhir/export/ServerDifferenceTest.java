package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.case2fhir.LocalServer;
import org.case2fhir.PushOptions;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.export.ServerDifference.Change;
import org.case2fhir.export.ServerDifference.ServerState;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.server.FhirHttpServer;
import org.junit.jupiter.api.Test;

class ServerDifferenceTest {
  private static final String CASE =
      "id: d\nencounters:\n  - id: v\n    date: 2020-01-02\n    measurements:\n"
          + "      - {test: Sodium, id: s, value: 119 mmol/L}\n";

  private static String bundle(String text) {
    ConversionOptions options =
        new ConversionOptions(MappingOptions.DEFAULT, BundleFormat.JSON, false, false, false);
    Input input = new Input("case.yaml", text.getBytes(StandardCharsets.UTF_8));
    return new CaseConverter(options).convert(input).encoded().orElseThrow();
  }

  @Test
  void whatTheServerHoldsIsComparedValueByValue() throws Exception {
    try (LocalServer server =
            LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", 0)).value().orElseThrow();
        CaseExporter exporter =
            CaseExporter.connect(
                    FhirEndpoint.of(server.address()),
                    RetryPolicy.USUAL,
                    Login.none(),
                    PushOptions.DEFAULT)
                .value()
                .orElseThrow()) {
      String first = bundle(CASE);
      assertThat(differences(exporter, first)).isNotEmpty().allMatch(is(ServerState.NEW));
      exporter.push("case", first);
      assertThat(differences(exporter, first)).isNotEmpty().allMatch(is(ServerState.SAME));
      List<ServerDifference> changed =
          differences(exporter, bundle(CASE.replace("119", "121"))).stream()
              .filter(is(ServerState.DIFFERENT))
              .toList();
      assertThat(changed).hasSize(1);
      assertThat(changed.get(0).write().target().type()).isEqualTo("Observation");
      assertThat(changed.get(0).changes())
          .containsExactly(new Change("valueQuantity.value", "119", "121"));
      // To ask is not to write.
      assertThat(differences(exporter, first)).allMatch(is(ServerState.SAME));
    }
  }

  private static Predicate<ServerDifference> is(ServerState state) {
    return difference -> difference.state() == state;
  }

  private static List<ServerDifference> differences(CaseExporter exporter, String bundle) {
    return exporter.differences("case", bundle).value().orElseThrow();
  }
}
