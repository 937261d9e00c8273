package org.case2fhir.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleReaderTest {

  private static Result<List<Write>> read(String text) {
    return BundleReader.read("b.json", text);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,Patient?identifier=a,'',UPDATE_IF,Patient?identifier=a",
    "PUT,Patient/7,'',UPDATE,Patient/7",
    "POST,Patient,identifier=a,CREATE_IF,Patient",
    "POST,Patient,Patient?identifier=a,CREATE_IF,Patient",
    "POST,Patient,'',CREATE,Patient"
  })
  void requestsAreReadAsTheyAre(
      String method, String url, String condition, WriteKind kind, String target) {
    String request =
        "\"method\": \"%s\", \"url\": \"%s\"".formatted(method, url)
            + (condition.isEmpty() ? "" : ", \"ifNoneExist\": \"" + condition + "\"");
    String text = new Bundles().asking("Patient", "1", request).of("batch");
    Write write = read(text).value().orElseThrow().get(0);
    assertThat(write.target().kind()).isEqualTo(kind);
    assertThat(write.target().url()).isEqualTo(target);
    if (kind == WriteKind.CREATE_IF) {
      assertThat(write.target().argument()).isEqualTo("identifier=a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,Patient/7",
    "GET,Patient/7",
    "PUT,http://evil.org/Patient/7",
    "PUT,Patient/../Other/7",
    "PUT,Observation/7",
    "POST,Observation",
    "PUT,Patient",
    "PUT,Patient?name=\u00e9"
  })
  void requestsThatDoNotWriteThisResourceHereAreRefused(String method, String url) {
    String request = "\"method\": \"%s\", \"url\": \"%s\"".formatted(method, url);
    Result<List<Write>> result =
        read(new Bundles().asking("Patient", "1", request).with("Patient", "2").of("transaction"));
    assertThat(result.value().orElseThrow()).hasSize(1);
    assertThat(result.issues()).extracting(Issue::code).containsExactly("unsupported-entry");
    assertThat(result.issues().get(0).location().path()).isEqualTo("Bundle.entry[0]");
  }

  @Test
  void aCollectionIsWrittenByIdentifierOrByAnIdThatIsAUuid() {
    String uuid = "0a1b2c3d-0000-4000-8000-000000000001";
    String text =
        """
        {"resourceType": "Bundle", "type": "collection", "entry": [
          {"resource": {"resourceType": "Patient", "id": "p1",
             "identifier": [{"value": "no system"}, {"system": "urn:x", "value": "a b|c"}]}},
          {"resource": {"resourceType": "Provenance", "id": "%s"}},
          {"resource": {"resourceType": "Observation", "id": "7"}},
          {"fullUrl": "urn:uuid:%s"}]}
        """
            .formatted(uuid, uuid);
    Result<List<Write>> result = read(text);
    List<Write> writes = result.value().orElseThrow();
    assertThat(writes)
        .extracting(write -> write.target().url())
        .containsExactly("Patient?identifier=urn%3Ax%7Ca%20b%7Cc", "Provenance/" + uuid);
    assertThat(writes.get(0).resource().hasId()).isFalse();
    assertThat(writes).extracting(Write::fullUrl).doesNotHaveDuplicates();
    assertThat(result.issues())
        .extracting(Issue::code)
        .hasSize(2)
        .containsOnly("unsupported-entry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"document", "searchset", "message", "history"})
  void otherBundlesDoNotSayWhatIsToBeWritten(String type) {
    Result<List<Write>> result = read(new Bundles().with("Patient", "1").of(type));
    assertThat(result.value()).isEmpty();
    assertThat(result.issues()).extracting(Issue::code).containsExactly("unsupported-bundle");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"resourceType\": \"Patient\"}",
        "{\"resourceType\": \"Nothing\"}",
        "<!DOCTYPE Bundle [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Bundle"
            + " xmlns=\"http://hl7.org/fhir\"/>"
      })
  void whatIsNoBundleIsToldSo(String text) {
    Result<List<Write>> result = read(text);
    assertThat(result.value()).isEmpty();
    assertThat(result.issues()).extracting(Issue::code).containsExactly("wrong-kind");
  }

  @Test
  void twoEntriesOfOneNameAreNotBothWritten() {
    String text = new Bundles().with("Patient", "1").with("Patient", "1").of("transaction");
    assertThat(read(text).value().orElseThrow()).hasSize(1);
    assertThat(read(text).issues().get(0).message()).contains("same fullUrl");
  }

  @Test
  void xmlIsReadToo() {
    String text =
        """
        <Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/><entry>
          <fullUrl value="urn:uuid:00000000-0000-4000-8000-000000000001"/>
          <resource><Patient><active value="true"/></Patient></resource>
          <request><method value="POST"/><url value="Patient"/></request></entry></Bundle>
        """;
    assertThat(read(text).value().orElseThrow()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Bundle','type':'batch','entry':[{'fullUrl':'urn:a','resource':'x'}]}",
        "{'resourceType':'Bundle','type':'batch','_type':{'extension':['x']}}",
        "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Patient',"
            + "'_birthDate':{'extension':[null]}}}]}",
      })
  void jsonOfAnotherStructureIsNoBundle(String json) {
    Result<List<Write>> result = read(json.replace('\'', '"'));
    assertThat(result.value()).isEmpty();
    assertThat(result.issues()).extracting(Issue::code).containsExactly("wrong-kind");
  }
}
