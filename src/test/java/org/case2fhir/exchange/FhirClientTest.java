package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that misbehaves. */
class FhirClientTest {
  private static final Interaction READ = Interaction.get("metadata");
  private static final Interaction UPDATE = Interaction.put("Patient?identifier=a|b", "{}");
  private static final Interaction CREATE = Interaction.post("Patient", "{}", false);
  private static final String SECRET = "s3cret-token";

  private final RecordedPauses pauses = new RecordedPauses();

  /** Long, because a busy machine may need a second for an answer; short where it is the point. */
  private Duration timeout = Duration.ofSeconds(20);

  private final StubServer stub = new StubServer((request, wire) -> wire.json(200, "{}"));

  @AfterEach
  void stop() {
    stub.close();
  }

  /** A token that changes when it is refused. */
  private static final class Token implements Authorization {
    private final AtomicInteger number = new AtomicInteger(1);

    @Override
    public Optional<String> header() {
      return Optional.of("Bearer " + SECRET + number);
    }

    @Override
    public boolean renew() {
      return number.incrementAndGet() < 4;
    }

    @Override
    public boolean isSecret() {
      return true;
    }
  }

  private FhirClient conversation(Authorization authorization) throws ExchangeException {
    FhirEndpoint endpoint = FhirEndpoint.of(stub.base()).withTimeout(timeout).withMaxBytes(10_000);
    return new FhirClient(endpoint, authorization, pauses.timer(2));
  }

  private Answer send(Interaction interaction) throws ExchangeException {
    return conversation(Authorization.NONE).send(interaction);
  }

  private Kind failure(Interaction interaction) {
    try {
      send(interaction);
    } catch (ExchangeException e) {
      return e.kind();
    }
    throw new AssertionError("an answer came");
  }

  @Test
  void sendsFhirJsonAndEscapesWhatAUriCannotHave() throws Exception {
    send(UPDATE.with("Prefer", "return=OperationOutcome"));
    StubServer.Request request = stub.requests().get(0);
    assertThat(request.path()).isEqualTo("/fhir/Patient?identifier=a%7Cb");
    assertThat(request.headers())
        .containsEntry("content-type", "application/fhir+json; charset=utf-8")
        .containsEntry("accept", "application/fhir+json")
        .containsEntry("prefer", "return=OperationOutcome")
        .doesNotContainKeys("upgrade", "authorization");
  }

  @ParameterizedTest
  @CsvSource({
    "429,Retry-After: 7",
    "503,Retry-After: 7",
    "429,'Retry-After: Fri, 2 Jan 2026 03:04:12 GMT'"
  })
  void waitsAsLongAsTheServerWants(int status, String header) throws Exception {
    stub.become(
        (request, wire) -> {
          if (stub.requests().size() == 1) {
            wire.json(status, "{}", header);
          } else {
            wire.json(201, "{}");
          }
        });
    assertThat(send(CREATE).status()).isEqualTo(201);
    assertThat(pauses.all()).containsExactly(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61|Retry-After: 61, but at most 60 seconds are waited",
        "3600|Retry-After: 3600, but at most 60 seconds are waited",
        "99999999999999999999999|Retry-After: 99999999999999999999999, but at most 60",
        "Fri, 2 Jan 2099 03:04:12 GMT|Retry-After: Fri, 2 Jan 2099 03:04:12 GMT, but at most 60",
        "-5|Retry-After: -5, which is neither a number of seconds nor a date",
        "1.5|Retry-After: 1.5, which is neither a number of seconds nor a date",
        "soon|Retry-After: soon, which is neither a number of seconds nor a date",
        "''|which is neither a number of seconds nor a date"
      })
  void givesUpWithTheWaitInItsWordsWhenItCannotBeDone(String asked, String words) throws Exception {
    for (int status : new int[] {429, 503, 502}) {
      stub.requests().clear();
      stub.become((request, wire) -> wire.json(status, "{}", "Retry-After: " + asked));
      assertThat(send(UPDATE).reason()).contains(words);
      assertThat(stub.requests()).hasSize(1);
    }
    assertThat(pauses.all()).isEmpty();
  }

