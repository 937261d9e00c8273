package org.case2fhir.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DeviceNamesTest {
  private static List<String> words(String name) {
    return List.of(name.toLowerCase(Locale.ROOT).split("[ -]"));
  }

  @Test
  void everyRowMatchesItsExamples() {
    for (RuleTable.Row row : RuleTable.builtIn("device-nouns.tsv").rows()) {
      assertNotNull(DeviceNames.lead(words(row.get("matches")), List.of()), row.get("matches"));
      assertNull(DeviceNames.lead(words(row.get("differs")), List.of()), row.get("differs"));
    }
  }

  @Test
  void whatIsDoneMakesItADevice() {
    List<String> ring = List.of("ring");
    assertEquals("annuloplasty", DeviceNames.lead(ring, List.of("mitral", "annuloplasty")));
    assertNull(DeviceNames.lead(ring, List.of("resection")));
    assertEquals("", DeviceNames.lead(List.of("biliary", "stent"), List.of()));
  }

  @Test
  void knowsSingularAndPlural() {
    assertEquals("prosthesis", DeviceNames.singular("prostheses"));
    assertEquals("liver", DeviceNames.singular("liver"));
  }
}
