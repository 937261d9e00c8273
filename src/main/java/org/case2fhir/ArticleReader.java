package org.case2fhir;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.reading.ExtractedCase;

/**
 * Reads the cases of an article. What finds mentions is opened with the first one. Safe for use by
 * several threads.
 */
final class ArticleReader {
  private final Supplier<Result<CaseReader>> opening;
  private Optional<Result<CaseReader>> opened = Optional.empty();

  private ArticleReader(Supplier<Result<CaseReader>> opening) {
    this.opening = opening;
  }

  /** With what comes with the program. */
  static ArticleReader builtIn() {
    return of(TaggerOptions.DEFAULT, Terminologies.builtIn(), ReadingOptions.DEFAULT);
  }

  /** With a tagger, words and units, and rules that a user chose. */
  static ArticleReader of(
      TaggerOptions tagger, Terminologies terminologies, ReadingOptions options) {
    return new ArticleReader(() -> open(tagger, terminologies, options));
  }

  /** With a tagger at hand. */
  static ArticleReader of(MentionTagger tagger) {
    return new ArticleReader(
        () -> with(MentionSource.of(tagger), Terminologies.builtIn(), ReadingOptions.DEFAULT));
  }

  /** The same under other options: what is costly to open is shared. */
  ArticleReader with(ReadingOptions options) {
    return new ArticleReader(
        () -> {
          Result<CaseReader> shared = extraction();
          return new Result<>(shared.value().map(reader -> reader.with(options)), shared.issues());
        });
  }

  private static Result<CaseReader> open(
      TaggerOptions tagger, Terminologies terminologies, ReadingOptions options) {
    Result<MentionSource> mentions = tagger.open();
    return mentions.value().isPresent()
        ? with(mentions.value().get(), terminologies, options)
        : Result.failed(mentions.issues());
  }

  private static Result<CaseReader> with(
      MentionSource mentions, Terminologies terminologies, ReadingOptions options) {
    return Result.of(
        new CaseReader(mentions, terminologies.vocabulary(), terminologies.units(), options),
        List.of());
  }

  private synchronized Result<CaseReader> extraction() {
    if (opened.isEmpty()) {
      opened = Optional.of(opening.get());
    }
    return opened.get();
  }

  /** The cases of an article, of one patient only if a number is given. */
  Result<List<ExtractedCase>> read(Input input, OptionalInt patient) {
    Result<SourceDocument> document = DocumentReader.read(input.name(), input.content());
    if (document.value().isEmpty()) {
      return Result.failed(document.issues());
    }
    Result<CaseReader> extraction = extraction();
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
        .filter(found -> patient.isEmpty() || found.patient() == patient.getAsInt())
        .toList();
  }

  private static Issue noSuchPatient(Input input, int patients) {
    return Issue.error(
        "no-such-patient",
        "the article describes " + patients + (patients == 1 ? " patient" : " patients"),
        Location.of(input.name()),
        "give a number from 1 to " + patients);
  }
}
