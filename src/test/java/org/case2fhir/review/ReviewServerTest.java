package org.case2fhir.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.casefile.CaseFileEditor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses the review as its page does: by HTTP, on a case file in a folder. */
class ReviewServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CASE =
      """
      # by hand
      id: rev
      title: A case
      subject: {sex: female, age: 40 years}
      encounters:
        - id: first-visit
          date: 2020-01-02
          findings:
            - finding: fever    # on the first day
              id: fever@first-visit
              evidence: {quote: fever, start: 8, end: 13}
              confidence: 0.6
            - absent: [cough, vomiting]
            - finding: headache
            - absent: headache
          measurements:
            - {test: Sodium, value: 119 mmol/L}
      diagnoses:
        - diagnosis: gout
      """;

  @TempDir private Path folder;
  private Path file;
  private ReviewServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("rev.case.yaml");
    Files.writeString(file, CASE);
    Files.writeString(folder.resolve("rev.txt"), "She had fever.\n");
    server = ReviewServer.start(file, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String base() {
    return server.address().replaceAll("/\\?token=.*", "");
  }

  private String cookie() {
    String port = base().replaceAll(".*:", "");
    return "case2fhir-" + port + "=" + server.address().replaceAll(".*token=", "");
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "Cookie", cookie());
  }

  private HttpResponse<String> post(String path, Object body)
      throws IOException, InterruptedException {
    return send(
        "POST",
        path,
        JSON.writeValueAsString(body),
        "Cookie",
        cookie(),
        "X-Case2fhir",
        "review",
        "Content-Type",
        "application/json");
  }

  private JsonNode read() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/api/cases/0");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode fact(JsonNode shown, String words, String assertion) {
    for (JsonNode fact : shown.path("facts")) {
      if (fact.path("words").asText().equals(words)
          && fact.path("assertion").asText().equals(assertion)) {
        return fact;
      }
    }
    throw new AssertionError("no fact " + words);
  }

  private static ObjectNode edit(String op, JsonNode fact) {
    return JSON.createObjectNode()
        .put("op", op)
        .put("pointer", fact.path("pointer").asText())
        .put("etag", fact.path("etag").asText());
  }

  private HttpResponse<String> edits(ObjectNode... edits) throws IOException, InterruptedException {
    ArrayNode list = JSON.createArrayNode();
    List.of(edits).forEach(list::add);
    return post("/api/cases/0/edits", Map.of("label", "test", "edits", list));
  }

  private JsonNode edited(ObjectNode... edits) throws IOException, InterruptedException {
    HttpResponse<String> answer = edits(edits);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void nobodyGetsInWithoutTheToken() throws Exception {
    assertThat(send("GET", "/", "").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/api/session", "", "Cookie", "case2fhir-1=x").statusCode())
        .isEqualTo(403);
    assertThat(send("GET", "/?token=0123", "").statusCode()).isEqualTo(403);
    assertThat(get("/api/session").statusCode()).isEqualTo(200);
  }

  @Test
  void theAddressSetsACookieAndHidesTheToken() throws Exception {
    HttpResponse<String> opened = send("GET", server.address().replace(base(), ""), "");
    assertThat(opened.statusCode()).isEqualTo(302);
    assertThat(opened.headers().firstValue("Location")).hasValue("/");
    assertThat(opened.headers().firstValue("Set-Cookie").orElse(""))
        .contains("HttpOnly")
        .contains("SameSite=Strict");
  }

  @Test
  void anotherSiteCannotAsk() throws Exception {
    assertThat(
            send("GET", "/api/session", "", "Cookie", cookie(), "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(send("POST", "/api/cases/0/undo", "{}", "Cookie", cookie()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void pagesLoadNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
    for (String path : List.of("/lib/lit-html.js", "/lib/directives/repeat.js", "/review/app.js")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    for (String path : List.of("/review/%2e%2e/x", "/lib/../pom.xml", "/api/cases/9", "/x")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void whatIsDecidedIsInTheFileAtOnceAndTheRestStaysAsItWas() throws Exception {
    edited(edit("accept", fact(read(), "fever", "present")));
    String text = Files.readString(file);
    assertThat(text)
        .startsWith(CASE.substring(0, CASE.indexOf("      - absent: [cough")))
        .contains("reviewed: {by: AB, 'on': 2026-11-28, decision: accepted}");
    assertThat(text.replaceAll(" +reviewed:.*\n", "")).isEqualTo(CASE);
  }

  @Test
  void rejectedFactsStayInTheFileButNotInTheBundle() throws Exception {
    JsonNode shown = edited(edit("reject", fact(read(), "headache", "absent")));
    assertThat(fact(shown, "headache", "absent").path("review").path("status").asText())
        .isEqualTo("rejected");
    JsonNode bundle = JSON.readTree(get("/api/cases/0/bundle").body());
    assertThat(bundle.path("errors").asInt()).isZero();
    assertThat(bundle.path("bundle").toString()).contains("headache").contains("Sodium");
    long headaches =
        bundle.path("bundle").path("entry").findValues("text").stream()
            .filter(text -> text.asText().equals("headache"))
            .count();
    assertThat(headaches).isEqualTo(1);
  }

  @Test
  void whatIsStatedAndDeniedIsAContradictionUntilOneIsRejected() throws Exception {
    JsonNode before = read();
    assertThat(before.path("progress").path("contradictions").asInt()).isEqualTo(2);
    JsonNode yes = fact(before, "headache", "present");
    assertThat(yes.path("doubts").get(0).path("other").asText())
        .isEqualTo(fact(before, "headache", "absent").path("pointer").asText());
    JsonNode after = edited(edit("reject", fact(before, "headache", "absent")));
    assertThat(after.path("progress").path("contradictions").asInt()).isZero();
  }

  @Test
  void aFactOfAGroupIsChangedAlone() throws Exception {
    JsonNode shown =
        edited(edit("set", fact(read(), "vomiting", "absent")).put("assertion", "present"));
    assertThat(fact(shown, "cough", "absent").path("review").path("status").asText())
        .isEqualTo("new");
    assertThat(
            fact(shown, "vomiting", "present").path("review").path("was").path("absent").asText())
        .isEqualTo("vomiting");
  }

  @Test
  void everyAttributeIsEditedAndCanBeReset() throws Exception {
    String before = Files.readString(file);
    ObjectNode change = edit("set", fact(read(), "Sodium", "present"));
    change.put("words", "Potassium");
    change.putObject("fields").put("value", "4.2 mmol/L").put("note", "repeated");
    change.put("visit", "");
    JsonNode shown = edited(change);
    JsonNode potassium = fact(shown, "Potassium", "present");
    assertThat(potassium.path("pointer").asText()).isEqualTo("/measurements/0");
    assertThat(potassium.path("summary").asText()).isEqualTo("4.2 mmol/L");
    assertThat(potassium.path("codes").get(0).path("code").asText()).isEqualTo("2823-3");
    JsonNode back = edited(edit("reset", potassium));
    JsonNode sodium = fact(back, "Sodium", "present");
    assertThat(sodium.path("visit").asText()).isEqualTo("first-visit");
    assertThat(sodium.path("fields").path("value").asText()).isEqualTo("119 mmol/L");
    assertThat(sodium.path("fields").has("note")).isFalse();
    assertThat(CaseFileEditor.of(Files.readString(file)).value(""))
        .isEqualTo(CaseFileEditor.of(before).value(""));
  }

  @Test
  void aKindIsChangedWithTheKeysThatItMayHave() throws Exception {
    JsonNode shown = edited(edit("set", fact(read(), "fever", "present")).put("kind", "diagnosis"));
    JsonNode fever = fact(shown, "fever", "present");
    assertThat(fever.path("kind").asText()).isEqualTo("diagnosis");
    assertThat(fever.path("evidence").get(0).path("start").asInt()).isEqualTo(8);
    assertThat(fever.path("review").path("was").path("kind").asText()).isEqualTo("finding");
    JsonNode back = edited(edit("reset", fever));
    assertThat(fact(back, "fever", "present").path("kind").asText()).isEqualTo("finding");
  }

  @Test
  void whatARelativeHasBecomesFamilyHistoryAndBack() throws Exception {
    ObjectNode change = edit("set", fact(read(), "Sodium", "present")).put("kind", "diagnosis");
    JsonNode shown = edited(change);
    assertThat(fact(shown, "Sodium", "present").path("review").path("was").path("value").asText())
        .isEqualTo("119 mmol/L");
    shown = edited(edit("reset", fact(shown, "Sodium", "present")));
    assertThat(fact(shown, "Sodium", "present").path("fields").path("value").asText())
        .isEqualTo("119 mmol/L");
    shown = edited(edit("set", fact(shown, "gout", "present")).put("kind", "family-history"));
    JsonNode relative = fact(shown, "family member", "present");
    assertThat(relative.path("fields").path("illnesses").get(0).asText()).isEqualTo("gout");
    shown = edited(edit("set", relative).put("words", "mother"));
    assertThat(fact(shown, "mother", "present").path("codes").get(0).path("code").asText())
        .isEqualTo("MTH");
    shown = edited(edit("reset", fact(shown, "mother", "present")));
    assertThat(fact(shown, "gout", "present").path("kind").asText()).isEqualTo("diagnosis");
  }

  @Test
  void factsAreAddedSplitAndMerged() throws Exception {
    ObjectNode add = JSON.createObjectNode().put("op", "add").put("kind", "medication");
    add.put("assertion", "absent").put("words", "heparin").put("visit", "first-visit");
    JsonNode shown = edited(add);
    assertThat(fact(shown, "heparin", "absent").path("fields").path("not-given").asText())
        .isEqualTo("heparin");
    ObjectNode split = edit("split", fact(shown, "fever", "present"));
    split.putArray("words").add("fever").add("chills");
    shown = edited(split);
    assertThat(fact(shown, "chills", "present").path("review").path("status").asText())
        .isEqualTo("added");
    ObjectNode merge = JSON.createObjectNode().put("op", "merge");
    ArrayNode facts = merge.putArray("facts");
    facts.add(edit("", fact(shown, "fever", "present")));
    facts.add(edit("", fact(shown, "chills", "present")));
    JsonNode merged = edited(merge);
    List<String> words = new ArrayList<>();
    merged.path("facts").forEach(fact -> words.add(fact.path("words").asText()));
    assertThat(words).contains("fever").doesNotContain("chills");
  }

  @Test
  void anEditThatWouldBeAnErrorIsRefusedAndNothingIsWritten() throws Exception {
    ObjectNode change = edit("set", fact(read(), "fever", "present"));
    change.putObject("fields").put("date", "2019-33-44");
    HttpResponse<String> answer = edits(change);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(answer.body()).path("issues").get(0).path("code").asText())
        .isEqualTo("bad-date");
    assertThat(Files.readString(file)).isEqualTo(CASE);
  }

  @Test
  void theLaterOfTwoEditsOfOneFactIsAConflictWithWhatStandsThere() throws Exception {
    JsonNode fever = fact(read(), "fever", "present");
    edited(edit("set", fever).put("assertion", "absent"));
    HttpResponse<String> answer = edits(edit("set", fever).put("assertion", "possible"));
    assertThat(answer.statusCode()).isEqualTo(409);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("conflicts").get(0).path("theirs").path("absent").asText())
        .isEqualTo("fever");
    assertThat(body.path("case").path("facts")).isNotEmpty();
  }

  @Test
  void anEditOutsideIsKeptAndTheNextEditIsMergedIntoIt() throws Exception {
    JsonNode fever = fact(read(), "fever", "present");
    // An editor moves the fact down and adds another; the page does not know yet.
    Files.writeString(
        file, CASE.replace("    findings:\n", "    findings:\n      - finding: rash  # new\n"));
    edited(edit("accept", fever));
    String text = Files.readString(file);
    assertThat(text).contains("- finding: rash  # new").contains("decision: accepted");
    JsonNode shown = read();
    assertThat(fact(shown, "fever", "present").path("review").path("status").asText())
        .isEqualTo("accepted");
    assertThat(fact(shown, "rash", "present").path("review").path("status").asText())
        .isEqualTo("new");
  }

  @Test
  void theChangeOutsideIsSaid() throws Exception {
    read();
    Files.writeString(file, CASE.replace("119", "120"));
    assertThat(read().path("message").asText()).contains("outside").contains("1 fact changed");
  }

  @Test
  void aDamagedFileIsAProblemAndComesBackWhenItIsMended() throws Exception {
    read();
    Files.writeString(file, "id: [");
    assertThat(get("/api/cases/0").statusCode()).isEqualTo(500);
    Files.writeString(file, CASE);
    assertThat(read().path("facts")).hasSize(7);
  }

  @Test
  void changesAreTakenBackAndMadeAgain() throws Exception {
    edited(edit("accept", fact(read(), "gout", "present")));
    edited(edit("reject", fact(read(), "fever", "present")));
    String both = Files.readString(file);
    assertThat(post("/api/cases/0/undo", Map.of()).statusCode()).isEqualTo(200);
    assertThat(post("/api/cases/0/undo", Map.of()).statusCode()).isEqualTo(200);
    assertThat(Files.readString(file)).isEqualTo(CASE);
    assertThat(post("/api/cases/0/undo", Map.of()).statusCode()).isEqualTo(409);
    post("/api/cases/0/redo", Map.of());
    post("/api/cases/0/redo", Map.of());
    assertThat(Files.readString(file)).isEqualTo(both);
  }

  @Test
  void anotherServerOnTheSameFileSeesWhatWasConfirmed() throws Exception {
    edited(edit("accept", fact(read(), "gout", "present")));
    server.close();
    server = ReviewServer.start(file, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    assertThat(fact(read(), "gout", "present").path("review").path("status").asText())
        .isEqualTo("accepted");
  }

  @Test
  void theSubjectAndVisitsAreEdited() throws Exception {
    ObjectNode change = edit("set", read().path("subject"));
    change.putObject("fields").put("age", "41 years");
    JsonNode shown = edited(change);
    assertThat(shown.path("subject").path("review").path("was").path("age").asText())
        .isEqualTo("40 years");
    ObjectNode visit = edit("set", shown.path("visits").get(0));
    visit.putObject("fields").put("date", "2020-01-03");
    assertThat(edited(visit).path("visits").get(0).path("time").asText()).contains("2020-01-03");
  }

  @Test
  void aVisitIsAddedAndTakenAwayWhileNothingStandsInIt() throws Exception {
    ObjectNode add = JSON.createObjectNode().put("op", "add").put("kind", "encounter");
    add.put("words", "Follow-up visit").putObject("fields").put("date", "2020-03");
    JsonNode shown = edited(add);
    JsonNode visit = shown.path("visits").get(1);
    assertThat(visit.path("id").asText()).isEqualTo("follow-up-visit");
    assertThat(visit.path("time").asText()).contains("2020-03");
    assertThat(visit.path("review").path("status").asText()).isEqualTo("added");
    shown = edited(edit("set", fact(shown, "gout", "present")).put("visit", "follow-up-visit"));
    assertThat(edits(edit("reject", shown.path("visits").get(1))).statusCode()).isEqualTo(422);
    shown = edited(edit("set", fact(shown, "gout", "present")).put("visit", ""));
    shown = edited(edit("reject", shown.path("visits").get(1)));
    assertThat(shown.path("visits")).hasSize(1);
  }

  @Test
  void theWholeReviewIsFinishedAndTakenUpAgain() throws Exception {
    assertThat(read().path("state").asText()).isEqualTo("new");
    JsonNode done = JSON.readTree(post("/api/cases/0/state", Map.of("state", "done")).body());
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(Files.readString(file)).contains("'on': 2026-11-28");
    post("/api/cases/0/state", Map.of("state", "in-review"));
    assertThat(Files.readString(file)).isEqualTo(CASE);
  }

  @Test
  void codesAreFoundAsOneTypesAndChosen() throws Exception {
    String query = URLEncoder.encode("hypertens", StandardCharsets.UTF_8);
    JsonNode terms = JSON.readTree(get("/api/terms?kind=diagnosis&q=" + query).body());
    JsonNode hypertension = null;
    for (JsonNode term : terms.path("terms")) {
      hypertension = term.path("words").asText().equals("hypertension") ? term : hypertension;
    }
    assertThat(hypertension).isNotNull();
    assertThat(hypertension.path("exact").asBoolean()).isFalse();
    ObjectNode change = edit("set", fact(read(), "gout", "present"));
    change.set("codes", hypertension.path("codes"));
    JsonNode shown = edited(change);
    assertThat(fact(shown, "gout", "present").path("codes").get(0).path("code").asText())
        .isEqualTo("38341003");
  }

  @Test
  void theArticleIsShownWithItsText() throws Exception {
    JsonNode article = JSON.readTree(get("/api/cases/0/article").body());
    assertThat(article.path("text").asText()).isEqualTo("She had fever.\n");
    assertThat(article.path("message").asText()).isEmpty();
    JsonNode fever = fact(read(), "fever", "present").path("evidence").get(0);
    assertThat(
            article
                .path("text")
                .asText()
                .substring(fever.path("start").asInt(), fever.path("end").asInt()))
        .isEqualTo("fever");
  }

  @Test
  void whatThePersonChangedIsTold() throws Exception {
    JsonNode shown = read();
    edited(
        edit("reject", fact(shown, "headache", "absent")),
        edit("set", fact(shown, "fever", "present")).put("assertion", "absent"),
        edit("set", fact(shown, "gout", "present")).put("kind", "finding"));
    ObjectNode add = JSON.createObjectNode().put("op", "add").put("kind", "finding");
    edited(add.put("words", "rash").put("assertion", "present"));
    String lines = get("/api/cases/0/export?format=corrections").body();
    assertThat(lines.lines())
        .anyMatch(line -> line.contains("\"change\":\"removed\"") && line.contains("headache"))
        .anyMatch(
            line ->
                line.contains("\"change\":\"changed\"")
                    && line.contains("fever@first-visit")
                    && line.contains("{\"field\":\"assertion\",\"before\":\"present\",")
                    && line.contains("\"start\":8"))
        .anyMatch(line -> line.contains("\"change\":\"added\"") && line.contains("rash"));
    String annotated = get("/api/cases/0/export?format=annotations").body();
    assertThat(annotated).contains("8 13\tfever").contains("Assertion");
  }

  @Test
  void theFirstReadingIsKeptHoweverOftenAFactIsChanged() throws Exception {
    JsonNode shown =
        edited(edit("set", fact(read(), "fever", "present")).put("assertion", "absent"));
    shown = edited(edit("set", fact(shown, "fever", "absent")).put("assertion", "possible"));
    shown = edited(edit("set", fact(shown, "fever", "possible")).put("kind", "diagnosis"));
    edited(edit("reset", fact(shown, "fever", "possible")));
    assertThat(CaseFileEditor.of(Files.readString(file)).value("/encounters/0/findings").toString())
        .contains("finding=fever")
        .doesNotContain("reviewed");
  }

  @Test
  void aPageThatMeansAnotherCaseIsToldSo() throws Exception {
    Map<String, String> body = Map.of("name", "other.yaml", "state", "done");
    assertThat(post("/api/cases/0/state", body).statusCode()).isEqualTo(409);
    assertThat(Files.readString(file)).isEqualTo(CASE);
  }

  @Test
  void everyFormCanBeTakenAway() throws Exception {
    for (String format : List.of("bundle", "xml", "ndjson", "document", "phenopacket", "case")) {
      HttpResponse<String> answer = get("/api/cases/0/export?format=" + format);
      assertThat(answer.statusCode()).as(format + answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
          .startsWith("attachment; filename=\"rev");
    }
  }

  @Test
  void bodiesAreBoundedAndNonsenseIsAProblem() throws Exception {
    String large = "{\"edits\":[\"" + "x".repeat(5 * 1024 * 1024) + "\"]}";
    String[] headers = {"Cookie", cookie(), "X-Case2fhir", "review"};
    assertThat(send("POST", "/api/cases/0/edits", large, headers).statusCode()).isEqualTo(413);
    for (String body : List.of("", "[", "[]", "{}", "{\"edits\":[{\"op\":\"x\"}]}")) {
      int status = send("POST", "/api/cases/0/edits", body, headers).statusCode();
      assertThat(status).as(body).isBetween(400, 422);
    }
    assertThat(Files.readString(file)).isEqualTo(CASE);
  }

  @Test
  void everyPathIsDescribed() throws Exception {
    JsonNode described = JSON.readTree(get("/openapi.json").body()).path("paths");
    for (String path :
        List.of("/api/session", "/api/kinds", "/api/terms", "/api/cases/{number}/edits")) {
      boolean known = described.has(path) || described.has(path.replace("{number}", "{n}"));
      assertThat(known).as(path).isTrue();
    }
  }

  @Test
  void aFolderIsAQueue() throws Exception {
    server.close();
    Files.writeString(folder.resolve("other.txt"), "A 50-year-old man had fever and cough.\n");
    Files.writeString(folder.resolve("bundle.json"), "{\"resourceType\": \"Bundle\"}");
    server = ReviewServer.start(folder, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    JsonNode session = JSON.readTree(get("/api/session").body());
    List<String> names = new ArrayList<>();
    session.path("cases").forEach(each -> names.add(each.path("name").asText()));
    assertThat(names).containsExactly("rev.case.yaml", "other.case.yaml");
    // Counted, not mapped; then as the page of the case counts.
    assertThat(session.path("cases").get(0).path("contradictions").isNull()).isTrue();
    JsonNode progress = read().path("progress");
    assertThat(session.path("cases").get(0).path("facts")).isEqualTo(progress.path("facts"));
    JsonNode again = JSON.readTree(get("/api/session").body()).path("cases").get(0);
    assertThat(again.path("contradictions").asInt()).isEqualTo(2);
    assertThat(Files.exists(folder.resolve("other.case.yaml"))).isFalse();
    JsonNode opened = JSON.readTree(get("/api/cases/1").body());
    assertThat(opened.path("facts")).isNotEmpty();
    assertThat(Files.exists(folder.resolve("other.case.yaml"))).isTrue();
  }

  @Test
  void readingAgainKeepsWhatAPersonDecided() throws Exception {
    server.close();
    Path article = folder.resolve("again.txt");
    Files.writeString(
        article, "A 50-year-old man was admitted with fever and cough. He had no headache.\n");
    server = ReviewServer.start(article, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    JsonNode shown = read();
    edited(
        edit("reject", fact(shown, "cough", "present")),
        edit("set", fact(shown, "fever", "present")).put("assertion", "possible"));
    JsonNode again = JSON.readTree(post("/api/cases/0/read-again", Map.of()).body());
    assertThat(again.path("message").asText()).contains("2 decided facts kept").contains("0 new");
    assertThat(fact(again, "cough", "present").path("review").path("status").asText())
        .isEqualTo("rejected");
    assertThat(fact(again, "fever", "possible").path("review").path("status").asText())
        .isEqualTo("changed");
    assertThat(again.path("facts")).hasSameSizeAs(shown.path("facts"));
  }

  @Test
  void whatIsToBePushedNeedsAServer() throws Exception {
    assertThat(post("/api/cases/0/push", Map.of("dryRun", true)).statusCode()).isEqualTo(422);
    assertThat(Optional.of(JSON.readTree(get("/api/session").body()).path("push").isNull()))
        .hasValue(true);
  }

  @Test
  void aFileThatIsNotUtf8IsNotDamaged() throws Exception {
    byte[] latin = CASE.replace("A case", "A cas\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, latin);
    assertThat(get("/api/cases/0").statusCode()).isEqualTo(500);
    assertThat(get("/api/cases/0").body()).contains("save it as UTF-8");
    HttpResponse<String> done = post("/api/cases/0/state", Map.of("state", "done"));
    assertThat(done.statusCode()).isEqualTo(500);
    assertThat(Files.readAllBytes(file)).isEqualTo(latin);
  }

  @Test
  void aByteOrderMarkStays() throws Exception {
    Files.writeString(file, "\ufeff" + CASE);
    edited(edit("accept", fact(read(), "fever", "present")));
    assertThat(Files.readString(file)).startsWith("\ufeff# by hand").contains("reviewed: {by: AB");
  }

  @Test
  void aStateIsOneOfTwo() throws Exception {
    post("/api/cases/0/state", Map.of("state", "done"));
    assertThat(post("/api/cases/0/state", Map.of()).statusCode()).isEqualTo(422);
    assertThat(post("/api/cases/0/state", Map.of("state", "Done")).statusCode()).isEqualTo(422);
    assertThat(read().path("state").asText()).isEqualTo("done");
  }

  @Test
  void aBodyInBadChunksIsTheClientsFault() throws Exception {
    URI address = URI.create(base());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          "POST /api/cases/0/edits HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nX-Case2fhir: review\r\n"
                  .formatted(address.getAuthority(), cookie())
              + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("The body did not come whole");
    }
  }

  private Socket slow(String headers) throws IOException {
    URI address = URI.create(base());
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(20_000);
    String request =
        "POST /api/cases/0/edits HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nX-Case2fhir: review\r\n%s"
            .formatted(address.getAuthority(), cookie(), headers);
    socket.getOutputStream().write((request + "\r\n{").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Which of the senders is one too many depends on the order in which the server reads them. */
  private static byte[] firstAnswer(List<Socket> sockets) throws Exception {
    for (int wait = 0; wait < 600; wait++) {
      for (Socket socket : sockets) {
        if (socket.getInputStream().available() > 0) {
          return socket.getInputStream().readAllBytes();
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("No sender is refused.");
  }

  @Test
  void slowSendersKeepNobodyWaiting() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        String type = i % 2 == 0 ? "" : "Content-Type: application/json\r\n";
        sockets.add(slow(type + "Content-Length: 1000\r\n"));
      }
      long start = System.nanoTime();
      edited(edit("accept", fact(read(), "fever", "present")));
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
      for (int i = 0; i < 10; i++) {
        sockets.add(slow("Content-Length: 1000\r\n"));
      }
      assertThat(new String(firstAnswer(sockets), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 503")
          .contains("Too many bodies");
      assertThat(get("/api/cases/0").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    assertThat(post("/api/cases/0/state", Map.of("state", "x".repeat(5 << 20))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void anArticleThatComesLaterTakesNoCaseFileOfAnother() throws Exception {
    server.close();
    Path texts = Files.createDirectory(folder.resolve("later"));
    String text = "A %s presented with %s and a %s for two weeks.\n";
    Files.writeString(texts.resolve("a.txt"), text.formatted("man", "headache", "rash"));
    Files.writeString(texts.resolve("b.txt"), text.formatted("man", "headache", "rash"));
    server = ReviewServer.start(texts, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    for (int i = 0; i < 2; i++) {
      assertThat(get("/api/cases/" + i).statusCode()).isEqualTo(200);
    }
    server.close();
    // Other words come before it by name, and the same words.
    Files.writeString(
        texts.resolve("a.html"), "<p>" + text.formatted("woman", "fever", "cough") + "</p>");
    Files.copy(texts.resolve("b.txt"), texts.resolve("b.md"));
    Files.setLastModifiedTime(texts.resolve("b.txt"), FileTime.fromMillis(1_000_000));
    for (String opened : List.of("", "a.txt", "a.html")) {
      server =
          ReviewServer.start(
              texts.resolve(opened), ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
      Map<String, String> shown = new java.util.TreeMap<>();
      JsonNode cases = JSON.readTree(get("/api/session").body()).path("cases");
      for (int i = 0; i < cases.size(); i++) {
        assertThat(get("/api/cases/" + i).statusCode()).isEqualTo(200);
        shown.put(cases.path(i).path("article").asText(), cases.path(i).path("name").asText());
      }
      Map<String, String> all =
          Map.of(
              "a.txt", "a.case.yaml",
              "a.html", "a.html.case.yaml",
              "b.txt", "b.case.yaml",
              "b.md", "b.md.case.yaml");
      assertThat(shown).isEqualTo(opened.isEmpty() ? all : Map.of(opened, all.get(opened)));
      server.close();
    }
    assertThat(Files.readString(texts.resolve("a.case.yaml"))).contains("headache");
    assertThat(Files.readString(texts.resolve("a.html.case.yaml"))).contains("cough");
  }

  @Test
  void aCaseFileIsShownBesideTheArticleItWasReadFrom() throws Exception {
    server.close();
    Path texts = Files.createDirectory(folder.resolve("named"));
    Files.writeString(texts.resolve("a.html"), "<p>A woman presented with fever.</p>");
    Files.writeString(texts.resolve("a.txt"), "A man presented with a headache.");
    Path file = texts.resolve("a.yaml");
    Files.writeString(
        file,
        "id: a\nfindings:\n  - {finding: headache, evidence: {quote: headache, start: 23, end: 31}}\n");
    server = ReviewServer.start(file, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    assertThat(JSON.readTree(get("/api/session").body()).at("/cases/0/article").asText())
        .isEqualTo("a.txt");
  }

  @Test
  void articlesOfOneNameHaveEachACaseFile() throws Exception {
    server.close();
    Path texts = Files.createDirectory(folder.resolve("texts"));
    String text = "A %s presented with %s and a %s for two weeks.\n";
    Files.writeString(texts.resolve("a.md"), text.formatted("woman", "fever", "cough"));
    Files.writeString(texts.resolve("a.txt"), text.formatted("man", "headache", "rash"));
    Files.writeString(texts.resolve("a.patient-2.txt"), text.formatted("girl", "fever", "rash"));
    for (int run = 0; run < 2; run++) {
      server = ReviewServer.start(texts, ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
      Map<String, String> shown = new java.util.TreeMap<>();
      JsonNode cases = JSON.readTree(get("/api/session").body()).path("cases");
      for (int i = 0; i < cases.size(); i++) {
        assertThat(get("/api/cases/" + i).statusCode()).isEqualTo(200);
        shown.put(cases.path(i).path("article").asText(), cases.path(i).path("name").asText());
      }
      assertThat(shown)
          .as("run " + run)
          .isEqualTo(
              Map.of(
                  "a.md", "a.case.yaml",
                  "a.txt", "a.txt.case.yaml",
                  "a.patient-2.txt", "a.patient-2.txt.case.yaml"));
      server.close();
    }
    assertThat(Files.readString(texts.resolve("a.case.yaml"))).contains("cough");
    assertThat(Files.readString(texts.resolve("a.txt.case.yaml"))).contains("headache");
    server =
        ReviewServer.start(
            texts.resolve("a.txt"), ReviewTesting.tools(), ReviewServer.ReviewOptions.DEFAULT);
    assertThat(get("/api/session").body()).contains("a.txt.case.yaml");
  }

  @Test
  void aCaseFileThatWasMovedAwayIsNotWrittenAnew() throws Exception {
    Files.writeString(folder.resolve("rev.txt"), TWO_PATIENTS);
    edited(edit("accept", fact(read(), "fever", "present")));
    String decided = Files.readString(file);
    Files.move(file, folder.resolve("kept"));
    assertThat(get("/api/cases/0").statusCode()).isEqualTo(422);
    assertThat(get("/api/cases/0").body()).contains("moved or removed");
    assertThat(file).doesNotExist();
    Files.move(folder.resolve("kept"), file);
    assertThat(read().path("state").asText()).isEqualTo("in-review");
    assertThat(get("/api/session").body()).doesNotContain("unreadable");
    assertThat(Files.readString(file)).isEqualTo(decided);
  }

  @Test
  void whatIsNoFileIsNotRead() throws Exception {
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(get("/api/cases/0").body()).contains("a folder, a pipe or a device");
  }

  private static final String TWO_PATIENTS =
      """
      Case report

      Introduction

      We report two patients.

      Case 1

      A 45-year-old woman was admitted with fever and cough. She recovered.

      Case 2

      A 60-year-old man presented with headache and vomiting. He died.
      """;

  /**
   * The first case file says that the article was read: it must not be there without the others.
   */
  @Test
  void noPatientOfAnArticleIsMissingWhenAFileCannotBeWritten() throws Exception {
    Path article = folder.resolve("two.txt");
    Files.writeString(article, TWO_PATIENTS);
    // Nothing can be written below a file.
    Path second = folder.resolve("two.patient-2.case.yaml");
    Files.createSymbolicLink(second, folder.resolve("rev.txt").resolve("case.yaml"));
    Path first = folder.resolve("two.case.yaml");
    ReviewQueue queue = ReviewQueue.of(article, ReviewTesting.tools());
    assertThatThrownBy(() -> queue.open(0)).isInstanceOf(IOException.class);
    assertThat(first).doesNotExist();
    Files.delete(second);
    queue.open(0);
    assertThat(first).exists();
    assertThat(second).exists();
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void whatCannotBeOpenedIsSaidInTheQueue() throws Exception {
    Path cases = Files.createDirectory(folder.resolve("cases"));
    Files.writeString(cases.resolve("one.case.yaml"), CASE);
    Files.createSymbolicLink(cases.resolve("two.case.yaml"), file);
    Files.createSymbolicLink(cases.resolve("other"), folder);
    ReviewQueue queue = ReviewQueue.of(cases, ReviewTesting.tools());
    assertThat(queue.list())
        .extracting(entry -> entry.get("state"))
        .containsExactly("new", "unreadable");
    assertThat(queue.list().get(1)).containsEntry("name", "two.case.yaml");
    assertThatThrownBy(() -> queue.open(1)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> ReviewExport.of(cases, ReviewTesting.tools()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two.case.yaml");
  }

  @Test
  void aFileThatIsSavedElsewhereDuringAnEditKeepsThat() throws Exception {
    ReviewTools tools = ReviewTesting.tools();
    int[] saved = {0};
    // Somebody saves the file when it is loaded already.
    ReviewTools disturbed =
        new ReviewTools(
            tools.reviewer(),
            new Clock() {
              @Override
              public ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                if (saved[0]++ == 0) {
                  try {
                    Files.writeString(file, CASE.replace("A case", "Another title"));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
                return Instant.parse("2026-11-28T10:00:00Z");
              }
            },
            tools.converters(),
            tools.extractor(),
            tools.terms(),
            tools.terminologyServer(),
            tools.server());
    ReviewedCase reviewed = new ReviewedCase(file, disturbed);
    reviewed.finish(true);
    assertThat(Files.readString(file)).contains("title: Another title").contains("reviewed:");
    assertThat(saved[0]).isGreaterThan(1);
  }
}
