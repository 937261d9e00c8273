package org.case2fhir;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.CaseExtraction;
import org.case2fhir.extraction.ExtractedCase;
import org.case2fhir.extraction.context.ContextReader;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.tagging.Sentence;
import org.case2fhir.extraction.tagging.Sentences;
import org.case2fhir.extraction.tagging.Tagger;
import org.case2fhir.terminology.Vocabulary;

/** Reads the cases of an article, by one tagger. Safe for use by several threads. */
final class ArticleReader {
  private final CaseExtraction extraction;

  private ArticleReader(Function<Passage, PassageReading> reader) {
    this.extraction = new CaseExtraction(reader, Vocabulary.builtIn());
  }

  /** With the tagger that comes with the program. */
  static ArticleReader builtIn() {
    return of(Tagger.builtIn());
  }

  /** With another tagger. */
  static ArticleReader of(Tagger tagger) {
    return new ArticleReader(passage -> read(passage, tagger));
  }

  /** With any way to read passages. */
  static ArticleReader of(Function<Passage, PassageReading> reader) {
    return new ArticleReader(reader);
  }

  private static PassageReading read(Passage passage, Tagger tagger) {
    List<Sentence> sentences = Sentences.of(passage.text());
    return ContextReader.builtIn().read(passage, sentences, tagger.tag(passage.text(), sentences));
  }

  /** The cases of an article, of one patient only if a number is given. */
  Result<List<ExtractedCase>> read(Input input, OptionalInt patient) {
    Result<SourceDocument> document = DocumentReader.read(input.name(), input.content());
    if (document.value().isEmpty()) {
      return Result.failed(document.issues());
    }
    Result<List<ExtractedCase>> cases = extraction.read(document.value().get());
    List<Issue> issues =
        Stream.concat(document.issues().stream(), cases.issues().stream()).toList();
    Optional<List<ExtractedCase>> wanted = cases.value().map(all -> only(all, patient));
    if (wanted.isEmpty()) {
      return Result.failed(issues);
    }
    return wanted.get().isEmpty()
        ? Result.failed(noSuchPatient(input, cases.value().get().size()))
        : Result.of(wanted.get(), issues);
  }

  private static List<ExtractedCase> only(List<ExtractedCase> cases, OptionalInt patient) {
    return cases.stream()
        .filter(found -> patient.isEmpty() || found.text().number() == patient.getAsInt())
        .toList();
  }

  private static Issue noSuchPatient(Input input, int patients) {
    return Issue.error(
        "no-such-patient",
        "the article tells of " + patients + (patients == 1 ? " patient" : " patients"),
        Location.of(input.name()),
        "give a number from 1 to " + patients);
  }
}