  @Test
  void theLongestOfSeveralWaitsIsDoneAndTheLastOneIsNamed() throws Exception {
    stub.become((request, wire) -> wire.json(503, "", "Retry-After: 2", "Retry-After: 0009"));
    assertThat(send(CREATE).reason())
        .isEqualTo("no reason given (Retry-After: 2, 0009, and it was sent as often as it may be)");
    assertThat(pauses.all()).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(9));
  }

  @Test
  void backsOffLongerEachTimeAndThenTakesTheAnswer() throws Exception {
    stub.become((request, wire) -> wire.json(503, "{}"));
    assertThat(send(UPDATE).status()).isEqualTo(503);
    assertThat(stub.requests()).hasSize(3);
    assertThat(pauses.all()).hasSize(2);
    assertThat(pauses.all().get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(pauses.all().get(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
  }

  @Test
  void aPlainCreateIsNotRepeatedWhenItMayHaveArrived() {
    stub.become((request, wire) -> wire.reset());
    assertThat(failure(CREATE)).isEqualTo(Kind.BROKEN);
    assertThat(stub.requests()).hasSize(1);
  }

  @Test
  void anUpdateIsRepeatedAfterAReset() throws Exception {
    stub.become(
        (request, wire) -> {
          if (stub.requests().size() < 3) {
            wire.reset();
          } else {
            wire.json(200, "{}");
          }
        });
    assertThat(send(UPDATE).status()).isEqualTo(200);
    assertThat(stub.requests()).hasSize(3);
  }

  @Test
  void halfAnAnswerIsNone() {
    stub.become((request, wire) -> wire.half(200, "{\"resourceType\": \"Bundle\"}"));
    assertThat(failure(UPDATE)).isEqualTo(Kind.BROKEN);
    assertThat(stub.requests()).hasSize(3);
  }

  @Test
  void aBodyThatComesTooSlowlyAndSilenceEndAtTheTimeLimit() {
    timeout = Duration.ofMillis(700);
    stub.become((request, wire) -> wire.slowly(200, "x".repeat(100)));
    assertThat(failure(CREATE)).isEqualTo(Kind.TIMEOUT);
    stub.become((request, wire) -> wire.silence(1500));
    assertThat(failure(CREATE)).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotTakenIn() {
    stub.become((request, wire) -> wire.json(200, "x".repeat(1 << 20)));
    assertThat(failure(UPDATE)).isEqualTo(Kind.UNUSABLE_ANSWER);
    assertThat(stub.requests()).hasSize(1);
  }

  /** Its status is worth more than its words. */
  @Test
  void ofAFailureThatIsTooLargeTheStatusIsTaken() throws Exception {
    stub.become((request, wire) -> wire.json(422, "x".repeat(1 << 20)));
    Answer answer = send(UPDATE);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.reason()).contains("more than 10000 bytes, of which the rest was not read");
    String issue = "{\"severity\": \"error\", \"code\": \"invalid\", \"diagnostics\": \"d\"},";
    stub.become(
        (request, wire) ->
            wire.json(
                422, "{\"resourceType\": \"OperationOutcome\", \"issue\": [" + issue.repeat(9000)));
    assertThat(send(UPDATE).outcome().orElseThrow().getIssue()).hasSizeGreaterThan(100);
  }

  @Test
  void noServerIsUnreachable() throws Exception {
    // Nobody listens there; a port that was just let go may be another test's by now.
    URI gone = URI.create("http://127.0.0.1:1/fhir");
    FhirClient conversation =
        new FhirClient(FhirEndpoint.of(gone), Authorization.NONE, pauses.timer(1));
    assertThatThrownBy(() -> conversation.send(CREATE))
        .isInstanceOf(ExchangeException.class)
        .hasMessage("the server cannot be reached");
    assertThat(pauses.all()).hasSize(1);
  }

  @Test
  void anExpiredTokenIsRenewedOnce() throws Exception {
    stub.become(
        (request, wire) -> {
          boolean fresh = request.headers().get("authorization").endsWith("2");
          wire.json(fresh ? 200 : 401, "{}");
        });
    assertThat(conversation(new Token()).send(CREATE).status()).isEqualTo(200);
    stub.become((request, wire) -> wire.json(401, "{}"));
    stub.requests().clear();
    assertThat(conversation(new Token()).send(CREATE).status()).isEqualTo(401);
    assertThat(stub.requests()).hasSize(2);
  }

  @Test
  void anotherHostGetsNoCredentialsAndNothingThatIsWritten() throws Exception {
    try (StubServer other = new StubServer((request, wire) -> wire.json(200, "{}"))) {
      stub.become(
          (request, wire) -> wire.json(307, "", "Location: " + other.base() + "/elsewhere"));
      FhirClient conversation = conversation(new Token());
      assertThat(conversation.send(READ).status()).isEqualTo(200);
      assertThat(stub.requests().get(0).headers()).containsKey("authorization");
      assertThat(other.requests()).hasSize(1);
      assertThat(other.requests().get(0).headers()).doesNotContainKey("authorization");
      assertThatThrownBy(() -> conversation.send(UPDATE))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("127.0.0.1");
      assertThat(other.requests()).hasSize(1);
    }
  }

  @Test
  void aRedirectOnTheSameServerIsFollowedWithCredentialsButNotForEver() throws Exception {
    stub.become(
        (request, wire) -> {
          boolean first = request.path().equals("/fhir/Patient");
          wire.json(first ? 308 : 201, "{}", first ? "Location: /fhir/v2/Patient" : "X: y");
        });
    assertThat(conversation(new Token()).send(CREATE).status()).isEqualTo(201);
    assertThat(stub.requests().get(1).headers()).containsKey("authorization");
    assertThat(stub.requests().get(1).body()).isEqualTo("{}");
    stub.become((request, wire) -> wire.json(308, "", "Location: /fhir/again"));
    assertThat(failure(READ)).isEqualTo(Kind.UNUSABLE_ANSWER);
  }

  @Test
  void credentialsDoNotTravelInTheClear() {
    FhirEndpoint remote = FhirEndpoint.of(URI.create("http://fhir.example.org/r4"));
    assertThatThrownBy(() -> new FhirClient(remote, new Token(), pauses.timer(0)))
        .isInstanceOf(ExchangeException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(remote.withAllowInsecure(true).isSafeForSecrets()).isTrue();
    assertThat(FhirEndpoint.of(URI.create("https://fhir.example.org")).isSafeForSecrets()).isTrue();
    assertThat(FhirEndpoint.of(URI.create("http://localhost:1/fhir")).isSafeForSecrets()).isTrue();
    assertThat(FhirEndpoint.of(URI.create("http://127.evil.org/fhir")).isSafeForSecrets())
        .isFalse();
  }

  @Test
  void credentialsThatNoHeaderCanCarryAreNotQuoted() {
    Authorization broken =
        new Authorization() {
          @Override
          public Optional<String> header() {
            return Optional.of("Bearer " + SECRET + "\n");
          }

          @Override
          public boolean renew() {
            return false;
          }

          @Override
          public boolean isSecret() {
            return true;
          }
        };
    assertThatThrownBy(() -> conversation(broken).send(READ))
        .isInstanceOf(ExchangeException.class)
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://host/fhir",
    "http:///fhir",
    "https://user:word@host/fhir",
    "https://host/fhir?a=b",
    "host"
  })
  void addressesThatNoServerHasAreRefusedWithoutRepeatingThem(String address) {
    assertThatThrownBy(() -> FhirEndpoint.of(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("word@");
  }

  @ParameterizedTest
  @CsvSource({"http://evil.org/Patient", "//evil.org", "/Patient", "../admin", "Patient/../../x"})
  void noPathLeadsElsewhere(String path) {
    assertThatThrownBy(() -> FhirEndpoint.of(stub.base()).resolve(path))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
