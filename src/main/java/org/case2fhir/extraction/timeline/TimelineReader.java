package org.case2fhir.extraction.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.extraction.patient.Lines;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.PatientText;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.extraction.timeline.TimeExpression.Kind;
import org.case2fhir.extraction.timeline.TimedSentence.PlacedTime;
import org.case2fhir.extraction.timeline.VisitCues.Cue;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Span;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/**
 * Reads the visits of a case and the times of its sentences, in the order of the text.
 *
 * <p>The first words that tell of a visit open the first one. Later words open another only if they
 * bring a time with them, or tell by themselves that the patient came again. A time is resolved
 * only against the one visit that it names or follows; where two could be meant it stays words,
 * with an issue. After a visit of earlier years the next examination is of the visit before it.
 */
public final class TimelineReader {
  private static final String FIRST = "first-visit";

  // Where the account comes back from what had been years before.
  private static final Pattern GOES_ON =
      Pattern.compile(
          "^\\W{0,3}(?:(?:on|at|upon) (?:(?:the |this |current |present )*)?(?:admission|arrival"
              + "|presentation|examination|physical examination)|(?:(?:the|her|his|a) )?(?:(?:initial"
              + "|current|physical|clinical|general|neurologic(?:al)?) ){0,2}examination|laborator"
              + "|blood tests|vital signs|now\\b|currently)",
          Pattern.CASE_INSENSITIVE);

  private final Quotes quotes;
  private final Lines lines;
  private final List<Visit> visits = new ArrayList<>();
  private final List<TimedSentence> sentences = new ArrayList<>();
  private final List<Issue> issues = new ArrayList<>();
  private final Anchors anchors = new Anchors();

  /** The visit that is told on after one of earlier years. */
  private Optional<Visit> interrupted = Optional.empty();

  private TimelineReader(Quotes quotes) {
    this.quotes = quotes;
    this.lines = quotes.lines();
  }

  /** Reads all sentences of a patient; only the account of the case has visits. */
  public static CaseTimeline read(PatientText patient, Quotes quotes) {
    TimelineReader reader = new TimelineReader(quotes);
    patient.sentences().forEach(reader::add);
    return new CaseTimeline(reader.visits, reader.sentences, reader.issues);
  }

  private void add(PatientSentence sentence) {
    List<TimeExpression> times = TimeExpressions.in(sentence);
    Optional<Cue> cue = sentence.inCase() ? VisitCues.in(sentence.text()) : Optional.empty();
    Optional<TimeExpression> date =
        times.stream().filter(TimeExpression::datesVisit).findFirst().filter(d -> cue.isPresent());
    boolean opens = cue.isPresent() && opens(cue.get(), date, times);
    List<PlacedTime> placed = new ArrayList<>();
    if (opens) {
      open(sentence, cue.get(), date);
    } else if (interrupted.isPresent() && GOES_ON.matcher(sentence.text()).find()) {
      anchors.open(interrupted.get());
      interrupted = Optional.empty();
    }
    for (TimeExpression time : times) {
      boolean ofVisit = opens && date.equals(Optional.of(time));
      placed.add(place(time, sentence, ofVisit));
    }
    Optional<String> visit = sentence.inCase() ? anchors.visit() : Optional.empty();
    sentences.add(new TimedSentence(sentences.size(), sentence, visit, opens, placed));
    anchors.note(sentence.text(), visit);
  }

  private boolean opens(Cue cue, Optional<TimeExpression> date, List<TimeExpression> times) {
    boolean past =
        times.stream().anyMatch(t -> t.kind() == Kind.AGO || t.kind() == Kind.BEFORE_EVENT)
            && date.isEmpty()
            && !visits.isEmpty();
    return visits.isEmpty() || (!past && (cue.again() || date.isPresent()));
  }

  private void open(PatientSentence sentence, Cue cue, Optional<TimeExpression> date) {
    String label = visits.isEmpty() ? "first visit" : label(sentence, cue, date);
    Optional<When> start = date.map(time -> when(time, sentence));
    int at = sentence.span().start();
    Span words = new Span(at + cue.start(), at + cue.end());
    Span quote = date.map(time -> cover(time.span(), words)).orElse(words);
    Visit visit =
        new Visit(
            unused(visits.isEmpty() ? FIRST : FactIds.slug(label)),
            label,
            cue.visitClass(),
            cue.type().map(Concept::ofText),
            start,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(quotes.of(sentence, quotes.fits(sentence, quote) ? quote : words)));
    interrupted = visits.isEmpty() ? Optional.empty() : latest().filter(v -> isBefore(visit, v));
    visits.add(visit);
    anchors.open(visit);
  }

