package org.case2fhir.reading;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Role;
import org.case2fhir.reading.TimeResolver.ReferenceTime;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * The time of which an account speaks, from sentence to sentence: dates and relative times move it,
 * words for a visit open one. What had been before, what belongs to the history and what speaks of
 * somebody else moves nothing. After a look back nothing is known of the time until the account
 * says again when it is.
 */
final class NarrativeCursor {
  private static final String FIRST = "first-visit";
  private static final int DATE_SIGHT = 2;
  private static final int MOST_VISITS = 200;
  private static final int MOST_BEHIND_LOOK_BACK = 3;
  private static final int LONGEST_QUOTE = 300;
  private static final int OPENING_SIGHT = 6;
  private static final int EPISODE_SIGHT = 9;
  private static final int REASON_SIGHT = 5;
  // Days of age.
  private static final int INFANCY = 730;
  private static final Set<TimeUnit> SHORT =
      Set.of(TimeUnit.MINUTE, TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WEEK);
  private static final Set<String> AGE_LEADS = TokenPattern.wordClass("age-lead");
  private static final Set<String> SEQUELS = TokenPattern.wordClass("sequel");
  private static final Set<String> DIAGNOSES = TokenPattern.wordClass("diagnosing");
  private static final Set<String> CULTURES = TokenPattern.wordClass("cultured");
  private static final Set<String> RESOLVED = TokenPattern.wordClass("resolved");
  private static final Set<String> COURSE_OF_TIME = TokenPattern.wordClass("course-of-time");
  private static final Set<String> DELIVERIES = TokenPattern.wordClass("delivery-of-child");
  private static final Set<String> UNTIL = TokenPattern.wordClass("until-word");
  private static final Set<String> COMPLETED = TokenPattern.wordClass("completed-participle");
  private static final Set<String> TURNS = TokenPattern.wordClass("turning-point");
  private static final Set<String> UNDERGOING = TokenPattern.wordClass("undergoing");
  private static final Set<String> OPERATION_SEQUELS = TokenPattern.wordClass("operation-sequel");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> COMPLAINTS = TokenPattern.wordClass("complaint-verb");
  private static final Set<String> SHORT_UNITS = TokenPattern.wordClass("short-unit");
  private static final Set<String> LATER = TokenPattern.wordClass("bare-later");
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> COURSES = TokenPattern.wordClass("course-of-treatment");
  private static final Set<String> ORDINALS = TokenPattern.wordClass("ordinal");
  private static final Set<String> PERSONS = TokenPattern.wordClass("case-person");
  private static final Set<String> GROWTHS = TokenPattern.wordClass("growth-noun");
  private static final Set<String> AND = Set.of("and");
  private static final Set<String> VALUE_JOINTS = TokenPattern.wordClass("joint-beside-value");
  private static final Set<String> BEFORE_TIME = TokenPattern.wordClass("word-beside-value");
  private static final Set<String> FURTHER = TokenPattern.wordClass("further-word");
  private static final Set<String> THEN = TokenPattern.wordClass("then-word");
  private static final Set<String> LASTING = TokenPattern.wordClass("lasting-verb");
  private static final Set<String> TREATED = TokenPattern.wordClass("treated-verb");
  private static final Set<String> EPISODES = TokenPattern.wordClass("episode-word");
  private static final Set<String> REASONS = TokenPattern.wordClass("study-reason");
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen-study-word");
  private static final Set<String> OUTCOMES = TokenPattern.wordClass("state-of-outcome");
  private static final Set<String> AUTOPSIES = TokenPattern.wordClass("autopsy-word");
  private static final Set<String> FOLLOW_UP = TokenPattern.wordClass("follow-up");

  private static final Set<String> OURS = TokenPattern.wordClass("our-house");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-house");
  private static final Set<String> HOUSES = TokenPattern.wordClass("organization-noun");
  private static final Set<String> POSSESSIVE = TokenPattern.wordClass("possessive-mark");
  private static final int HOUSE_SIGHT = 7;

  private final TimeResolver resolver;
  private ReferenceTime cursor = ReferenceTime.UNKNOWN;
  // Whether the last sentence spoke of what had been at a time of its own.
  private boolean interrupted;
  // Whether that was months or years before.
  private boolean farBack;
  // For how many sentences more the account may still speak of it, without words that say so.
  private int behindLookBack;
  // Whether what it spoke of was a treatment.
  private boolean treatedBefore;
  // Whether it told of months or years that passed.
  private boolean lasted;
  // The last words of the names of what the patient had before.
  private final Set<String> formerIllnesses = new HashSet<>();
  // Whether the cursor left a visit without date for a date that may be of any time.
  private boolean unsure;
  // How old the patient is where the account begins.
  private Optional<TimeSpan> age = Optional.empty();
  // Whether the cursor speaks of what was before the first visit.
  private boolean history;
  // Visits to another house than that of which the account is, at a time that is stated.
  private final Set<String> elsewhere = new HashSet<>();
  // Whether it is at what a patient once underwent: only what speaks of that goes on from there.
  private boolean former;
  // Whether it may be at such a thing: what is found "on examination" was not found there.
  private boolean remote;
  // Whether the patient was discharged from the last visit.
  private boolean gone;
  // For how many sentences more it stays at a time that is known in words alone.
  private int held;
  // A date of the last sentence that the account did not move to.
  private Optional<PartialDate> aside = Optional.empty();
  // Whether it speaks of when the complaint began that the patient comes with.
  private boolean complains;
  // Whether it is at a time of which only the outcome was told.
  private boolean atOutcome;
  // Whether the patient has just died.
  private boolean died;

  NarrativeCursor(TimeResolver resolver) {
    this.resolver = resolver;
  }

  /** The patient died: what is told behind was before, or was found at an autopsy. */
  void die() {
    died = true;
  }

  /** Moves through a sentence, and says what its times mean. */
  Move move(TimedSentence timed) {
    Move move = new Move(timed);
    move.begin();
    return move;
  }

  /** A move through one sentence. */
  final class Move {
    private final TimedSentence timed;
    private final Graph graph;
    // Where the cursor was before a time that only says when a problem ended.
    private Optional<ReferenceTime> beforeEnd = Optional.empty();
    private final Graph.Sentence sentence;
    private final List<TimeExpression> times;
    private final Clauses clauses;
    private final Map<TimeExpression, When> whens;
    private final Set<TimeExpression> moving;
    private final List<ReferenceTime> cursors;
    private boolean looksBack;

