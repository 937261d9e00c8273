package org.case2fhir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.case2fhir.Conversion;
import org.case2fhir.cli.CorpusConverter.Outcome;
import org.case2fhir.issue.Issue;
import org.junit.jupiter.api.Test;

/** An input whose conversion ends by accident ends alone, and is named without its words. */
class SparkIsolationIT {
  private static final byte[] TEXT = "words".getBytes(UTF_8);

  private static List<Issue> issues(Throwable thrown) {
    CorpusConverter converter = new CorpusConverter(input -> sneak(thrown));
    Outcome outcome = converter.convert("a.txt", TEXT);
    assertThat(outcome.input()).isEqualTo("a.txt");
    return outcome.cases().get(0).conversion().issues();
  }

  private static List<Conversion> sneak(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void namesTheInput() {
    for (Throwable each :
        List.of(
            new StackOverflowError(),
            new OutOfMemoryError(),
            new NoClassDefFoundError("words"),
            new IllegalStateException("words of a patient"))) {
      List<Issue> issues = issues(each);
      assertThat(issues).hasSize(1);
      assertThat(issues.get(0).code()).isEqualTo("input-failed");
      assertThat(issues.get(0).toString()).startsWith("a.txt: error:").doesNotContain("words");
    }
  }

  @Test
  void triesOnceMoreWhereMemoryWasShort() {
    AtomicInteger tries = new AtomicInteger();
    CorpusConverter converter =
        new CorpusConverter(
            input -> {
              if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError();
              }
              return List.of(Conversion.failed(input.name(), List.of()));
            });

    Outcome outcome = converter.convert("a.txt", TEXT);

    assertThat(outcome.cases().get(0).conversion().issues()).isEmpty();
    assertThat(tries).hasValue(2);
  }

  @Test
  void namesRowsAsFiles() {
    assertThat(CorpusConverter.nameOf("17")).isEqualTo("17.txt");
    assertThat(CorpusConverter.nameOf("17.YAML")).isEqualTo("17.yaml");
    assertThat(CorpusConverter.nameOf("a/../b.md")).isEqualTo("a%2F..%2Fb.md");
    assertThat(CorpusConverter.nameOf(".md")).isEqualTo("%2Emd.txt");
  }
}
