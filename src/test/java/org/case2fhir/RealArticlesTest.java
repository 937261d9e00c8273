package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.case2fhir.casefile.CaseFile;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold of every article, seen on the real ones; skipped where they are not there. */
@Tag("corpus")
class RealArticlesTest {
  private static final CaseFileWriter WRITER =
      new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn());
  private static final CaseFileReader FILES =
      new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());

  @Test
  void everyFactQuotesTheArticleAndSurvivesItsFile() throws Exception {
    assumeTrue(!Articles.real().isEmpty());
    List<Path> all = Articles.real();
    // What must hold does not depend on who finds the mentions: the fast one for all, both for
    // some.
    everyFactQuotes(all, ArticleReader.of(CrfTagger.builtIn()));
    everyFactQuotes(sample(9), ArticleReader.builtIn());
  }

  private static void everyFactQuotes(List<Path> paths, ArticleReader reader) throws Exception {
    for (Path path : paths) {
      Input input = new Input(path.getFileName().toString(), Files.readAllBytes(path));
      List<ExtractedCase> cases = reader.read(input, OptionalInt.empty()).value().orElse(List.of());
      for (ExtractedCase found : cases) {
        EvidenceVerifier verifier = new EvidenceVerifier(found.document().text());
        assertThat(verifier.misquotes(found.report())).as(input.name()).isEmpty();
        assertThat(verifier.unproven(found.report())).as(input.name()).isEmpty();
        String yaml = WRITER.write(found.report());
        CaseFile file = FILES.read("case.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(file.result().issues().stream().filter(RealArticlesTest::isError))
            .as(input.name())
            .isEmpty();
        assertThat(file.result().value()).as(input.name()).contains(found.report());
      }
    }
  }

  @Test
  void everyBundleIsValidAndTheSameAsThatOfTheCaseFile() throws Exception {
    assumeTrue(!Articles.real().isEmpty());
    CaseConverter converter = new CaseConverter(ConversionOptions.DEFAULT);
    CaseConverter files = new CaseConverter(unvalidated());
    CaseExtractor extractor = new CaseExtractor(ExtractionOptions.DEFAULT);
    for (Path path : sample(24)) {
      Input input = new Input(path.getFileName().toString(), Files.readAllBytes(path));
      List<Extraction.Output> extracted = extractor.extract(input).outputs();
      List<Conversion> conversions = converter.convertEach(input, OptionalInt.empty());
      for (int i = 0; i < extracted.size(); i++) {
        byte[] yaml = extracted.get(i).text().getBytes(StandardCharsets.UTF_8);
        Conversion fromFile = files.convert(new Input("case.yaml", yaml));
        assertThat(conversions.get(i).issues().stream().filter(RealArticlesTest::isOfBundle))
            .as(input.name())
            .isEmpty();
        assertThat(conversions.get(i).encoded()).as(input.name()).isEqualTo(fromFile.encoded());
      }
    }
  }

  /** The first article and every so many of the others: reading and validation take long. */
  private static List<Path> sample(int step) throws IOException {
    List<Path> all = Articles.real();
    return "all".equals(System.getProperty("case2fhir.articles"))
        ? all
        : IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
  }

  private static ConversionOptions unvalidated() {
    ConversionOptions usual = ConversionOptions.DEFAULT;
    return new ConversionOptions(usual.mapping(), usual.format(), false, false, false);
  }

  private static boolean isError(Issue issue) {
    return issue.severity() == Severity.ERROR;
  }

  // The validator's issues name an element of the Bundle.
  private static boolean isOfBundle(Issue issue) {
    return isError(issue) && issue.location().path().startsWith("Bundle");
  }
}