    /** Whether the account comes from a time that is known in words alone. */
    private boolean fromWords;

    private boolean leaves;

    private Move(TimedSentence timed) {
      this.timed = timed;
      this.graph = timed.graph;
      this.sentence = timed.sentence;
      this.times = timed.times;
      this.clauses = timed.clauses;
      this.whens = timed.whens;
      this.moving = timed.moving;
      this.cursors = timed.cursors;
    }

    private void begin() {
      carryOver();
      if (died && sentence.inCase()) {
        // "He died on day 7. During his stay, tests were done": not on that day.
        died = false;
        if (!timed.hasWord(sentence.first, sentence.end, AUTOPSIES)) {
          cursor = ReferenceTime.UNKNOWN;
        }
      }
      if (sentence.inCase()) {
        goOnFromAside();
      }
      if (atOutcome
          && sentence.inCase()
          && timed.hasWord(sentence.first, sentence.end, SPECIMENS)) {
        // "He is alive 53 weeks later. Macroscopy of the specimen showed": not then.
        cursor = ReferenceTime.UNKNOWN;
      }
      timed.before = cursor;
      if (sentence.inCase() && (former && !isOfOperation() || remote && tellsOfEpisodes())) {
        lapse();
      }
      boolean goesOn = sentence.inCase() && interrupted && goesOn();
      if (goesOn || sentence.inCase() && (staysBack() || isOfFormerIllness())) {
        behindLookBack = goesOn && farBack ? MOST_BEHIND_LOOK_BACK : behindLookBack - 1;
        clauses.all().forEach(clause -> cursors.add(ReferenceTime.UNKNOWN));
      } else if (sentence.inCase()) {
        move();
        lapseBehindHistory();
        interrupted =
            !visits().isEmpty()
                && !timed.opensVisit
                && times.stream().anyMatch(t -> hadBeen(t) || isLedBack(t));
        treatedBefore = interrupted && sentence.nodes.stream().anyMatch(n -> n.isTreatment());
        behindLookBack = 0;
        lasted = times.stream().anyMatch(this::isLong);
        aside = aside();
        farBack = interrupted && times.stream().anyMatch(t -> isLedBack(t) && isOfYears(t));
        if (farBack) {
          cursors.set(0, ReferenceTime.UNKNOWN);
        }
      } else {
        clauses.all().forEach(clause -> cursors.add(ReferenceTime.UNKNOWN));
      }
      if (sentence.inCase()) {
        atOutcome = isOfOutcome() || atOutcome && times.isEmpty() && !isOfDeed();
      }
      timed.inHistory = history;
      for (TimeExpression time : times) {
        Optional<PartialDate> counted = whens.containsKey(time) ? Optional.empty() : pastDate(time);
        if (counted.isPresent()) {
          PartialDate date = counted.get();
          When from = new When.OnDate(date);
          whens.put(
              time,
              resolver.when(time, new ReferenceTime(Optional.empty(), Optional.of(from), counted)));
        } else if (isAfterBack(time)) {
          whens.put(time, new When.InWords(graph.words(time.first(), time.end())));
        } else if (!whens.containsKey(time)) {
          ReferenceTime at = cursors.get(clauses.indexOf(time.first()));
          boolean earlier =
              time.kind() == Kind.YEARLESS
                  && time.distance().isEmpty()
                  && timed.clauseOf(time.first()).pluperfect();
          // "He came in April 2020 with fever that had begun on 28 March"
          Optional<When> before = earlier ? resolver.earlier(time, at) : Optional.empty();
          whens.put(time, before.orElseGet(() -> resolver.when(time, at)));
        }
      }
    }

    // "He is well two years later": only how the patient is, at a time behind all that was told.
    private boolean isOfOutcome() {
      return !times.isEmpty()
          && timed.hasWord(sentence.first, sentence.end, OUTCOMES)
          && !isOfDeed();
    }

    private boolean isOfDeed() {
      return sentence.nodes.stream().anyMatch(node -> node.isTreatment() || node.isTest());
    }

    // "He underwent X on 3 May 2010. Two weeks later, he": counts from that day, not from the
    // visit.
    private void goOnFromAside() {
      Optional<PartialDate> from = aside;
      aside = Optional.empty();
      boolean counts =
          times.stream()
              .findFirst()
              .filter(t -> t.kind() == Kind.LATER)
              .filter(t -> timed.isLeading(t, clauses.all().get(0)))
              .isPresent();
      if (counts && from.isPresent()) {
        cursor = new ReferenceTime(Optional.empty(), from.map(When.OnDate::new), from);
        unsure = true;
      }
    }

    // The last date of a sentence, if it says when something was done or came, and moves nothing.
    private Optional<PartialDate> aside() {
      return times.stream()
          .filter(t -> TimedSentence.isPoint(t))
          .reduce((a, b) -> b)
          .filter(t -> t.kind() == Kind.DATE && t.isAt() && !moving.contains(t))
          .filter(
              t -> {
                Clauses.Clause clause = timed.clauseOf(t.first());
                return !clause.past() && !clause.relative() && !clause.outside();
              })
          .flatMap(TimeExpression::date)
          .filter(date -> date.month().isPresent());
    }

    // "2 years earlier A, followed by B 15 months later": counts from what was before.
    private boolean isAfterBack(TimeExpression time) {
      return time.kind() == Kind.LATER
          && times.stream()
              .anyMatch(
                  t ->
                      t.end() <= time.first()
                          && (t.kind() == Kind.AGO
                              || t.kind() == Kind.BEFORE
                              || t.kind() == Kind.LENGTH && isJoined(t.end(), time)));
    }

    // "He had had an abscess in 2001, and an operation six years later": counts from that date, and
    // the account goes to neither.
    private Optional<PartialDate> pastDate(TimeExpression time) {
      if (time.kind() != Kind.LATER || timed.hasVisitCue(timed.clauseOf(time.first()))) {
        return Optional.empty();
      }
      return times.stream()
          .filter(t -> t.end() <= time.first() && TimedSentence.isPoint(t))
          .reduce((a, b) -> b)
          .filter(t -> t.kind() == Kind.DATE && t.isAt())
          .filter(t -> timed.clauseOf(t.first()).pluperfect())
          .filter(t -> !moving.contains(t) && !moves(t, timed.clauseOf(t.first())))
          .flatMap(TimeExpression::date);
    }

