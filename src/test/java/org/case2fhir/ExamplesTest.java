package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code fhir-examples} is a test: {@code case.yaml} becomes {@code bundle.json}
 * and says {@code issues.txt}. Adding a test is adding a folder.
 *
 * <p>To accept new outputs: {@code ./mvnw test -Dtest=ExamplesTest -Dcase2fhir.examples=write},
 * then read the diff.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final boolean WRITE = "write".equals(System.getProperty("case2fhir.examples"));
  private static final Pattern REFERENCE = Pattern.compile("\"reference\": \"(urn:uuid:[^\"]+)\"");
  private static final CaseConverter CONVERTER = new CaseConverter(ConversionOptions.DEFAULT);

  static List<Path> examples() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void becomesItsBundleAndIssues(Path example) throws IOException {
    Conversion conversion = convert(CONVERTER, example);
    String bundle = conversion.encoded().orElseThrow();
    String issues =
        conversion.issues().stream()
            .map(Issue::toString)
            .collect(Collectors.joining("\n", "", "\n"));
    if (WRITE) {
      Files.writeString(example.resolve("bundle.json"), bundle);
      Files.writeString(example.resolve("issues.txt"), issues);
    }
    assertThat(bundle).isEqualTo(Files.readString(example.resolve("bundle.json")));
    assertThat(issues).isEqualTo(Files.readString(example.resolve("issues.txt")));
    assertThat(conversion.hasIssues(Severity.WARNING)).as(issues).isFalse();
  }

  static List<Path> articles() throws IOException {
    return examples().stream()
        .filter(folder -> Files.exists(folder.resolve("article.md")))
        .toList();
  }

  /** An article becomes its case file, which becomes its Bundle like any other. */
  @ParameterizedTest
  @MethodSource("articles")
  void anArticleBecomesItsCase(Path example) throws IOException {
    Path article = example.resolve("article.md");
    Extraction extraction =
        new CaseExtractor(ExtractionOptions.DEFAULT)
            .extract(new Input("article.md", Files.readAllBytes(article)));
    assertThat(extraction.outputs().get(0).text())
        .isEqualTo(Files.readString(example.resolve("case.yaml")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void givesTheSameBytesInAnyLocaleAndTimeZone(Path example) throws IOException {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      CaseConverter other = new CaseConverter(unvalidated(BundleFormat.JSON));
      assertThat(convert(other, example).encoded())
          .contains(Files.readString(example.resolve("bundle.json")));
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyReferenceResolvesAndEveryFullUrlIsUnique(Path example) throws IOException {
    String text = Files.readString(example.resolve("bundle.json"));
    Bundle bundle = FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, text);
    Set<String> fullUrls = new HashSet<>();
    for (BundleEntryComponent entry : bundle.getEntry()) {
      assertThat(fullUrls.add(entry.getFullUrl())).as(entry.getFullUrl()).isTrue();
    }
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      assertThat(fullUrls).contains(references.group(1));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void xmlSaysTheSame(Path example) throws IOException {
    FhirContext context = FhirContext.forR4Cached();
    CaseConverter xml = new CaseConverter(unvalidated(BundleFormat.XML));
    Bundle fromXml =
        context
            .newXmlParser()
            .parseResource(Bundle.class, convert(xml, example).encoded().orElseThrow());
    Bundle fromJson =
        context
            .newJsonParser()
            .parseResource(Bundle.class, Files.readString(example.resolve("bundle.json")));
    assertThat(fromXml.equalsDeep(fromJson)).isTrue();
  }

  static ConversionOptions unvalidated(BundleFormat format) {
    return new ConversionOptions(
        ConversionOptions.DEFAULT.mapping(), format, /* validate= */ false, false, false);
  }

  private static Conversion convert(CaseConverter converter, Path example) throws IOException {
    byte[] content =
        Files.readString(example.resolve("case.yaml")).getBytes(StandardCharsets.UTF_8);
    return converter.convert(new Input("case.yaml", content));
  }
}
