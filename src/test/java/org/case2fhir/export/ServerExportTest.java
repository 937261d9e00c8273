package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.case2fhir.Export;
import org.case2fhir.ExportedEntry;
import org.case2fhir.diagnostic.Severity;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;

/**
 * Against a real server. It is started once and keeps what the tests write, so that each test has
 * cases of its own.
 */
class ServerExportTest {
  private static final String RICH = "colon-cancer";

  private final RealServer server = new RealServer();

  private static Map<EntryOutcome, Long> outcomes(Export export) {
    return export.entries().stream()
        .collect(Collectors.groupingBy(ExportedEntry::outcome, Collectors.counting()));
  }

  private static void allAre(EntryOutcome outcome, Export export) {
    assertThat(export.entries()).extracting(ExportedEntry::words).containsOnly("");
    assertThat(export.hasIssues(Severity.ERROR)).isFalse();
    assertThat(outcomes(export)).containsOnly(Map.entry(outcome, (long) export.entries().size()));
  }

  @Test
  void aTransactionIsWrittenOnceHoweverOftenItIsPushed() throws Exception {
    String bundle = server.bundle(RealServer.example(RICH, "transaction"));
    Export first = server.push(bundle);
    assertThat(first.mode()).contains(ExportMode.TRANSACTION);
    assertThat(first.requests()).isEqualTo(1);
    allAre(EntryOutcome.CREATED, first);
    server.referencesResolve(first);
    Map<String, Integer> counts = server.counts(first);
    for (ExportMode mode : ExportMode.values()) {
      Export again = server.push(bundle, mode);
      allAre(EntryOutcome.UNCHANGED, again);
      assertThat(again.entries()).extracting(ExportedEntry::version).containsOnly("1");
      assertThat(again.entries())
          .extracting(ExportedEntry::location)
          .isEqualTo(first.entries().stream().map(ExportedEntry::location).toList());
    }
    assertThat(server.counts(first)).isEqualTo(counts);
  }

  @Test
  void batchesWriteWhatATransactionDoes() throws Exception {
    sameAsATransaction(ExportMode.BATCH, "batch");
  }

  @Test
  void singleResourcesWriteWhatATransactionDoes() throws Exception {
    sameAsATransaction(ExportMode.RESOURCES, "resources");
  }

  private void sameAsATransaction(ExportMode mode, String id) throws Exception {
    String bundle = server.bundle(RealServer.example(RICH, id));
    Export first = server.push(bundle, mode);
    allAre(EntryOutcome.CREATED, first);
    server.referencesResolve(first);
    Map<String, Integer> counts = server.counts(first);
    Export second = server.push(bundle);
    allAre(EntryOutcome.UNCHANGED, second);
    assertThat(server.counts(first)).isEqualTo(counts);
  }
}