    // "He was treated for 3 years and 2 months later": counts from the end of what lasted; but "for
    // 26 days and after 28 days" from the same beginning.
    private boolean isJoined(int from, TimeExpression later) {
      boolean near = later.first() > from && later.first() - from <= 2;
      return near
          && timed.hasWord(from, later.first(), AND)
          && !AFTER.contains(graph.lower(sentence, later.first()));
    }

    /** Ends the sentence: remembers what later times may count from. */
    void end(Map<Graph.Node, Timeline.Timing> timings) {
      if (!sentence.inCase()) {
        return;
      }
      noteAnchors(timings);
      sentence.nodes.stream()
          .filter(n -> n.isProblem() && n.has(Property.Value.PAST))
          .filter(n -> n.has(Property.Value.PATIENT) && !n.has(Property.Value.ABSENT))
          .forEach(n -> formerIllnesses.add(graph.token(n.end - 1).lower()));
      if (looksBack || isBehindRange()) {
        cursor = ReferenceTime.UNKNOWN;
      } else if (beforeEnd.isPresent()) {
        cursor = beforeEnd.get();
      } else if (leaves) {
        boolean dated = cursor.time().flatMap(resolver::date).isPresent();
        cursor = cursor.statedBy(cursor.visit(), Optional.empty(), !dated);
      }
    }

    // "He came in July. He received A from August to January": what follows was in no July.
    private boolean isBehindRange() {
      Optional<PartialDate> here = cursor.date();
      return here.isPresent()
          && times.stream()
              .filter(t -> t.kind() == Kind.DATE && t.role() == Role.RANGE && !moving.contains(t))
              .filter(t -> t.until().isPresent())
              .flatMap(t -> t.date().stream())
              .anyMatch(from -> here.get().isBefore(from) && !here.get().mayEqual(from));
    }

    private List<Visit> visits() {
      return resolver.visits();
    }

    private boolean hadBeen(TimeExpression time) {
      return TimedSentence.isPoint(time)
          && !moving.contains(time)
          && timed.clauseOf(time.first()).pluperfect();
    }

    // "Five years earlier, he underwent": the look back may go on in the next sentence.
    private boolean isLedBack(TimeExpression time) {
      return (time.kind() == Kind.AGO || time.kind() == Kind.BEFORE)
          && time.isAt()
          && clauses.indexOf(time.first()) == 0
          && timed.isLeading(time, clauses.all().get(0));
    }

    // A later time may still count from where the cursor was.
    private void lapse() {
      cursor = cursor.statedBy(Optional.empty(), Optional.empty(), false);
      former = false;
      remote = false;
    }

    // "She had three episodes of pneumonia", "he had recurrent bacteremia": over a time that is not
    // said, of which the date of an operation before is no part.
    private boolean tellsOfEpisodes() {
      if (cursor.visit().isPresent() || times.stream().anyMatch(TimedSentence::isPoint)) {
        return false;
      }
      int sight = Math.min(sentence.end, sentence.first + EPISODE_SIGHT);
      return timed.hasWord(sentence.first, sight, EPISODES) && !isOfOperation();
    }

    // "Histology showed", "the margins were", "then he received": the subject says it.
    private boolean isOfOperation() {
      for (int i = sentence.first; i < sentence.end; i++) {
        String word = graph.token(i).lower();
        if (OPERATION_SEQUELS.contains(word) || SEQUELS.contains(word)) {
          return true;
        }
        if (VERBS.contains(word)) {
          return false;
        }
      }
      return false;
    }

    // "She subsequently underwent": what followed on what had been; the cursor has not returned.
    private boolean goesOn() {
      return !comesBack()
          && (timed.hasWord(sentence.first, sentence.end, SEQUELS)
              || clauses.all().get(0).pluperfect()
              || treatedBefore && isOfOperation()
              || sentence.nodes.stream()
                  .filter(TimedSentence::isFact)
                  .findFirst()
                  .filter(Graph.Node::isTreatment)
                  .isPresent());
    }

    // "He was then treated with A. He developed neuropathy": still before, until a visit, a time or
    // a result says otherwise.
    private boolean staysBack() {
      return interrupted
          && behindLookBack > 0
          && !comesBack()
          && timed.cues.stream().noneMatch(c -> c.opens().isEncounter())
          && times.stream().noneMatch(t -> TimedSentence.isPoint(t) && t.kind() != Kind.WORDS)
          && sentence.nodes.stream().noneMatch(n -> n.isTest() || n.type == MentionType.LAB_VALUE);
    }

    private boolean isOfYears(TimeExpression time) {
      return time.distance().filter(span -> !SHORT.contains(span.unit())).isPresent();
    }

    private boolean comesBack() {
      return timed.cues.stream().anyMatch(c -> c.opens().isReturn())
          || times.stream()
              .anyMatch(
                  t -> t.kind() == Kind.DATE || t.kind() == Kind.AT_STAY || t.kind() == Kind.NOW);
    }

    // "A history of breast cancer. The cancer was treated with": not at the visit.
    private boolean isOfFormerIllness() {
      if (comesBack() || times.stream().anyMatch(TimedSentence::isPoint)) {
        return false;
      }
      boolean named = false;
      for (int i = sentence.first;
          i < Math.min(sentence.end, sentence.first + OPENING_SIGHT);
          i++) {
        String word = graph.token(i).lower();
        if (named && TREATED.contains(word)) {
          return true;
        }
        named |= formerIllnesses.contains(word);
      }
      return false;
    }

    // "A history of cancer, and the tumor was treated by surgery": that was before, too.
    private void lapseBehindHistory() {
      for (int i = 1; i < clauses.all().size() && !timed.opensVisit; i++) {
        Clauses.Clause clause = clauses.all().get(i);
        Clauses.Clause history = clauses.all().get(i - 1);
        boolean goesOn =
            history.past()
                && !clause.past()
                && timed.points(clause).isEmpty()
                && sentence.nodes.stream()
                    .anyMatch(
                        n ->
                            n.isProblem()
                                && history.holds(n.first)
                                && n.has(Property.Value.PAST)
                                && !n.has(Property.Value.ABSENT))
                && isOfHistory(clause);
        if (goesOn) {
          cursors.set(i, ReferenceTime.UNKNOWN);
        }
      }
    }

