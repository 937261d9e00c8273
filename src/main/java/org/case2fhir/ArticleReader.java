package org.case2fhir;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.CaseExtraction;
import org.case2fhir.extraction.ExtractedCase;
import org.case2fhir.extraction.completion.MentionCompletion;
import org.case2fhir.extraction.context.ContextReader;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.mention.CrfTagger;
import org.case2fhir.mention.KnownNames;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the cases of an article. The tagger is opened with the first one. Safe for use by several
 * threads.
 */
final class ArticleReader {
  private final Supplier<Result<CaseExtraction>> opening;
  private Optional<Result<CaseExtraction>> opened = Optional.empty();

  private ArticleReader(Supplier<Result<CaseExtraction>> opening) {
    this.opening = opening;
  }

  /** With what comes with the program. */
  static ArticleReader builtIn() {
    return of(TaggerOptions.BUILT_IN, Vocabulary.builtIn());
  }

  /** With a model and words that a user chose. */
  static ArticleReader of(TaggerOptions model, Vocabulary vocabulary) {
    return new ArticleReader(() -> open(model, vocabulary));
  }

  /** With a tagger at hand. */
  static ArticleReader of(CrfTagger tagger) {
    return new ArticleReader(() -> with(tagger, Vocabulary.builtIn()));
  }

  private static Result<CaseExtraction> open(TaggerOptions model, Vocabulary vocabulary) {
    Result<CrfTagger> tagger = model.open();
    return tagger.value().isPresent()
        ? with(tagger.value().get(), vocabulary)
        : Result.failed(tagger.issues());
  }

  private static Result<CaseExtraction> with(CrfTagger tagger, Vocabulary vocabulary) {
    KnownNames names = new KnownNames(vocabulary);
    MentionCompletion completion = new MentionCompletion(vocabulary);
    return Result.of(
        new CaseExtraction(passage -> read(passage, tagger, names, completion), vocabulary),
        List.of());
  }

  private synchronized Result<CaseExtraction> extraction() {
    if (opened.isEmpty()) {
      opened = Optional.of(opening.get());
    }
    return opened.get();
  }

  private static PassageReading read(
      Passage passage, CrfTagger tagger, KnownNames names, MentionCompletion completion) {
    List<Sentence> sentences = SentenceSplitter.of(passage.text());
    List<Mention> tagged = names.join(passage.text(), tagger.tag(passage.text(), sentences));
    List<Mention> mentions = completion.complete(passage.text(), sentences, tagged);
    return ContextReader.builtIn().read(passage, sentences, mentions);
  }

  /** The cases of an article, of one patient only if a number is given. */
  Result<List<ExtractedCase>> read(Input input, OptionalInt patient) {
    Result<SourceDocument> document = DocumentReader.read(input.name(), input.content());
    if (document.value().isEmpty()) {
      return Result.failed(document.issues());
    }
    Result<CaseExtraction> extraction = extraction();
    if (extraction.value().isEmpty()) {
      return Result.failed(extraction.issues());
    }
    Result<List<ExtractedCase>> cases = extraction.value().get().read(document.value().get());
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