  private Optional<Visit> latest() {
    Optional<String> told = anchors.visit();
    return visits.stream().filter(visit -> told.equals(Optional.of(visit.id()))).findFirst();
  }

  private static boolean isBefore(Visit one, Visit other) {
    return one.start().orElse(null) instanceof When.OnDate first
        && other.start().orElse(null) instanceof When.OnDate second
        && first.date().year() < second.date().year();
  }

  private static Span cover(Span a, Span b) {
    return new Span(Math.min(a.start(), b.start()), Math.max(a.end(), b.end()));
  }

  private static String label(PatientSentence sentence, Cue cue, Optional<TimeExpression> date) {
    String words = sentence.text().substring(cue.start(), cue.end()).strip();
    String kind =
        words.matches("(?i).*follow-?up.*") ? "follow-up" : cue.again() ? "return visit" : "visit";
    return date.map(time -> kind + " " + lower(time.words())).orElse(kind);
  }

  // A sentence may begin with it; the name of a month stays as it is.
  private static String lower(String words) {
    boolean month = words.matches("(?s).{0,12}(?:19|20)\\d\\d");
    return month ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
  }

  private String unused(String id) {
    String free = id;
    int n = 2;
    while (isTaken(free)) {
      free = id + "-" + n++;
    }
    return free;
  }

  private boolean isTaken(String id) {
    return visits.stream().anyMatch(visit -> visit.id().equals(id));
  }

  private PlacedTime place(TimeExpression time, PatientSentence sentence, boolean ofVisit) {
    When when = ofVisit ? new When.InWords(time.words()) : when(time, sentence);
    if (!ofVisit && sentence.inCase()) {
      anchors.passed(time);
    }
    return new PlacedTime(time.span(), when, ofVisit, time.kind() == Kind.AGO);
  }

  private When when(TimeExpression time, PatientSentence sentence) {
    return switch (time.kind()) {
      case DATE -> Dates.read(time.words());
      case AGE -> time.distance().<When>map(When.AtAge::new).orElse(new When.InWords(time.words()));
      case WORDS -> new When.InWords(time.words());
      case DAY_OF_YEAR -> dayOfYear(time, sentence);
      case AFTER_EVENT, BEFORE_EVENT, LATER, AGO, DAY_OF_STAY -> relative(time, sentence);
    };
  }

  // "On 6 March" is of the year of the visit that is being told, if it is not before it.
  private When dayOfYear(TimeExpression time, PatientSentence sentence) {
    When words = new When.InWords(time.words());
    Optional<PartialDate> start =
        visits.isEmpty() || !sentence.inCase()
            ? Optional.empty()
            : visits
                .get(visits.size() - 1)
                .start()
                .filter(When.OnDate.class::isInstance)
                .map(when -> ((When.OnDate) when).date())
                .filter(date -> date.month().isPresent());
    if (start.isEmpty()) {
      return words;
    }
    When read = Dates.read(time.words() + " " + start.get().year());
    boolean fits = read instanceof When.OnDate date && !isBefore(date.date(), start.get());
    return fits ? read : words;
  }

  private static boolean isBefore(PartialDate date, PartialDate start) {
    int month = Integer.compare(date.month().orElse(0), start.month().orElse(0));
    boolean earlierDay =
        month == 0 && start.day().isPresent() && date.day().orElse(0) < start.day().getAsInt();
    return month < 0 || earlierDay;
  }

  private When relative(TimeExpression time, PatientSentence sentence) {
    When words = new When.InWords(time.words());
    if (time.distance().isEmpty() || !sentence.inCase()) {
      return words;
    }
    When.Direction direction =
        time.kind() == Kind.AGO || time.kind() == Kind.BEFORE_EVENT
            ? When.Direction.BEFORE
            : When.Direction.AFTER;
    List<String> meant = anchors.meant(time);
    if (meant.size() > 1) {
      issues.add(twoAnchors(time, sentence, meant));
    }
    boolean sameDay = time.distance().get().amount().signum() == 0;
    if (meant.size() == 1 && sameDay) {
      return new When.AtVisit(meant.get(0));
    }
    return meant.size() == 1
        ? new When.Relative(time.distance().get(), direction, meant.get(0))
        : words;
  }

  private Issue twoAnchors(TimeExpression time, PatientSentence sentence, List<String> meant) {
    Location place = lines.at(sentence.original(time.span()).start());
    return Issue.warning(
        "two-anchors",
        Excerpt.of(time.words()) + " may count from " + String.join(" or from ", meant),
        place,
        "it is kept in words; give the date in the case file if it is known");
  }
}