    // Its subject is the illness or the patient, and its verb says that it was treated.
    private boolean isOfHistory(Clauses.Clause clause) {
      for (int i = clause.first(); i < clause.end(); i++) {
        String word = graph.token(i).lower();
        if (TREATED.contains(word)) {
          return true;
        }
        boolean other =
            graph.nodeAt(i).filter(TimedSentence::isFact).isPresent()
                && !GROWTHS.contains(word)
                && !formerIllnesses.contains(word);
        if (other) {
          return false;
        }
      }
      return false;
    }

    // Behind words it is not known exactly when it is: "one year later" goes on until another time,
    // "on day 4" for one sentence more, "over the next days" no longer.
    private void carryOver() {
      fromWords = isInWords();
      if (fromWords) {
        Optional<When> words = held > 0 && !leavesWords() ? cursor.time() : Optional.empty();
        held--;
        cursor = cursor.statedBy(cursor.visit(), words, true);
      }
    }

    // "At the age of 2 years", "later", "after the second cycle", "he has remained well": it is
    // another time, though none that the account goes on from.
    private boolean leavesWords() {
      boolean dated =
          times.stream()
              .filter(t -> t.isAt() && !timed.clauseOf(t.first()).past())
              .anyMatch(t -> t.date().isPresent() || t.kind() == Kind.AGE);
      // "His course was unremarkable until October"
      boolean until = times.stream().anyMatch(t -> t.role() == Role.UNTIL);
      // "She had no fever for three months thereafter"
      boolean thereafter =
          times.stream()
              .filter(t -> t.kind() == Kind.LENGTH)
              .anyMatch(t -> timed.hasWord(t.first(), t.end(), THEN));
      if (dated || until || thereafter || LATER.contains(graph.token(sentence.first).lower())) {
        return true;
      }
      int sight = Math.min(sentence.end, sentence.first + OPENING_SIGHT);
      // "He was stable for 12 months. He then deteriorated"
      if (lasted && timed.hasWord(sentence.first, sight, THEN)) {
        return true;
      }
      if (AFTER.contains(graph.token(sentence.first).lower())
          && (timed.hasWord(sentence.first + 1, sight, COURSES)
              || timed.hasWord(sentence.first + 1, sight, ORDINALS))) {
        return true;
      }
      for (int i = sentence.first; i + 1 < sight; i++) {
        if (PERSONS.contains(graph.token(i).lower())) {
          return LASTING.contains(graph.token(i + 1).lower());
        }
      }
      return false;
    }

    private boolean isLong(TimeExpression time) {
      return time.kind() == Kind.LENGTH
          && time.distance().filter(span -> !SHORT.contains(span.unit())).isPresent();
    }

    private boolean isInWords() {
      return cursor.time().filter(When.InWords.class::isInstance).isPresent();
    }

    // "A boy, aged 20 months, was referred": how old the patient is, and no time of the account.
    private boolean isAgeOfPerson(TimeExpression time) {
      int before = time.first() - 1;
      before -= graph.lower(sentence, before).equals(",") ? 1 : 0;
      return time.kind() == Kind.AGE
          && AGE_LEADS.contains(graph.token(time.first()).lower())
          && PERSONS.contains(graph.lower(sentence, before));
    }

    private int sentencesHeldBy(TimeExpression time, Clauses.Clause clause) {
      // "The drug was stopped after 12 days of treatment": how long it was given.
      boolean ends =
          sentence.nodes.stream()
              .filter(n -> n.isTreatment() && clause.holds(n.first) && n.end <= time.first())
              .anyMatch(n -> n.has(Property.Value.STOPPED) || n.has(Property.Value.HELD));
      if (ends) {
        return 0;
      }
      return switch (time.kind()) {
        case NEXT -> 0;
        default -> timed.hasWord(time.first(), time.end(), SHORT_UNITS) ? 1 : Integer.MAX_VALUE;
      };
    }

    // Moves the cursor through the clauses, and opens visits.
    private void move() {
      if (visits().isEmpty() && age.isEmpty()) {
        age =
            times.stream()
                .filter(t -> t.kind() == Kind.OLD || isAgeOfPerson(t))
                .findFirst()
                .flatMap(TimeExpression::distance);
      }
      List<VisitCues.Found> found = timed.cues;
      for (Clauses.Clause clause : clauses.all()) {
        List<TimeExpression> movers =
            times.stream()
                .filter(time -> clause.holds(time.first()) && moves(time, clause))
                .filter(time -> timed.dateBeside(time).isEmpty())
                .toList();
        Optional<VisitCues.Found> cue =
            found.stream()
                .filter(c -> clause.holds(c.first()) && !c.past())
                .filter(c -> c.opens() != VisitCues.Opens.DEATH)
                // "Now she presented": the visit counts, not the word that comes back to one.
                .min(Comparator.comparing(c -> c.opens().isReturn()));
        for (TimeExpression time : movers) {
          moveTo(time, clause, cue.isPresent());
          timed.moments.put(time, cursor);
        }
        Optional<TimeExpression> passed = movers.isEmpty() ? passed(clause) : Optional.empty();
        passed.ifPresent(time -> moveTo(time, clause, cue.isPresent()));
        List<TimeExpression> given =
            passed.map(List::of).orElseGet(() -> movers.isEmpty() ? turn(clause) : movers);
        cue.ifPresent(c -> visit(c, given, clause));
        cursors.add(cursor);
      }
      spread();
    }

    // A first visit that a later clause opens holds for the clauses before it that have no past.
    private void spread() {
      if (!timed.opensVisit || visits().size() != 1 || resolver.firstVisit().isUnknown()) {
        return;
      }
      for (int i = 0; i < cursors.size(); i++) {
        if (cursors.get(i).isUnknown() && !clauses.all().get(i).past()) {
          cursors.set(
              i,
              new ReferenceTime(
                  Optional.of(visits().get(0).id()), Optional.empty(), Optional.empty()));
        }
      }
    }

