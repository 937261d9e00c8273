package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.ResultReader;
import org.case2fhir.extraction.context.ResultReader.Result;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;

/**
 * The results of a test, also where it shares them: "A, B and C were normal" tells three results,
 * "electromyography for X was normal" one of electromyography, "markers (A, B) were negative"
 * three. Only words are shared, never numbers.
 */
final class SharedResults {
  private static final int LONGEST_LIST = 30;
  private static final Pattern AND =
      Pattern.compile(
          "^(?:, |,? and (?:the )?|,? as well as (?:the )?)$", Pattern.CASE_INSENSITIVE);

  private static final Pattern OPENING =
      Pattern.compile(
          "^ ?\\((?:(?:i\\.e\\.|e\\.g\\.|including|namely),? )?$", Pattern.CASE_INSENSITIVE);

  private final ResultReader results = ResultReader.builtIn();

  List<Result> of(PatientSentence sentence, Mention test) {
    List<Mention> mentions = sentence.mentions();
    int index = mentions.indexOf(test);
    List<Result> told = own(sentence, test);
    for (int step = 0; told.isEmpty() && step < LONGEST_LIST; step++) {
      Optional<Mention> sought = sought(sentence, index);
      told = sought.map(problem -> words(own(sentence, problem))).orElse(told);
      index++;
      if (!told.isEmpty() || sought.isPresent() || !continues(sentence, index)) {
        break;
      }
      told = words(own(sentence, mentions.get(index)));
    }
    return told.isEmpty() ? ofGroup(sentence, mentions.indexOf(test)) : told;
  }

  /** The same of an examination: what it "was negative for" is no result of its own. */
  List<Result> ofExamination(PatientSentence sentence, Mention examination) {
    return of(sentence, examination).stream()
        .filter(result -> !isOfWhatFollows(sentence, result))
        .toList();
  }

  private static boolean isOfWhatFollows(PatientSentence sentence, Result result) {
    int from = result.detail().span().end();
    int to = Math.min(sentence.span().end(), from + 5);
    return from < to && sentence.words(new Span(from, to)).equals(" for ");
  }

  // "Tumour markers (A, B and C) were negative": what is told of the group is told of each.
  private List<Result> ofGroup(PatientSentence sentence, int index) {
    int first = index;
    while (first > 0 && index - first < LONGEST_LIST && continues(sentence, first)) {
      first--;
    }
    List<Mention> mentions = sentence.mentions();
    boolean grouped =
        first > 0
            && mentions.get(first - 1).type() == MentionType.DIAGNOSTIC_PROCEDURE
            && OPENING
                .matcher(Statements.between(sentence, mentions.get(first - 1), mentions.get(first)))
                .matches();
    return grouped ? words(own(sentence, mentions.get(first - 1))) : List.of();
  }

  private List<Result> own(PatientSentence sentence, Mention test) {
    return results.results(sentence.reading(), test).stream()
        .filter(result -> result.value().isPresent() || result.interpretation().isPresent())
        .toList();
  }

  private static Optional<Mention> sought(PatientSentence sentence, int index) {
    List<Mention> mentions = sentence.mentions();
    return index + 1 < mentions.size()
            && Statements.soughtBy(sentence, mentions.get(index + 1)).isPresent()
        ? Optional.of(mentions.get(index + 1))
        : Optional.empty();
  }

  private static boolean continues(PatientSentence sentence, int index) {
    List<Mention> mentions = sentence.mentions();
    return index < mentions.size()
        && mentions.get(index).type() == MentionType.DIAGNOSTIC_PROCEDURE
        && AND.matcher(Statements.between(sentence, mentions.get(index - 1), mentions.get(index)))
            .matches();
  }

  private static List<Result> words(List<Result> results) {
    return results.stream()
        .filter(
            result ->
                result
                    .value()
                    .map(v -> v instanceof Value.Words || v instanceof Value.Coded)
                    .orElse(true))
        .toList();
  }
}
