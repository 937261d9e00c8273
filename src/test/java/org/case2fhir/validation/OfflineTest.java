package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.case2fhir.version.FhirVersion;
import org.junit.jupiter.api.Test;

/** Whatever addresses a resource names, none of them is asked for. */
class OfflineTest {
  @Test
  void asks_no_address_that_a_resource_names() {
    String resource =
        """
        {"resourceType": "Observation", "status": "final",
         "meta": {"profile": ["https://example.org/StructureDefinition/mine"]},
         "extension": [{"url": "https://example.org/StructureDefinition/e", "valueString": "x"}],
         "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"},
           {"system": "http://snomed.info/sct", "code": "271649006"},
           {"system": "https://example.org/CodeSystem/c", "code": "x"}]},
         "subject": {"reference": "https://example.org/fhir/Patient/1"},
         "valueQuantity": {"value": 1, "unit": "mg", "code": "mg",
           "system": "http://unitsofmeasure.org"}}""";
    List<URI> asked = new CopyOnWriteArrayList<>();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new Trap(asked));
    try {
      // Rules of its own, so that loading the definitions is watched as well.
      FutureTask<CoreRules> rules =
          new FutureTask<>(
              () -> CoreRules.load(FhirContext.forR4Cached(), ValidationOptions.DEFAULT));
      ResourceValidator validator = new ResourceValidator(FhirVersion.R4, rules);
      assertThat(validator.validate(resource)).isNotEmpty();
    } finally {
      ProxySelector.setDefault(before);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void consults_no_remote_terminology() {
    CoreRules rules = CoreRules.load(FhirContext.forR4Cached(), ValidationOptions.DEFAULT);

    assertThat(rules.support().isRemoteTerminologyServiceConfigured()).isFalse();
  }

  /** Every client of HTTP in the JDK, and Apache's by default, asks this first. */
  private static final class Trap extends ProxySelector {
    private final List<URI> asked;

    Trap(List<URI> asked) {
      this.asked = asked;
    }

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      asked.add(uri);
    }
  }
}