    private boolean moves(TimeExpression time, Clauses.Clause clause) {
      boolean outside = clause.outside() && !timed.isLeading(time, clause);
      if (outside
          || isHistoryOfMethod(time)
          || sentence.isOfOther(time.first())
          || CourseEnds.isLast(graph, sentence, time)) {
        return false;
      }
      boolean opening = visits().isEmpty() && cursor.isUnknown() && clause.pluperfect();
      boolean back = clause.past() && !opening;
      return switch (time.kind()) {
        case DATE, YEARLESS ->
            !isPlanned(time, clause)
                && !timed.isOfHabit(time)
                && (isTurn(time)
                    || time.role() == Role.RANGE && timed.hasVisitCue(clause)
                    || time.isAt()
                        && !(back && time.role() != Role.BY && isBefore(time))
                        && (timed.isLeading(time, clause) || !isAside(clause)));
        case LATER, AFTER ->
            !clause.relative()
                && !isAfterBack(time)
                && !isPlanned(time, clause)
                && pastDate(time).isEmpty();
        // "Menarche had occurred at 12 years": the account does not go there.
        case DAY, SEVERAL ->
            time.distance().isPresent() || !clause.past() || timed.isLeading(time, clause);
        case STAY_DAY, OPERATION_DAY, FOLLOW_UP, AT_STAY, AT_DISCHARGE -> true;
        case NEXT -> !isTimeTaken(time);
        case NOW -> true;
        case AGE -> timed.isLeading(time, clause) && !clause.past() && !clause.relative();
        case BEFORE, AGO, LENGTH, HISTORY, WORDS, SAME_DAY, OLD -> false;
      };
    }

    // "In 1938 Banister [5] introduced this technique": nothing of the patient was then.
    private boolean isHistoryOfMethod(TimeExpression time) {
      return IntStream.range(time.end(), sentence.end)
          .anyMatch(
              i ->
                  Character.isUpperCase(graph.token(i).text().charAt(0))
                      && Character.isLowerCase(
                          graph.token(i).text().charAt(graph.token(i).text().length() - 1))
                      && graph.nodeAt(i).isEmpty()
                      && SpuriousMentions.isCited(graph, sentence, i + 1));
    }

    // "The operation was completed within 65 minutes": how long it took.
    private boolean isTimeTaken(TimeExpression time) {
      return time.distance()
              .map(d -> d.unit() == TimeUnit.MINUTE || d.unit() == TimeUnit.HOUR)
              .orElse(true)
          && COMPLETED.contains(graph.lower(sentence, time.first() - 1));
    }

    // "Surgery was scheduled for 3 months later": the account does not go there.
    private boolean isPlanned(TimeExpression time, Clauses.Clause clause) {
      return sentence.nodes.stream()
          .filter(n -> n.isTreatment() || n.isTest())
          .filter(n -> clause.holds(n.first) && n.end <= time.first())
          .anyMatch(n -> n.has(Property.Value.PLANNED));
    }

    // "His symptoms disappeared after 3 months", "the cultures were sterile at 14 days": the
    // account does not go on from there.
    private boolean isEnd(TimeExpression time) {
      boolean ofCulture =
          (time.kind() == Kind.LATER || time.kind() == Kind.DAY)
              && timed.hasWord(timed.clauseOf(time.first()).first(), time.first(), CULTURES)
              && sentence.nodes.stream()
                  .noneMatch(n -> TimedSentence.isFact(n) && n.first >= time.end());
      return ofCulture
          || AFTER.contains(graph.lower(sentence, time.first()))
              && timed.hasWord(Math.max(sentence.first, time.first() - 2), time.first(), RESOLVED);
    }

    // "38.6 on admission and 37.1 two days later", "on admission and 24 hours later": only a value
    // or a dose was at the second time; the account is still where it was.
    private boolean isBesideStay(TimeExpression time) {
      return beside(time).filter(t -> t.kind() == Kind.AT_STAY).isPresent();
    }

    // "14 one hour after the bite and 3 the next day": the account is at neither.
    private boolean isBesideOther(TimeExpression time) {
      return time.kind() != Kind.DATE
          && time.kind() != Kind.YEARLESS
          && beside(time).filter(t -> t.kind() != Kind.AT_STAY).isPresent();
    }

    // The time before, where nothing but a value stands between both.
    private Optional<TimeExpression> beside(TimeExpression time) {
      return times.stream()
          .filter(t -> t.end() < time.first() && t.isAt() && TimedSentence.isPoint(t))
          .reduce((a, b) -> b)
          .filter(t -> time.isAt() && isValueBetween(t.end(), time.first()))
          .filter(t -> isLastSaid(time));
    }

    private boolean isLastSaid(TimeExpression time) {
      return sentence.nodes.stream()
          .noneMatch(n -> n.first >= time.end() && (TimedSentence.isFact(n) || isValue(n)));
    }

    private static boolean isValue(Graph.Node node) {
      return node.type == MentionType.LAB_VALUE || node.type == MentionType.DOSAGE;
    }

    private boolean isValueBetween(int from, int to) {
      boolean joined = false;
      for (int i = from; i < to; i++) {
        String word = graph.token(i).lower();
        boolean joint = VALUE_JOINTS.contains(word);
        joined |= joint;
        boolean value = graph.nodeAt(i).filter(Move::isValue).isPresent();
        if (!joint && !value && !BEFORE_TIME.contains(word)) {
          return false;
        }
      }
      return joined;
    }

    // "Well until May 2010, when": what follows was then.
    private boolean isTurn(TimeExpression time) {
      return time.role() == Role.UNTIL
          && timed.hasWord(time.end(), Math.min(sentence.end, time.end() + 2), TURNS);
    }

    // "He remained well for 3 years until he presented with", "she took A for 8 months, when": what
    // follows was so long after what the account was at.
    private Optional<TimeExpression> passed(Clauses.Clause clause) {
      String lead = graph.token(clause.first()).lower();
      boolean turns = UNTIL.contains(lead) || TURNS.contains(lead);
      if (!turns
          || visits().isEmpty()
          || cursor.isUnknown()
          || clause.past()
          || clause.first() == sentence.first
          || !timed.hasWord(clause.first(), clause.end(), VERBS)) {
        return Optional.empty();
      }
      return times.stream()
          .filter(t -> t.kind() == Kind.LENGTH && t.distance().isPresent())
          .filter(t -> t.end() <= clause.first() && clause.first() - t.end() <= 1)
          .filter(t -> !timed.clauseOf(t.first()).past() && !timed.clauseOf(t.first()).pluperfect())
          // "She had hypertension for 30 years when she was treated": a history.
          .filter(t -> timed.hasWord(timed.clauseOf(t.first()).first(), t.first(), COURSE_OF_TIME))
          .findFirst()
          .map(TimeExpression::asLater);
    }

