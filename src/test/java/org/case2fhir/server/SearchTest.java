package org.case2fhir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.server.Conversation.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private static FhirHttpServer server;
  private static Conversation http;

  @BeforeAll
  static void start() throws IOException {
    server = FhirHttpServer.start(FhirHttpServer.Options.at("127.0.0.1", 0), body -> List.of());
    http = Conversation.with(server.address());
    put(
        "Patient/ann",
        """
        "name": [{"family": "Müller", "given": ["Ann", "Zoë"]}], "gender": "female",
        "birthDate": "1970-05", "identifier": [{"system": "urn:x", "value": "1|2"}]\
        """);
    put("Patient/bob", "\"name\": [{\"text\": \"Bob\"}], \"gender\": \"male\"");
    put(
        "Observation/high",
        """
        "status": "final", "subject": {"reference": "Patient/ann"}, "effectiveDateTime": "2006-02",
        "category": [{"coding": [{"system": "urn:c", "code": "laboratory"}]}],
        "code": {"text": "Serum calcium", "coding": [{"system": "http://loinc.org", "code": "17861-6"}]},
        "valueQuantity": {"value": 5.4, "system": "http://unitsofmeasure.org", "code": "mg/dL"}\
        """);
    put(
        "Observation/low",
        """
        "status": "final", "subject": {"reference": "Patient/ann"},
        "effectiveDateTime": "2006-03-15T10:00:00Z",
        "code": {"coding": [{"system": "http://loinc.org", "code": "17861-6"}]},
        "valueQuantity": {"value": 2, "system": "http://unitsofmeasure.org", "code": "mg/dL"}\
        """);
    put(
        "Observation/absent",
        """
        "status": "preliminary", "subject": {"reference": "Patient/bob"},
        "effectivePeriod": {"start": "2005", "end": "2007"},
        "code": {"coding": [{"system": "urn:other", "code": "17861-6"}]},
        "component": [{"code": {"coding": [{"code": "part"}]}}],
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "2667000"}]}\
        """);
  }

  private static void put(String reference, String content) {
    String[] parts = reference.split("/");
    String body =
        "{\"resourceType\": \"%s\", \"id\": \"%s\", %s}".formatted(parts[0], parts[1], content);
    Reply reply = http.send("PUT", "/" + reference, body);
    assertThat(reply.status()).as(reply.words()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Patient?_id=ann;ann",
        "Patient?_id=ann,bob;ann bob",
        "Patient?gender=male;bob",
        "Patient?gender:not=male;ann",
        "Patient?birthdate=1970;ann",
        "Patient?birthdate=ge1970-06;''",
        "Patient?birthdate:missing=true;bob",
        "Patient?identifier=urn:x|1\\|2;ann",
        "Patient?identifier=urn:y|1\\|2;''",
        "Observation?code=17861-6;high low absent",
        "Observation?code=http://loinc.org|17861-6;high low",
        "Observation?code=http://loinc.org|;high low",
        "Observation?code=|part;''",
        "Observation?combo-code=part;absent",
        "Observation?code:text=calcium;high",
        "Observation?category=laboratory;high",
        "Observation?status=final,preliminary;high low absent",
        "Observation?patient=ann;high low",
        "Observation?subject=Patient/bob;absent",
        "Observation?subject:Patient=bob;absent",
        "Observation?date=2006-02;high",
        "Observation?date=2006;high low",
        "Observation?date=ge2006-03&date=lt2006-04;low absent",
        "Observation?date=gt2006-03;absent",
        "Observation?date=le2006-02;high absent",
        "Observation?date=2006-03-15T10:00:00Z;low",
        "Observation?date=sa2006-02;low",
        "Observation?value-concept=http://snomed.info/sct|2667000;absent",
        "Observation?_lastUpdated=gt2020;high low absent",
      })
  void finds(String search, String expected) {
    Reply reply = http.get("/" + search.replace("\\", "%5C"));
    assertThat(reply.status()).as(reply.words()).isEqualTo(200);
    assertThat(String.join(" ", reply.entryIds())).isEqualTo(expected);
  }

  @Test
  void pagesFollowEachOther() {
    List<String> all = new ArrayList<>();
    Reply page = http.get("/Observation?_count=2");
    assertThat(page.body().path("total").asInt()).isEqualTo(3);
    all.addAll(page.entryIds());
    assertThat(all).hasSize(2);
    String next = "";
    for (var link : page.body().path("link")) {
      next = link.path("relation").asText().equals("next") ? link.path("url").asText() : next;
    }
    Reply second = Conversation.with(URI.create(next)).get("");
    all.addAll(second.entryIds());
    assertThat(all).containsExactly("high", "low", "absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient?name=mull",
        "Patient?colour=red",
        "Observation?subject.gender=female",
        "Observation?_include=Observation:subject",
        "Patient?_revinclude=Observation:subject",
        "Observation?_sort=-date",
        "Observation?value-quantity=gt3",
        "Observation?value-quantity=ap1e99999999",
        "Observation?code-value-quantity=http://loinc.org|17861-6$gt3",
        "Observation?date=1e99999999",
        "Observation?date=gt2006-13",
        "Observation?status:above=final"
      })
  void refusesWhatItDoesNotSupport(String search) {
    Reply reply = http.get("/" + search.replace("|", "%7C"));
    assertThat(reply.status()).as(reply.words()).isEqualTo(400);
    assertThat(reply.body().path("resourceType").asText()).isEqualTo("OperationOutcome");
  }

  @Test
  void countsWithoutSending() {
    Reply reply = http.get("/Observation?_summary=count");
    assertThat(reply.body().path("total").asInt()).isEqualTo(3);
    assertThat(reply.body().path("entry")).isEmpty();
  }
}
