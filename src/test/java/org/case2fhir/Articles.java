package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.reading.ExtractedCase;

/**
 * Articles for tests: small ones of our own, and those beside the checkout where they are there.
 */
final class Articles {
  static final Path SHARED = Path.of("../shared");

  private static final ArticleReader READER = ArticleReader.builtIn();

  private Articles() {}

  /** The only case of a text. */
  static ExtractedCase extracted(String text) {
    List<ExtractedCase> cases = READER.read(input(text), OptionalInt.empty()).value().orElseThrow();
    assertThat(cases).hasSize(1);
    return cases.get(0);
  }

  static CaseReport report(String text) {
    return extracted(text).report();
  }

  static Input input(String text) {
    return new Input("case.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The facts of one kind whose concept contains some words. */
  static <F extends Fact> List<F> facts(CaseReport report, Class<F> kind, String words) {
    return report
        .facts(kind)
        .filter(fact -> fact.concept().text().toLowerCase(Locale.ROOT).contains(words))
        .toList();
  }

  /** Real texts, as far as they are there. */
  static List<Path> real() throws IOException {
    if (!Files.isDirectory(SHARED)) {
      return List.of();
    }
    try (Stream<Path> texts = Files.list(SHARED.resolve("corpora/maccrobat-dev"));
        Stream<Path> full = Files.list(SHARED.resolve("corpora/full-articles-dev"))) {
      return Stream.of(texts, full, Stream.of(SHARED.resolve("cases/gluteal-calcinosis.md")))
          .flatMap(paths -> paths)
          .filter(path -> !path.toString().endsWith(".ann"))
          .sorted()
          .toList();
    }
  }
}