    // The time that a clause takes up: "until May 2010, when".
    private List<TimeExpression> turn(Clauses.Clause clause) {
      return timed.hasWord(clause.first(), clause.first() + 1, TURNS)
          ? moving.stream()
              .filter(time -> time.end() <= clause.first() && clause.first() - time.end() <= 1)
              .toList()
          : List.of();
    }

    // Where the visit has no date, a date behind other words may be of any time before.
    private boolean isAside(Clauses.Clause clause) {
      boolean left = cursor.visit().isEmpty() && (fromWords || isInWords());
      boolean dated = cursor.date().isPresent() || visits().isEmpty() || left;
      return !dated && !timed.hasVisitCue(clause);
    }

    // In doubt a date of a look back is before.
    private boolean isBefore(TimeExpression time) {
      return cursor.date().isEmpty()
          || time.date().isEmpty()
          || time.kind() == Kind.YEARLESS
          || time.date().get().isBefore(cursor.date().get());
    }

    private boolean isDated(TimeExpression time) {
      return timed.times.stream()
          .filter(t -> t.kind() == Kind.DATE || t.kind() == Kind.YEARLESS)
          .anyMatch(t -> t.first() >= time.end() && t.first() - time.end() <= DATE_SIGHT);
    }

    private void moveTo(TimeExpression time, Clauses.Clause clause, boolean cue) {
      // "He took A for 9 months. After a further 6 months": from the end of what lasted.
      boolean further = lasted && timed.hasWord(time.first(), time.end(), FURTHER);
      When when =
          further
              ? new When.InWords(graph.words(time.first(), time.end()))
              : resolver.when(time, cursor);
      whens.put(time, when);
      Optional<PartialDate> date = resolver.date(when);
      moving.add(time);
      beforeEnd = isEnd(time) || isBesideStay(time) ? Optional.of(cursor) : Optional.empty();
      switch (time.kind()) {
        case AT_STAY -> {
          cursor = visits().isEmpty() ? cursor : resolver.stay(cursor);
          return;
        }
        case AT_DISCHARGE -> {
          held = 0;
          if (resolver.discharge.isUnknown() && isDated(time)) {
            // "At discharge on 20 March": the date says when.
            return;
          }
          cursor =
              resolver.discharge.isUnknown()
                  ? new ReferenceTime(cursor.visit(), Optional.of(when), Optional.empty())
                  : resolver.discharge;
          return;
        }
        case NOW -> {
          cursor = cue ? cursor : ReferenceTime.UNKNOWN;
          return;
        }
        default -> {}
      }
      held = sentencesHeldBy(time, clause);
      // "on days 3, 7 and 12": the account does not go on from them.
      leaves |= time.kind() == Kind.SEVERAL || isBesideOther(time);
      former = false;
      remote = false;
      boolean flashback =
          time.kind() == Kind.DATE
              && cursor.date().isPresent()
              && date.isPresent()
              && date.get().isBefore(cursor.date().get());
      flashback |= isYounger(time);
      looksBack |= flashback && (!cue || isYounger(time));
      unsure = time.kind() == Kind.DATE && !visits().isEmpty() && cursor.date().isEmpty() && !cue;
      Optional<String> visit = stays(time, date) && !flashback ? cursor.visit() : Optional.empty();
      history = visits().isEmpty() && clause.past();
      if (time.kind() == Kind.DATE) {
        boolean exact = time.date().filter(d -> d.month().isPresent()).isPresent();
        // "Dialysis was started in May": no complaint.
        boolean treated =
            sentence.nodes.stream().anyMatch(n -> n.isTreatment() && clause.holds(n.first));
        complains =
            exact
                && !history
                && !treated
                && timed.hasWord(clause.first(), clause.end(), COMPLAINTS);
        boolean undergone = visits().isEmpty() && !cue && isUndergone(time, clause);
        former = history || undergone && !exact;
        remote = undergone && exact;
      }
      boolean counted = time.distance().isPresent() && time.kind() == Kind.LATER && !further;
      if (counted && cursor.base().isPresent()) {
        List<TimeSpan> steps = cursor.stepsAnd(time.distance().get());
        cursor = new ReferenceTime(visit, Optional.of(when), date, cursor.base(), steps, false);
      } else if (time.kind() == Kind.NEXT && visit.isPresent()) {
        cursor =
            new ReferenceTime(
                visit, Optional.of(when), cursor.date(), cursor.base(), cursor.steps(), false);
      } else if (date.isEmpty() && isShort(time)) {
        cursor =
            new ReferenceTime(
                visit, Optional.of(when), cursor.date(), cursor.base(), cursor.steps(), true);
      } else {
        cursor = new ReferenceTime(visit, Optional.of(when), date);
      }
    }

    // "She had a mastectomy in 2010": what the next sentence states was at no such time.
    private boolean isUndergone(TimeExpression time, Clauses.Clause clause) {
      if (timed.isLeading(time, clause)
          || timed.hasWord(clause.first(), clause.end(), DIAGNOSES)
          || timed.hasWord(clause.first(), clause.end(), COMPLAINTS)) {
        return false;
      }
      Optional<Graph.Node> last =
          sentence.nodes.stream()
              .filter(n -> n.first >= clause.first() && n.end <= time.first())
              .filter(TimedSentence::isFact)
              .filter(n -> !isReason(n, clause))
              .reduce((a, b) -> b);
      return last.filter(n -> n.isTreatment()).isPresent()
          || timed.hasWord(clause.first(), time.first(), UNDERGOING);
    }

    // "She received a pacemaker for heart block in 2011": why it was done.
    private boolean isReason(Graph.Node node, Clauses.Clause clause) {
      return node.isProblem()
          && sentence.nodes.stream()
              .filter(n -> n.isTreatment() && n.first >= clause.first())
              .filter(n -> n.end < node.first && node.first - n.end <= REASON_SIGHT)
              .anyMatch(n -> timed.hasWord(n.end, n.end + 1, REASONS));
    }

