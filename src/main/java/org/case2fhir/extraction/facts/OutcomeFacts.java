package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;

/**
 * How the illness went: "more than half of her symptoms resolved", "the mass got bigger although
 * she took …". What resolved is not told as present anew: an outcome is a fact of its own, in
 * words, with the drugs of its sentence that it may answer to.
 */
final class OutcomeFacts {
  private static final String GENERIC =
      "(?:complaints?|symptoms?|signs?|findings?|lesions?|pains?|manifestations?)";
  private static final String OUTCOMES =
      WordTable.rows(OutcomeFacts.class, "outcomes.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.joining("|"));
  private static final String AUXILIARY =
      "(?:(?:had|has|have|was|were|been|are|is|then|also|all|subsequently|finally|eventually)"
          + " ){0,3}";
  private static final Pattern SHARE =
      Pattern.compile(
          "\\b((?:(?:more than|over|nearly|about|approximately|around|at least|almost|less than|up"
              + " to|[<>\u2264\u2265~]) ?)?\\d{1,3}(?:\\.\\d)? ?%) of"
              + " (?:(?:her|his|the|their|all|these|its) )?((?:[\\p{L}-]{2,20} ){0,2}"
              + GENERIC
              + ") "
              + AUXILIARY
              + "("
              + OUTCOMES
              + ")\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE =
      Pattern.compile(
          "\\b(?:((?:most|all|half|some|none|the majority) of) )?(?:her|his|the|their|all|these)"
              + " ((?:[\\p{L}-]{2,20} ){0,2}"
              + GENERIC
              + ") "
              + AUXILIARY
              + "("
              + OUTCOMES
              + ")\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BEHIND =
      Pattern.compile("^ " + AUXILIARY + "(" + OUTCOMES + ")\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern HINT =
      Pattern.compile("\\b(?:" + OUTCOMES + ")", Pattern.CASE_INSENSITIVE);
  private static final Pattern RESOLVED =
      Pattern.compile(
          WordTable.rows(OutcomeFacts.class, "outcomes.tsv").stream()
              .filter(row -> row[1].equals("RESOLVED"))
              .map(row -> row[0])
              .collect(Collectors.joining("|", ".* (?:", ")")),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UNCERTAIN =
      Pattern.compile(
          "\\b(?:may|might|could|should|would|if|until|unless|expected to)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final ValueParser VALUES = new ValueParser(new Units(UnitTable.builtIn()));

  private final Draftsman draftsman;

  OutcomeFacts(Draftsman draftsman) {
    this.draftsman = draftsman;
  }

  /**
   * The outcomes that a sentence tells.
   *
   * @param own what else it tells; its drugs are what an outcome answers to
   * @param told its problems: what resolved then was there until then
   */
  List<Draft> read(TimedSentence place, List<Draft> own, Map<Mention, Draft> told) {
    PatientSentence sentence = place.sentence();
    String text = sentence.text();
    if (text.length() > 2_000 || !HINT.matcher(text).find() || UNCERTAIN.matcher(text).find()) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    Matcher share = SHARE.matcher(text);
    if (share.find()) {
      Draft draft = draft(place, share.group(2), share.group(3), share.start(), share.end());
      draft.value = share(share.group(1));
      drafts.add(draft);
    } else {
      Matcher whole = WHOLE.matcher(text);
      if (whole.find() && isUntold(place, whole, told)) {
        String what = Optional.ofNullable(whole.group(1)).map(w -> w + " ").orElse("");
        drafts.add(draft(place, what + whole.group(2), whole.group(3), whole.start(), whole.end()));
      }
    }
    for (Mention mention : sentence.mentions()) {
      Optional<Draft> course = course(place, mention, drafts);
      Optional<Draft> ended =
          course
              .filter(draft -> RESOLVED.matcher(draft.concept.text()).matches())
              .map(draft -> told.get(mention))
              .filter(problem -> problem.kind == FactKind.FINDING);
      if (ended.isPresent()) {
        end(ended.get(), course.get());
      } else {
        course.ifPresent(drafts::add);
      }
    }
    drafts.forEach(
        draft ->
            own.stream()
                .filter(other -> other.kind == FactKind.MEDICATION)
                .filter(other -> other.assertion == Assertion.PRESENT)
                .forEach(draft.responseTo::add));
    return drafts;
  }

  // What the tagger found is read with its mention.
  private static boolean isUntold(TimedSentence place, Matcher whole, Map<Mention, Draft> told) {
    int at = place.sentence().span().start();
    return told.keySet().stream()
        .noneMatch(
            mention ->
                mention.span().start() < at + whole.end(2)
                    && at + whole.start(2) < mention.span().end());
  }

  // The finding itself tells that it ended; one fact is enough.
  private static void end(Draft problem, Draft outcome) {
    Optional<When> told = problem.time.or(() -> outcome.time);
    problem.abatement = told.or(() -> Optional.of(new When.InWords(outcome.concept.text())));
    problem.time = Optional.empty();
    problem.evidence.addAll(outcome.evidence);
  }

  private Optional<Draft> course(TimedSentence place, Mention mention, List<Draft> told) {
    PatientSentence sentence = place.sentence();
    boolean problem =
        mention.type() == MentionType.SIGN_SYMPTOM
            || mention.type() == MentionType.DISEASE_DISORDER;
    int from = mention.span().end();
    if (!problem || from >= sentence.span().end()) {
      return Optional.empty();
    }
    Matcher behind = BEHIND.matcher(sentence.words(new Span(from, sentence.span().end())));
    boolean taken =
        told.stream()
            .anyMatch(
                draft ->
                    draft.head.span().start() < mention.span().end()
                        && mention.span().start() < draft.head.span().end());
    if (taken || !behind.find()) {
      return Optional.empty();
    }
    int at = sentence.span().start();
    return Optional.of(
        draft(
            place,
            sentence.words(mention),
            behind.group(1),
            mention.span().start() - at,
            from - at + behind.end()));
  }

  private Draft draft(TimedSentence place, String what, String outcome, int start, int end) {
    int at = place.sentence().span().start();
    Mention words = new Mention(MentionType.OUTCOME, new Span(at + start, at + end));
    String name = ConceptCoder.plain(what.toLowerCase(Locale.ROOT) + " " + outcome);
    Coded coded = new Coded(Concept.ofText(name), Domain.FINDING, List.of(), Optional.empty());
    Draft draft = draftsman.draft(FactKind.FINDING, coded, place, words);
    draft.findingCategory = FindingCategory.OUTCOME;
    draft.sites.clear();
    draft.severity = Optional.empty();
    return draft;
  }

  private static Optional<Value> share(String words) {
    String number =
        words
            .toLowerCase(Locale.ROOT)
            .replaceAll("more than|over", "> ")
            .replace("at least", ">= ")
            .replace("less than", "< ")
            .replaceAll("nearly|about|approximately|around|almost|up to|~", "")
            .replaceAll("\\s+", " ")
            .strip();
    return VALUES.parse(number).value();
  }
}
