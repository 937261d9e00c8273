package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.junit.jupiter.api.Test;

final class ResourceIdsTest {
  private static final FactRef PAIN = FactRef.of(FactKind.FINDING, "pain");

  @Test
  void idsAreNameBasedUuidsOfVersionFive() {
    UUID id = UUID.fromString(new ResourceIds("case").of(PAIN, ResourceIds.PRIMARY));

    assertThat(id.version()).isEqualTo(5);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void idsNeverChangeBetweenVersions() {
    // Computed by another implementation of RFC 9562.
    assertThat(new ResourceIds("case").of(PAIN, ResourceIds.PRIMARY))
        .isEqualTo("db995315-2090-500d-94ea-c432d4f5bc09");
  }

  @Test
  void everyPartOfTheNameCounts() {
    ResourceIds ids = new ResourceIds("case");
    String pain = ids.of(PAIN, ResourceIds.PRIMARY);

    assertThat(ids.of(PAIN, ResourceIds.PRIMARY)).isEqualTo(pain);
    assertThat(ids.of(PAIN, "response")).isNotEqualTo(pain);
    assertThat(ids.of(FactRef.of(FactKind.DIAGNOSIS, "pain"), "")).isNotEqualTo(pain);
    assertThat(new ResourceIds("other").of(PAIN, "")).isNotEqualTo(pain);
    assertThat(ids.of(new FactRef("finding", "painx"), ""))
        .isNotEqualTo(ids.of(new FactRef("finding", "pain"), "x"));
  }
}