    private boolean isShort(TimeExpression time) {
      return switch (time.kind()) {
        case STAY_DAY, OPERATION_DAY -> true;
        case NEXT -> isOfDays(time);
        case DAY -> time.distance().isPresent();
        case LATER, AFTER ->
            time.distance().filter(span -> SHORT.contains(span.unit())).isPresent();
        default -> false;
      };
    }

    // "Over the next days", not "over the next 5 years".
    private boolean isOfDays(TimeExpression next) {
      return next.distance().isEmpty()
          || next.distance().filter(span -> SHORT.contains(span.unit())).isPresent();
    }

    // Of an age before that at which the account began.
    private boolean isYounger(TimeExpression time) {
      if (time.event() != Event.BIRTH || visits().isEmpty() || age.isEmpty()) {
        return false;
      }
      double now = TimeResolver.days(age.get());
      // "In the neonatal period", "in her teens": of an infant it may be now.
      return time.distance().isEmpty()
          ? time.kind() == Kind.AGE && now > INFANCY
          : TimeResolver.days(time.distance().get()) < now;
    }

    // Whether a time is still of the visit that is under way.
    private boolean stays(TimeExpression time, Optional<PartialDate> date) {
      if (cursor.visit().isEmpty() || !resolver.isStay(cursor.visit())) {
        return false;
      }
      return switch (time.kind()) {
        case DATE, YEARLESS -> {
          Optional<PartialDate> start = resolver.dateOf(cursor.visit().get());
          yield start.isPresent() && date.isPresent() && isSameMonth(start.get(), date.get());
        }
        case LATER, AFTER ->
            !gone
                && time.distance().filter(span -> SHORT.contains(span.unit())).isPresent()
                && !(time.event() == Event.DISCHARGE);
        case STAY_DAY, OPERATION_DAY -> true;
        case NEXT -> !gone && isOfDays(time) && time.event() != Event.DISCHARGE;
        case DAY -> time.distance().isPresent();
        default -> false;
      };
    }

    private boolean isSameMonth(PartialDate one, PartialDate other) {
      return one.year() == other.year()
          && one.month().isPresent()
          && one.month().equals(other.month());
    }

    private void visit(VisitCues.Found cue, List<TimeExpression> movers, Clauses.Clause clause) {
      Optional<TimeExpression> time =
          movers.stream().filter(t -> t.kind() != Kind.AT_STAY && t.kind() != Kind.NOW).findFirst();
      boolean back = clause.past() && !visits().isEmpty() && time.isEmpty();
      switch (cue.opens()) {
        case FIRST, TRANSFER -> {
          // "extubated on day 20, transferred on day 25": the time of another act.
          boolean other =
              time.filter(t -> t.end() <= cue.first() && !timed.isLeading(t, clause)).isPresent();
          Optional<TimeExpression> own =
              movers.stream()
                  .filter(t -> other && t.first() >= cue.end() && t.kind() != Kind.AT_STAY)
                  .findFirst()
                  .or(() -> time);
          boolean younger = own.filter(this::isYounger).isPresent();
          // "Transferred to the ward on day 4": he had come before.
          boolean within =
              visits().isEmpty()
                  && cue.opens() == VisitCues.Opens.TRANSFER
                  && own.filter(t -> t.kind() == Kind.DAY || t.kind() == Kind.STAY_DAY).isPresent();
          if (within) {
            return;
          }
          if (visits().isEmpty() || own.isPresent() && !back && !younger) {
            open(cue, own);
          } else if (own.isEmpty() && !back && comesToUs(cue)) {
            arrive(cue);
          }
        }
        case AGAIN -> open(cue, time);
        case TIME -> time.filter(t -> !visits().isEmpty()).ifPresent(t -> open(cue, time));
        // "The fever subsided after 10 days, and she was discharged on 24 March"
        case DISCHARGE ->
            discharge(
                cue,
                movers.stream()
                    .filter(t -> t.kind() != Kind.AT_STAY && t.kind() != Kind.NOW)
                    .filter(t -> t.first() >= cue.end())
                    .findFirst()
                    .or(() -> time));
        case NOW, RESUME -> {
          if (visits().isEmpty() && cue.opens() == VisitCues.Opens.NOW) {
            // "In 2010 she was treated for lupus. Now she has fever."
            cursor = ReferenceTime.UNKNOWN;
          } else if (remote) {
            lapse();
          }
          boolean away = cursor.isUnknown() || unsure || resolver.isPast(cursor);
          if (away && !visits().isEmpty() && movers.isEmpty()) {
            cursor = resolver.stay(cursor);
            unsure = false;
          }
        }
        default -> {}
      }
    }

    // "[When he came to our hospital]", after he had been admitted to another on a day that is
    // known.
    private boolean comesToUs(VisitCues.Found cue) {
      return cursor.visit().filter(elsewhere::contains).isPresent() && isAt(cue, OURS);
    }

    // Back to the stay with which the account began, or to one whose day is not known.
    private void arrive(VisitCues.Found cue) {
      Optional<String> ours =
          visits().stream().map(Visit::id).filter(id -> !elsewhere.contains(id)).findFirst();
      if (ours.isPresent()) {
        cursor = resolver.start(ours.get());
        timed.opensVisit = true;
      } else {
        open(cue, Optional.empty());
      }
    }

    // Whether the house that a cue leads to is named with such a word: "to [our] hospital".
    private boolean isAt(VisitCues.Found cue, Set<String> words) {
      boolean named = false;
      for (int i = cue.first(); i < Math.min(sentence.end, cue.end() + HOUSE_SIGHT); i++) {
        String word = graph.lower(sentence, i);
        named |= words.contains(word);
        if (HOUSES.contains(word)) {
          return named;
        }
        if (i >= cue.end() && !graph.token(i).isWord() && !POSSESSIVE.contains(word)) {
          return false;
        }
      }
      return false;
    }

