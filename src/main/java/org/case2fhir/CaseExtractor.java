package org.case2fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.case2fhir.ExtractionOptions.CoverageFormat;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Span;
import org.case2fhir.reading.CaseAnnotations;
import org.case2fhir.reading.Coverage;
import org.case2fhir.reading.Coverage.CoverageWriter;
import org.case2fhir.reading.ExtractedCase;

/**
 * Makes case files of published case reports. Nothing here opens a network connection.
 *
 * <p>The same article gives the same text. One extractor serves any number of inputs, also from
 * several threads.
 */
public final class CaseExtractor {
  /** Extensions of articles, in lower case. */
  public static final Set<String> ARTICLE_EXTENSIONS = Input.ARTICLE_EXTENSIONS;

  private final ExtractionOptions options;
  private final ArticleReader articles;
  private final Terminologies terminologies;
  private final CaseFileWriter writer;

  /** An extractor with the words and the model that come with the program. */
  public CaseExtractor(ExtractionOptions options) {
    this(options, Terminologies.builtIn(), TaggerOptions.DEFAULT);
  }

  /** The same with other terminologies beside the built-in ones, and with a tagger. */
  public CaseExtractor(
      ExtractionOptions options, Terminologies terminologies, TaggerOptions tagger) {
    this(options, terminologies, ArticleReader.of(tagger, terminologies, options.reading()));
  }

  CaseExtractor(ExtractionOptions options, Terminologies terminologies, ArticleReader articles) {
    this.options = options;
    this.terminologies = terminologies;
    this.articles = articles;
    this.writer = new CaseFileWriter(terminologies.vocabulary(), terminologies.units()).withIds();
  }

  /**
   * Reads the cases of an article without writing them: for what shows or checks them beside their
   * document.
   *
   * @return without a value if the article cannot be read or describes no such patient
   */
  public Result<List<ExtractedCase>> read(Input input) {
    return articles.read(input, options.patient());
  }

  /** The case file of a case that was read, as the options want it. */
  public String caseFile(ExtractedCase found) {
    return switch (options.format()) {
      case JSON -> writer.writeJson(found.report());
      case EXPLANATION -> found.explanation();
      case YAML, BRAT -> writer.write(found.report());
    };
  }

  /** Extracts the cases of an article; whatever is wrong with it is in the issues. */
  public Extraction extract(Input input) {
    Result<List<ExtractedCase>> result = read(input);
    if (result.value().isEmpty()) {
      return Extraction.failed(input.name(), result.issues());
    }
    List<ExtractedCase> cases = result.value().get();
    List<Coverage> coverage = cases.stream().map(Coverage::of).toList();
    List<Issue> issues = new ArrayList<>(result.issues());
    cases.forEach(found -> issues.addAll(found.issues()));
    issues.addAll(terminologies.serverIssues());
    return new Extraction(
        input.name(),
        outputs(cases),
        options.coverage().map(format -> coverage(format, cases, coverage)),
        counts(cases, coverage),
        issues);
  }

  /** Reads a case file with the words that this extractor knows, as far as it can be read. */
  public Result<CaseReport> readCaseFile(Input input) {
    CaseFileReader reader = new CaseFileReader(terminologies.vocabulary(), terminologies.units());
    return reader.read(input.name(), input.content()).result();
  }

  private List<Extraction.Output> outputs(List<ExtractedCase> cases) {
    if (options.format() == ExtractionFormat.BRAT) {
      SourceDocument document = cases.get(0).document();
      String annotations = CaseAnnotations.write(document, cases);
      return List.of(new Extraction.Output(document.id(), 1, 1, annotations));
    }
    return cases.stream()
        .map(
            found ->
                new Extraction.Output(
                    found.report().id(), found.patient(), cases.size(), caseFile(found)))
        .toList();
  }

  private static String coverage(
      CoverageFormat format, List<ExtractedCase> cases, List<Coverage> coverage) {
    SourceDocument document = cases.get(0).document();
    return switch (format) {
      case HTML -> CoverageWriter.html(document, coverage);
      case JSON -> CoverageWriter.json(document, coverage);
    };
  }

  /** How much of an article became facts of its cases, of which there is at least one. */
  public static Extraction.Counts counts(List<ExtractedCase> cases) {
    return counts(cases, cases.stream().map(Coverage::of).toList());
  }

  private static Extraction.Counts counts(List<ExtractedCase> cases, List<Coverage> coverage) {
    String text = cases.get(0).document().text();
    List<String> lost =
        coverage.stream()
            .flatMap(c -> c.lost().stream())
            .map(span -> words(text, span))
            .distinct()
            .toList();
    List<String> shaky =
        coverage.stream()
            .flatMap(c -> c.sentences().stream())
            .filter(Coverage.Sentence::shaky)
            .map(sentence -> words(text, sentence.span()))
            .toList();
    int facts = cases.stream().mapToInt(found -> found.report().facts().size()).sum();
    return new Extraction.Counts(
        facts,
        count(coverage, Coverage.Outcome.FACT, Coverage.Outcome.PART),
        count(coverage, Coverage.Outcome.CONTEXT),
        count(coverage, Coverage.Outcome.LOST),
        lost,
        shaky);
  }

  private static int count(List<Coverage> coverage, Coverage.Outcome... outcomes) {
    return coverage.stream().mapToInt(c -> c.words(outcomes)).sum();
  }

  private static String words(String text, Span span) {
    return text.substring(span.start(), span.end()).replaceAll("\\s+", " ");
  }
}
