package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.TransformerTagger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of real texts that cannot be shipped: {@code readings.sha256} has the digests of the
 * case file and the Bundle of each text beside the checkout, read with the fast tagger, and of
 * every {@value #STEP}th with the accurate one.
 *
 * <p>A change of the reading changes digests; the test names the texts. When they were looked at,
 * {@code ./mvnw -Pcorpus-it test -Dtest=ReadingManifestTest -Dcase2fhir.readings=rewrite} writes
 * them anew.
 */
@Tag("corpus")
class ReadingManifestTest {
  private static final Path MANIFEST = Path.of("src/test/resources/org/case2fhir/readings.sha256");
  private static final String PROPERTY = "case2fhir.readings";
  private static final String REWRITE = "rewrite";
  private static final int STEP = 9;

  private final CaseConverter converter =
      new CaseConverter(
          ExamplesTest.unvalidated(org.case2fhir.fhir.BundleEncoder.BundleFormat.JSON));

  @Test
  void everyTextIsReadAsBefore() throws IOException {
    boolean there = Files.isDirectory(Articles.SHARED.resolve("corpora"));
    if (!there) {
      System.err.println("SKIPPED: no text is compared, " + Articles.SHARED + " is not there");
    }
    Assumptions.assumeTrue(there, "no " + Articles.SHARED);
    Map<String, String> now = digests();
    if (REWRITE.equals(System.getProperty(PROPERTY))) {
      List<String> lines = new ArrayList<>();
      now.forEach((name, digest) -> lines.add(digest + "  " + name));
      Files.write(MANIFEST, lines);
      System.err.println(MANIFEST + ": " + lines.size() + " digests written");
      return;
    }
    Map<String, String> before = new TreeMap<>();
    for (String line : Files.readAllLines(MANIFEST)) {
      before.put(line.substring(line.indexOf("  ") + 2), line.substring(0, line.indexOf("  ")));
    }
    List<String> changes = new ArrayList<>();
    before.forEach(
        (name, digest) -> {
          if (!now.containsKey(name)) {
            changes.add(name + ": gone");
          } else if (!now.get(name).equals(digest)) {
            changes.add(name + ": changed");
          }
        });
    now.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> changes.add(name + ": new"));
    assertThat(changes)
        .as("look at these, then run this test with -D" + PROPERTY + "=" + REWRITE)
        .isEmpty();
  }

  private Map<String, String> digests() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    List<Path> articles = new ArrayList<>();
    for (Path text : texts()) {
      if (text.toString().endsWith(".json")) {
        put(digests, text, "", "bundle", bundles(text.getFileName().toString(), text));
      } else {
        articles.add(text);
      }
    }
    put(digests, articles, "fast", CrfTagger.builtIn());
    List<Path> some = new ArrayList<>();
    for (int i = 0; i < articles.size(); i += STEP) {
      some.add(articles.get(i));
    }
    put(digests, some, "accurate", TransformerTagger.builtIn());
    return digests;
  }

  private static List<Path> texts() throws IOException {
    try (Stream<Path> corpora = Files.walk(Articles.SHARED.resolve("corpora"));
        Stream<Path> cases = Files.walk(Articles.SHARED.resolve("cases"))) {
      return Stream.concat(corpora, cases)
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(?:txt|md|json)"))
          .filter(file -> !file.endsWith("README.md"))
          .sorted()
          .toList();
    }
  }

  private void put(
      Map<String, String> digests, List<Path> articles, String name, MentionTagger tagger)
      throws IOException {
    CaseExtractor extractor =
        new CaseExtractor(
            ExtractionOptions.DEFAULT, Terminologies.builtIn(), ArticleReader.of(tagger));
    for (Path article : articles) {
      Input input = new Input(article.getFileName().toString(), Files.readAllBytes(article));
      StringBuilder yaml = new StringBuilder();
      StringBuilder bundle = new StringBuilder();
      for (Extraction.Output output : extractor.extract(input).outputs()) {
        yaml.append(output.text());
        byte[] file = output.text().getBytes(StandardCharsets.UTF_8);
        bundle.append(converter.convert(new Input("case.yaml", file)).encoded().orElse("none"));
      }
      put(digests, article, " " + name, "case", yaml.toString());
      put(digests, article, " " + name, "bundle", bundle.toString());
    }
  }

  private String bundles(String name, Path file) throws IOException {
    StringBuilder bundles = new StringBuilder();
    Input input = new Input(name, Files.readAllBytes(file));
    converter
        .convertEach(input, OptionalInt.empty())
        .forEach(conversion -> bundles.append(conversion.encoded().orElse("none")));
    return bundles.toString();
  }

  private static void put(
      Map<String, String> digests, Path file, String tagger, String what, String text) {
    String folder = file.getParent().getFileName().toString();
    digests.put(folder + "/" + file.getFileName() + tagger + " " + what, digest(text));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
