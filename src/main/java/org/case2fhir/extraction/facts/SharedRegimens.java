package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.words.Hints;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.notation.TimeSpans;

/**
 * What is told once of several drugs: of a list by its last member ("A, B and C for six weeks"),
 * and of "the treatment" by a later clause ("… and she is still on the treatment", "this regimen
 * was stopped"). Drugs that were not given share nothing.
 */
final class SharedRegimens {
  private static final Pattern LIST_GLUE =
      Pattern.compile("[\\s,;()/+-]*(?:\\b(?:and|plus|with|as well as)\\b[\\s,]*)?");
  private static final Pattern EACH = Pattern.compile("^ each\\b");
  private static final Pattern LENGTH =
      Pattern.compile(
          "^[^.;]{0,20}?\\b(?:for|during|over)(?: (?:the|a|another|about|last|past|total of)){0,3}"
              + " ((?:\\d{1,3}|an?|[a-z]{3,6}) (?:day|week|month|year)s?)\\b",
          Pattern.CASE_INSENSITIVE);
  // No sentence in between may bring other drugs, and few any.
  private static final int MOST_SENTENCES = 3;

  private record Course(Pattern words, MedicationStatus status) {}

  private static final List<Course> COURSES = courses();

  // Each of the courses names what was taken in one of these ways.
  private static final Hints HINTS =
      Hints.of("treatment", "therap", "medication", "drug", "regimen", "combination", "course");

  private SharedRegimens() {}

  private static List<Course> courses() {
    List<Course> courses = new ArrayList<>();
    for (String[] row : WordTable.rows(SharedRegimens.class, "treatment-courses.tsv")) {
      Pattern words = Pattern.compile("\\b(?:" + row[0] + ")\\b", Pattern.CASE_INSENSITIVE);
      courses.add(new Course(words, MedicationStatus.valueOf(row[1])));
    }
    return courses;
  }

  static void share(List<Draft> drafts, CaseTimeline timeline, Quotes quotes) {
    List<Draft> drugs = drafts.stream().filter(SharedRegimens::isTaken).toList();
    if (drugs.isEmpty()) {
      return;
    }
    for (int i = drugs.size() - 1; i > 0; i--) {
      if (isList(drugs.get(i - 1), drugs.get(i))) {
        copy(drugs.get(i), drugs.get(i - 1));
      }
    }
    for (TimedSentence place : timeline.sentences()) {
      if (place.sentence().inCase()) {
        later(place, drugs, quotes);
      }
    }
  }

  private static boolean isTaken(Draft draft) {
    return draft.kind == FactKind.MEDICATION && draft.assertion == Assertion.PRESENT;
  }

  private static boolean isList(Draft first, Draft second) {
    if (first.place.index() != second.place.index()) {
      return false;
    }
    PatientSentence sentence = first.sentence();
    int at = first.head.span().end();
    for (Mention mention : sentence.mentions()) {
      boolean between =
          mention.span().start() >= at && mention.span().end() <= second.head.span().start();
      if (between) {
        if (!isRegimen(mention.type()) || !isGlue(sentence, at, mention.span().start())) {
          return false;
        }
        at = mention.span().end();
      }
    }
    return isGlue(sentence, at, second.head.span().start());
  }

  private static boolean isRegimen(MentionType type) {
    return type == MentionType.DOSAGE
        || type == MentionType.FREQUENCY
        || type == MentionType.ADMINISTRATION;
  }

  private static boolean isGlue(PatientSentence sentence, int from, int to) {
    return from >= to || LIST_GLUE.matcher(sentence.words(new Span(from, to))).matches();
  }

  // From the last of a list to the one before it.
  private static void copy(Draft last, Draft other) {
    if (other.duration.isEmpty() && last.duration.isPresent()) {
      other.duration = last.duration;
      other.medicationStatus = last.medicationStatus;
      other.evidence.addAll(last.evidence);
    }
    Optional<TimeSpan> told = last.doses.stream().flatMap(d -> d.duration().stream()).findFirst();
    boolean own = other.doses.stream().anyMatch(dose -> dose.duration().isPresent());
    if (other.duration.isEmpty() && told.isPresent() && !own) {
      other.duration = told;
      last.duration = last.duration.or(() -> told);
      other.evidence.addAll(last.evidence);
    }
    if (other.medicationStatus == MedicationStatus.UNKNOWN) {
      other.medicationStatus = last.medicationStatus;
    }
    if (other.reasons.isEmpty()) {
      other.reasons.addAll(last.reasons);
    }
    if (other.doses.isEmpty() && isEach(last)) {
      other.doses.addAll(last.doses);
    }
  }

  private static boolean isEach(Draft last) {
    PatientSentence sentence = last.sentence();
    return sentence
        .details(last.head, Relation.Kind.DOSE)
        .map(dose -> dose.span().end())
        .filter(end -> end < sentence.span().end())
        .anyMatch(end -> EACH.matcher(sentence.words(new Span(end, sentence.span().end()))).find());
  }

  // "The treatment" of a clause is that of the drugs told last before it.
  private static void later(TimedSentence place, List<Draft> drugs, Quotes quotes) {
    PatientSentence sentence = place.sentence();
    if (!HINTS.in(sentence.text())) {
      return;
    }
    for (Course course : COURSES) {
      Matcher matcher = course.words().matcher(sentence.text());
      if (!matcher.find()) {
        continue;
      }
      int at = sentence.span().start() + matcher.start();
      Optional<TimeSpan> length = length(sentence.text().substring(matcher.end()));
      for (Draft drug : toldLast(drugs, place, at)) {
        drug.medicationStatus = course.status();
        drug.duration = drug.duration.or(() -> length);
        Span words = new Span(at, at + matcher.end() - matcher.start());
        drug.evidence.add(quotes.of(sentence, words));
      }
      return;
    }
  }

  private static Optional<TimeSpan> length(String behind) {
    Matcher matcher = LENGTH.matcher(behind);
    return matcher.find() ? TimeSpans.parse(matcher.group(1)).value() : Optional.empty();
  }

  private static Set<Draft> toldLast(List<Draft> drugs, TimedSentence place, int at) {
    Set<Draft> last = new LinkedHashSet<>();
    int index = -1;
    for (Draft drug : drugs) {
      boolean before =
          drug.sentence().inCase()
              && (drug.place.index() < place.index()
                  || (drug.place.index() == place.index() && drug.head.span().end() <= at));
      if (before && place.index() - drug.place.index() <= MOST_SENTENCES) {
        if (drug.place.index() != index) {
          last.clear();
        }
        index = drug.place.index();
        last.add(drug);
      }
    }
    return last;
  }
}