    private void discharge(VisitCues.Found cue, Optional<TimeExpression> time) {
      leaves = true;
      gone = true;
      if (cursor.visit().isEmpty()) {
        resolver.discharge = cursor;
        return;
      }
      if (time.isEmpty()) {
        resolver.discharge =
            new ReferenceTime(
                cursor.visit(),
                Optional.of(new When.InWords(graph.words(cue.first(), cue.end()))),
                Optional.empty());
        return;
      }
      When when = whens.get(time.get());
      resolver.discharge =
          new ReferenceTime(cursor.visit(), Optional.of(when), resolver.date(when));
      Visit stay = resolver.visit(cursor.visit()).orElseThrow();
      if (resolver.date(when).isPresent()) {
        resolver.replace(
            new Visit(
                stay.id(),
                stay.label(),
                stay.visitClass(),
                stay.type(),
                stay.start(),
                Optional.of(when),
                stay.reasons(),
                stay.discharge(),
                stay.evidence()));
      }
    }

    private void open(VisitCues.Found cue, Optional<TimeExpression> time) {
      boolean followUp = time.filter(t -> t.kind() == Kind.FOLLOW_UP).isPresent();
      boolean first = visits().isEmpty() && !followUp;
      // No case has so many; a longer text repeats itself, and its work must stay bounded.
      if (visits().size() >= MOST_VISITS) {
        return;
      }
      Optional<When> start =
          time.map(whens::get)
              .or(
                  () ->
                      first && complains
                          ? cursor.date().map(d -> new When.OnDate(PartialDate.of(d.year())))
                          : Optional.empty());
      String label = first ? "first visit" : label(cue, time);
      String id = unused(first ? FIRST : FactIds.slug(label));
      int from = Math.min(cue.first(), time.map(TimeExpression::first).orElse(cue.first()));
      int to = Math.max(cue.end(), time.map(TimeExpression::end).orElse(cue.end()));
      boolean fits = graph.original(from, to).length() <= LONGEST_QUOTE;
      Evidence evidence = fits ? graph.evidence(from, to) : graph.evidence(cue.first(), cue.end());
      Optional<PartialDate> date = start.flatMap(resolver::date);
      resolver.add(
          new Visit(
              id,
              label,
              cue.setting(),
              cue.setting()
                  .filter(VisitClass.AMBULATORY::equals)
                  .map(c -> Concept.ofText("outpatient visit")),
              start,
              time.filter(t -> t.role() == Role.RANGE)
                  .flatMap(TimeExpression::until)
                  .map(When.OnDate::new),
              List.of(),
              Optional.empty(),
              List.of(evidence)));
      // A month may be that of the next visit too, a day is not.
      boolean exact = start.isPresent() && date.filter(d -> d.day().isEmpty()).isEmpty();
      if (exact && isAt(cue, OTHERS) && !isAt(cue, OURS)) {
        elsewhere.add(id);
      }
      ReferenceTime opening = new ReferenceTime(Optional.of(id), Optional.empty(), date);
      boolean counted = time.filter(t -> t.kind() == Kind.LATER).isPresent() && date.isPresent();
      cursor =
          counted
              ? new ReferenceTime(
                  opening.visit(), opening.time(), date, cursor.base(), cursor.steps(), false)
              : opening;
      if (followUp) {
        resolver.followUps.add(id);
      }
      time.ifPresent(t -> timed.moments.put(t, cursor));
      timed.opensVisit = true;
      gone = false;
      looksBack = false;
      former = false;
      remote = false;
    }

    private String label(VisitCues.Found cue, Optional<TimeExpression> time) {
      boolean followUp = time.filter(t -> t.kind() == Kind.FOLLOW_UP).isPresent();
      followUp |= timed.hasWord(cue.first(), cue.end(), FOLLOW_UP);
      String kind =
          followUp
              ? "follow-up"
              : switch (cue.opens()) {
                case AGAIN -> "return visit";
                case TRANSFER -> "transfer";
                default -> "visit";
              };
      return time.map(t -> kind + " " + words(t)).orElse(kind);
    }

    private String words(TimeExpression time) {
      // "Well for 3 years until he came": a visit after 3 years.
      boolean passed = time.kind() == Kind.LATER && !times.contains(time);
      String words =
          passed ? "after " + time.distance().orElseThrow() : graph.words(time.first(), time.end());
      return time.date().isPresent() ? words : words.toLowerCase(Locale.ROOT);
    }

    private String unused(String id) {
      String free = id;
      for (int n = 2; resolver.visit(Optional.of(free)).isPresent(); n++) {
        free = id + "-" + n;
      }
      return free;
    }

    // Remembers what later times may count from.
    private void noteAnchors(Map<Graph.Node, Timeline.Timing> timings) {
      for (Graph.Node node : sentence.nodes) {
        boolean real =
            !node.has(Property.Value.ABSENT)
                && !node.has(Property.Value.PLANNED)
                && !node.has(Property.Value.NOT_DONE)
                && !node.has(Property.Value.HYPOTHETICAL)
                && node.has(Property.Value.PATIENT);
        if (real && TimeAttachment.isOperation(graph, node)) {
          resolver.operation = moment(node, timings);
        }
        if (real && !node.has(Property.Value.PAST) && isDelivery(node)) {
          resolver.delivery = moment(node, timings);
        }
      }
      for (int i = sentence.first; i < sentence.end; i++) {
        if (DIAGNOSES.contains(graph.token(i).lower())
            && !clauses.all().get(clauses.indexOf(i)).past()) {
          resolver.diagnosis = cursors.get(clauses.indexOf(i));
        }
      }
    }

    // "A caesarean section was carried out on 8 May": six weeks after delivery counts from there.
    private boolean isDelivery(Graph.Node node) {
      return node.isTreatment() && timed.hasWord(node.first, node.end, DELIVERIES);
    }

    // When it was done; in a stay without a day of its own only the year of the stay is sure.
    private ReferenceTime moment(Graph.Node node, Map<Graph.Node, Timeline.Timing> timings) {
      Timeline.Timing timing = timings.get(node);
      if (timing.time().isPresent()) {
        return new ReferenceTime(timing.visit(), timing.time(), resolver.date(timing.time().get()));
      }
      Optional<PartialDate> start = timing.visit().flatMap(id -> resolver.dateOf(id));
      return new ReferenceTime(
          timing.visit(),
          Optional.of(new When.InWords(graph.words(node))),
          start.map(date -> PartialDate.of(date.year())));
    }
  }
}
