package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.CourseTable.Told;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Dose;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Remark;
import org.case2fhir.notation.TimeSpans;

/**
 * Reads how a drug was taken: its doses, its course, what it was for and what it did.
 *
 * <p>A dose keeps exactly the words of the text; parts are structured only where every word is
 * understood. Safe for use by several threads; never throws.
 */
public final class RegimenReader {
  private static final RegimenReader BUILT_IN = new RegimenReader();
  private static final int REACH = 14;

  private final DoseTexts doses = new DoseTexts();
  private final CourseTable courses = CourseTable.builtIn();

  private RegimenReader() {}

  /** With the units, routes and words that come with the program. */
  public static RegimenReader builtIn() {
    return BUILT_IN;
  }

  /** What the words tell of a treatment's course. */
  public enum Course {
    /** Nothing but that it was given. */
    GIVEN,
    STARTED,
    CONTINUED,
    INCREASED,
    TAPERED,
    /** Another drug took its place. */
    SWITCHED,
    STOPPED,
    COMPLETED,
    NOT_GIVEN,
    PLANNED
  }

  /**
   * A treatment with a drug.
   *
   * @param doses one for each regimen told
   * @param course what the text tells of its course
   * @param status the same as FHIR tells it
   * @param duration how long it was taken
   * @param reason what it was given for
   * @param response the words that tell what it did, in the passage's text
   * @param courseWords the words that told the course, in the passage's text
   * @param remarks what was uncertain in it
   */
  public record Regimen(
      List<Dose> doses,
      Course course,
      MedicationStatus status,
      Optional<TimeSpan> duration,
      Optional<Mention> reason,
      Optional<Span> response,
      Optional<Span> courseWords,
      List<Remark> remarks) {
    public Regimen {
      doses = List.copyOf(doses);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * The treatment with a drug that is mentioned in a passage. What is said of its second name in
   * brackets is said of it.
   */
  public Regimen regimen(PassageReading reading, Mention drug) {
    Vicinity vicinity = new Vicinity(reading);
    List<Relation> relations =
        vicinity.names(drug).stream().flatMap(name -> vicinity.relations(name).stream()).toList();
    List<Dose> told = new ArrayList<>();
    List<Remark> remarks = new ArrayList<>();
    for (Reading<Dose> dose : doses.of(reading, relations)) {
      dose.value().ifPresent(told::add);
      remarks.addAll(dose.remarks());
    }
    Optional<TimeSpan> duration = duration(reading, relations);
    Optional<SentenceView> sentence = vicinity.view(drug);
    Optional<Told> course = sentence.flatMap(view -> course(view, drug));
    Context context = reading.contexts().getOrDefault(drug, Context.PLAIN);
    Course kind = kind(context, course);
    return new Regimen(
        told,
        kind,
        status(kind, context, duration),
        duration,
        sentence.flatMap(view -> TreatmentReasons.of(view, drug)),
        sentence.flatMap(view -> TreatmentReasons.response(view, drug)),
        context.certainty() == Certainty.PRESENT ? course.map(Told::words) : context.trigger(),
        remarks);
  }

  private static Optional<TimeSpan> duration(PassageReading reading, List<Relation> relations) {
    return relations.stream()
        .filter(r -> r.kind() == Kind.DURATION)
        .map(
            r ->
                reading
                    .passage()
                    .text()
                    .substring(r.detail().span().start(), r.detail().span().end()))
        .flatMap(words -> TimeSpans.parse(bare(words)).value().stream())
        .findFirst();
  }

  private static String bare(String words) {
    return words.strip().replaceFirst("^(?i)(?:for|over|during|a|the|another)(?: the)? (?=.)", "");
  }

  // The nearer of what is told before and behind; a drug in a list shares what its list is told.
  private Optional<Told> course(SentenceView sentence, Mention drug) {
    Words words = sentence.words();
    int first = words.indexAt(drug.span().start());
    int last = words.indexAt(drug.span().end() - 1);
    int start = first;
    int end = last;
    for (Place place : sentence.places()) {
      boolean listed = isListed(place.mention().type());
      if (listed && place.last() < first && isList(words, place.last() + 1, start, sentence)) {
        start = Math.min(start, place.first());
      }
    }
    if (isExcepted(words, start)) {
      return Optional.empty();
    }
    Optional<Told> before =
        courses.before(words, start, Math.max(0, ClauseEdges.before(words, start, REACH)));
    Optional<Told> behind = courses.behind(words, end, ClauseEdges.behind(words, end, REACH));
    if (before.isPresent() && behind.isPresent()) {
      return before.get().distance() <= behind.get().distance() ? before : behind;
    }
    return before.or(() -> behind);
  }

  // "all drugs except X were stopped" tells nothing of X but that it was not.
  private static boolean isExcepted(Words words, int start) {
    for (int i = Math.max(0, start - 3); i < start; i++) {
      if (words.at(i).startsWith("except") || words.at(i).equals("besides")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isListed(MentionType type) {
    return type == MentionType.MEDICATION
        || type == MentionType.DOSAGE
        || type == MentionType.FREQUENCY
        || type == MentionType.ADMINISTRATION;
  }

  // Whether only commas, brackets and "and" stand between a mention and the list's start.
  private static boolean isList(Words words, int from, int to, SentenceView sentence) {
    for (int i = from; i < to; i++) {
      if (!ClauseEdges.isListGlue(words.at(i)) && !isInside(sentence, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInside(SentenceView sentence, int word) {
    return sentence.places().stream()
        .anyMatch(p -> p.first() <= word && word <= p.last() && isListed(p.mention().type()));
  }

  private static Course kind(Context context, Optional<Told> course) {
    return switch (context.certainty()) {
      case ABSENT, REFUTED -> Course.NOT_GIVEN;
      case HYPOTHETICAL -> Course.PLANNED;
      case PRESENT, POSSIBLE -> course.map(Told::course).orElse(Course.GIVEN);
    };
  }

  private static MedicationStatus status(
      Course course, Context context, Optional<TimeSpan> duration) {
    boolean past = duration.isPresent() || context.temporality() == Context.Temporality.HISTORICAL;
    return switch (course) {
      case GIVEN -> past ? MedicationStatus.COMPLETED : MedicationStatus.UNKNOWN;
      case STARTED, INCREASED, TAPERED ->
          duration.isPresent() ? MedicationStatus.COMPLETED : MedicationStatus.ACTIVE;
      case CONTINUED -> MedicationStatus.ACTIVE;
      case SWITCHED, STOPPED -> MedicationStatus.STOPPED;
      case COMPLETED -> MedicationStatus.COMPLETED;
      case NOT_GIVEN -> MedicationStatus.NOT_TAKEN;
      case PLANNED -> MedicationStatus.INTENDED;
    };
  }
}
