package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.reading.TimeExpression.Event;
import org.case2fhir.reading.TimeExpression.Kind;
import org.case2fhir.reading.TimeExpression.Lexicon;
import org.case2fhir.reading.TimeExpression.Lexicon.Form;
import org.case2fhir.reading.TimeExpression.Lexicon.Match;
import org.case2fhir.reading.TimeExpression.Lexicon.Rule;
import org.case2fhir.reading.TimeExpression.Role;
import org.case2fhir.reading.Timeline.TimedSentence;

/**
 * Finds the times that a sentence states and reads them: dates, lengths of time with the words that
 * say what they count from, days of a stay, and other words that name a time. The words are rows of
 * {@link Lexicon}.
 */
final class TimeExpressionFinder {
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final String APOSTROPHES = "'\u2019";
  private static final int LONGEST_EVENT = 6;
  private static final int MOST_QUANTIFIERS = 3;
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> ONE = TokenPattern.wordClass("one-of-unit");
  private static final Set<String> A_OR_AN = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> AGE_ENDS = TokenPattern.wordClass("age-end");
  private static final int MOST_OWNERS = 3;
  private static final int LONGEST_CLAUSE = 10;
  private static final Set<String> CLAUSE_ENDS = Set.of("", ",", ".", ";", "and", "when", "but");
  private static final Set<String> TREATMENTS = TokenPattern.wordClass("treatment-course");
  // "An uncomplicated [delivery]"
  private static final Set<String> COURSES = TokenPattern.wordClass("event-course");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final int MOST_NOUNS = 3;
  private static final int LONGEST_LEADING = 8;
  private static final Set<String> PLURAL_UNITS = TokenPattern.wordClass("plural-time-unit");
  private static final Set<String> VAGUE_TAILS = Set.of("LATER", "AFTER", "BEFORE", "AGO");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("past-passive");
  private static final Set<String> COURSE_VERBS = TokenPattern.wordClass("course-verb");
  private static final List<Set<String>> NO_NOUNS =
      List.of(
          TokenPattern.wordClass("preposition"),
          TokenPattern.wordClass("determiner"),
          TokenPattern.wordClass("adverb-of-course"),
          TokenPattern.wordClass("list-breaker"));
  // Units that may follow a greater one.
  private static final Set<String> SMALLER = Set.of("MINUTE", "HOUR", "DAY", "WEEK", "MONTH");
  private static final Set<String> SHOWING = TokenPattern.wordClass("show");
  private static final Set<String> PROCESSES = TokenPattern.wordClass("laboratory-process");
  private static final Set<String> GESTATION = TokenPattern.wordClass("gestating");
  private static final Set<String> TIMES = TokenPattern.wordClass("times-a-unit");
  private static final Set<String> ONCE_MORE = TokenPattern.wordClass("once-more");
  private static final Set<String> MODALS = TokenPattern.wordClass("may-be");
  private static final Set<String> CYCLES = TokenPattern.wordClass("dose-cycle");
  private static final Set<String> CYCLE_NOUNS = TokenPattern.wordClass("cycle-noun");
  private static final Set<String> OFTEN = TokenPattern.wordClass("often-word");
  private static final Set<String> IMPERATIVE = TokenPattern.wordClass("repeat-again");
  private static final Set<String> REPEATS = TokenPattern.wordClass("dose-repeat");
  private static final Set<String> AFTER = TokenPattern.wordClass("after-word");
  private static final Set<String> THEREAFTER = TokenPattern.wordClass("then-word");
  private static final Set<String> PERSONS = TokenPattern.wordClass("case-person");

  private static final Set<Kind> DAYS = Set.of(Kind.DAY, Kind.STAY_DAY, Kind.OPERATION_DAY);

  private final Lexicon words;

  /** A length of time without what it counts from. */
  private record Length(int first, int end, Optional<TimeSpan> span) {}

  /** What a length counts from, and where its words end. */
  private record Counted(Event event, int end) {}

  TimeExpressionFinder(Lexicon words) {
    this.words = words;
  }

  /** The times of a sentence in its order, not overlapping: of two the longer. */
  List<TimeExpression> find(Graph graph, Graph.Sentence sentence) {
    return new Scan(graph, sentence).all();
  }

  /** One pass over a sentence. */
  private final class Scan {
    private final Graph graph;
    private final Graph.Sentence sentence;
    private final List<TimeExpression> found = new ArrayList<>();
    private final DateExpressionFinder dates;

    Scan(Graph graph, Graph.Sentence sentence) {
      this.graph = graph;
      this.sentence = sentence;
      this.dates = new DateExpressionFinder(graph, sentence, words, found);
    }

    private String at(int token) {
      return graph.lower(sentence, token);
    }

    List<TimeExpression> all() {
      for (int i = sentence.first; i < sentence.end; i++) {
        plain(i);
        dates.read(i);
        length(i).ifPresent(this::counted);
      }
      afterTreatment();
      otherAges();
      otherDays();
      found.sort(
          Comparator.comparingInt((TimeExpression time) -> time.first() - time.end())
              .thenComparing(TimeExpression::end, Comparator.reverseOrder()));
      List<TimeExpression> apart = new ArrayList<>();
      for (TimeExpression time : found) {
        if (!isOfDose(time)
            && apart.stream().noneMatch(o -> o.first() < time.end() && time.first() < o.end())) {
          apart.add(time);
        }
      }
      apart.sort(Comparator.comparingInt(TimeExpression::first));
      return dates.ranges(dates.ofJoinedYear(dates.ofSameYear(apart)));
    }

    // "400 mg, repeated after 2 weeks", "80 mg/m2 on day 1 of each cycle": when a dose is given
    // again, or in each cycle. "CT was repeated after 2 weeks" is when that was.
    private boolean isOfDose(TimeExpression time) {
      if (OFTEN.contains(at(time.first() - 1))
          && DurationAttachment.isBracketedDose(graph, sentence, time.first())) {
        return true;
      }
      int again = time.first() - 1;
      again -= ONCE_MORE.contains(at(again)) ? 1 : 0;
      if (REPEATS.contains(at(again))) {
        return IMPERATIVE.contains(at(again))
            || MODALS.contains(at(again - 1))
            || isDoseBefore(again);
      }
      return time.kind() == Kind.DAY
          && isDoseBefore(time.first())
          && (isInCycle(time) || isOfCycles());
    }

    private boolean isDoseBefore(int token) {
      int dose = token - 1;
      dose -= CLAUSE_ENDS.contains(at(dose)) || at(dose).equals("on") ? 1 : 0;
      return dose >= sentence.first
          && graph
              .nodeAt(dose)
              .filter(
                  n -> n.is(MentionType.DOSAGE, MentionType.FREQUENCY, MentionType.ADMINISTRATION))
              .isPresent();
    }

    // "Six cycles of CHOP (A on day 1, B on days 1-5)"
    private boolean isOfCycles() {
      return IntStream.range(sentence.first, sentence.end)
          .anyMatch(i -> CYCLE_NOUNS.contains(at(i)));
    }

    private boolean isInCycle(TimeExpression day) {
      int next = day.end() + (at(day.end()).equals(",") ? 1 : 0);
      return CYCLES.contains(at(next))
          || CYCLES.contains(at(day.end() - 1))
          || at(day.end()).equals("of")
              && IntStream.rangeClosed(day.end() + 1, day.end() + MOST_NOUNS + 1)
                  .anyMatch(i -> CYCLES.contains(at(i)));
    }

    // "After three injections of bevacizumab, her vision was": later than the visit.
    private void afterTreatment() {
      if (!AFTER.contains(at(sentence.first))) {
        return;
      }
      for (int i = sentence.first + 1; i <= sentence.first + LONGEST_LEADING; i++) {
        Optional<Graph.Node> treatment =
            i < sentence.end ? fact(i).filter(Graph.Node::isTreatment) : Optional.empty();
        if (treatment.isPresent()) {
          int end = ownerEnd(treatment.get().end);
          end = longest(Form.EVENT, end).map(Match::at).orElse(end);
          if (at(end).equals(",") || PERSONS.contains(at(skip(end, ARTICLES)))) {
            Optional<TimeSpan> none = Optional.empty();
            add(sentence.first, end, Kind.WORDS, Role.AT, none, Event.TREATMENT, "after-treatment");
          }
          return;
        }
        boolean modifies =
            isGiving(i)
                || at(i).equals("of") && isGiving(i - 1)
                || isNounLike(i)
                    && !words.units.containsKey(at(i))
                    && !NO_NOUNS.get(0).contains(at(i));
        if (!modifies) {
          return;
        }
      }
    }

    // "Three [intravitreal] [injections] of [1.25 mg]"
    private boolean isGiving(int token) {
      return graph
          .nodeAt(token)
          .filter(n -> n.is(MentionType.ADMINISTRATION, MentionType.DOSAGE))
          .isPresent();
    }

    // "Gout at the age of 20 and asthma at 28": the second number is an age too.
    private void otherAges() {
      for (TimeExpression age : List.copyOf(found)) {
        if (age.kind() != Kind.AGE || age.distance().isEmpty()) {
          continue;
        }
        for (int i = age.end(); i + 1 < sentence.end; i++) {
          OptionalInt number = Lexicon.number(at(i + 1));
          boolean closes = at(i + 2).isEmpty() || AGE_ENDS.contains(at(i + 2));
          if (at(i).equals("at") && number.isPresent() && at(i + 1).length() <= 2 && closes) {
            TimeSpan span = TimeSpan.of(number.getAsInt(), age.distance().get().unit());
            add(i, i + 2, Kind.AGE, Role.AT, Optional.of(span), Event.BIRTH, age.rule());
          }
        }
      }
    }

    // "On day 1, day 3 and day 5": the others are days, too. "On days 2 and 4" is known in words.
    private void otherDays() {
      for (TimeExpression day : List.copyOf(found)) {
        int at = day.end();
        boolean goesOn = DAYS.contains(day.kind()) && day.distance().isPresent();
        while (goesOn) {
          int joint = skip(skip(at, Set.of(",")), Set.of("and"));
          int from = skip(joint, Set.of("on"));
          boolean named = words.units.getOrDefault(at(from), "").equals("DAY");
          int number = named ? from + 1 : from;
          OptionalInt count = Lexicon.number(at(number));
          String next = at(number + 1);
          boolean closes =
              AGE_ENDS.contains(next) || ARTICLES.contains(next) || VERBS.contains(next);
          goesOn = joint > at && count.isPresent() && (named || closes || next.isEmpty());
          if (goesOn) {
            // The first day of a stay is that of the admission.
            int days = count.getAsInt() - (day.kind() == Kind.STAY_DAY ? 1 : 0);
            Optional<TimeSpan> span =
                Optional.of(TimeSpan.of(Math.max(0, days), TimeUnit.DAY)).filter(s -> named);
            int first = named ? from : day.first();
            Kind kind = named ? day.kind() : Kind.SEVERAL;
            add(first, number + 1, kind, day.role(), span, day.event(), day.rule());
            at = number + 1;
          }
        }
      }
    }

    private int skip(int token, Set<String> skipped) {
      return skipped.contains(at(token)) ? token + 1 : token;
    }

    private Role role(int token) {
      return words.role(at(token));
    }

    private Optional<Match> longest(Form form, int from) {
      return words.longest(form, graph, sentence, from);
    }

    private Optional<Match> lead(int end) {
      return words.lead(graph, sentence, end);
    }

    private void plain(int from) {
      Optional<Match> match = longest(Form.PLAIN, from);
      if (match.isEmpty()) {
        return;
      }
      Rule rule = match.get().rule();
      int end = match.get().at();
      String gives = rule.gives();
      if (gives.equals("DAY")) {
        int anchor = anchorEnd(end, true);
        end = anchor > end ? ownerEnd(anchor) : end;
      }
      Optional<TimeSpan> distance = Optional.empty();
      Kind kind;
      Role role = from > sentence.first ? role(from - 1) : Role.AT;
      Event event = Event.OTHER;
      if (gives.startsWith("LATER-")) {
        kind = Kind.LATER;
        distance = Optional.of(TimeSpan.of(1, TimeUnit.valueOf(gives.substring(6))));
      } else if (gives.startsWith("BEFORE-")) {
        dayBeside(from, end, false, TimeUnit.valueOf(gives.substring(7)), rule.id());
        return;
      } else if (gives.startsWith("AFTER-")) {
        dayBeside(from, end, true, TimeUnit.valueOf(gives.substring(6)), rule.id());
        return;
      } else if (gives.equals("SHORTLY")) {
        shortly(from, end, rule.id());
        return;
      } else if (gives.equals("SINCE-EVENT")) {
        sinceEvent(from, end, rule.id());
        return;
      } else if (gives.equals("WITHIN")) {
        within(from, end, rule.id());
        return;
      } else if (gives.equals("SAME-YEAR")) {
        found.add(DateExpressionFinder.ofYear(from, end, rule.id()));
        return;
      } else if (gives.startsWith("PAST-")) {
        kind = Kind.HISTORY;
        event = Event.STAY;
        distance = Optional.of(TimeSpan.of(1, TimeUnit.valueOf(gives.substring(5))));
      } else {
        switch (gives) {
          case "AGE-YEARS" -> {
            kind = Kind.AGE;
            event = Event.BIRTH;
            role = role(from);
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.YEAR));
          }
          case "STAY-DAY" -> {
            kind = Kind.STAY_DAY;
            event = Event.STAY;
            distance = day(from, end).map(n -> TimeSpan.of(Math.max(0, n - 1), TimeUnit.DAY));
          }
          case "OPERATION-DAY" -> {
            kind = Kind.OPERATION_DAY;
            event = Event.OPERATION;
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.DAY));
          }
          case "DAY" -> {
            kind = Kind.DAY;
            distance = day(from, end).map(n -> TimeSpan.of(n, TimeUnit.DAY));
          }
          case "TIMES" -> kind = Kind.SEVERAL;
          case "BIRTH" -> {
            kind = Kind.AGE;
            role = role(from);
          }
          // "In her teens": an age that is known in words alone.
          case "LIFE" -> {
            // "A woman in her 60s": how old she is.
            int person = from - (at(from - 1).equals(",") ? 2 : 1);
            if (person >= sentence.first && PERSONS.contains(at(person))) {
              return;
            }
            kind = Kind.AGE;
            event = Event.BIRTH;
            role = role(from);
          }
          case "AT-STAY" -> kind = Kind.AT_STAY;
          case "AT-DISCHARGE" -> kind = Kind.AT_DISCHARGE;
          case "NOW" -> kind = Kind.NOW;
          case "NEXT" -> kind = Kind.NEXT;
          case "LATER" -> kind = Kind.LATER;
          case "SAME" -> kind = Kind.SAME_DAY;
          case "SINCE-THEN" -> {
            kind = Kind.SAME_DAY;
            role = Role.SINCE;
          }
          case "SINCE-WORDS" -> {
            kind = Kind.WORDS;
            role = Role.SINCE;
          }
          default -> kind = Kind.WORDS;
        }
      }
      add(from, end, kind, role, distance, event, rule.id());
    }

    private void add(
        int first,
        int end,
        Kind kind,
        Role role,
        Optional<TimeSpan> distance,
        Event event,
        String rule) {
      found.add(
          new TimeExpression(
              first,
              end,
              kind,
              role,
              Optional.empty(),
              Optional.empty(),
              distance,
              event,
              false,
              rule));
    }

    // "Within minutes", "within hours of ingestion".
    private void within(int from, int end, String rule) {
      Optional<Match> tail =
          longest(Form.TAIL, end)
              .filter(t -> t.rule().gives().equals("OF") || t.rule().gives().equals("AFTER"));
      int behind = tail.map(Match::at).orElse(end);
      Optional<Counted> event = tail.flatMap(t -> event(behind));
      int thing =
          event.map(Counted::end).orElseGet(() -> tail.isPresent() ? thingEnd(behind) : end);
      int named = thing > behind ? ownerEnd(beginningEnd(eventNounEnd(thing))) : end;
      add(
          from,
          named,
          Kind.NEXT,
          Role.AT,
          Optional.empty(),
          event.map(Counted::event).orElse(Event.OTHER),
          rule);
    }

    // What is named at a token: an event of the table, or a thing.
    private Optional<Counted> named(int from) {
      Optional<Counted> event = event(from);
      int end = event.map(Counted::end).orElseGet(() -> thingEnd(from));
      return end > from
          ? Optional.of(
              new Counted(
                  event.map(Counted::event).orElse(Event.OTHER),
                  ownerEnd(beginningEnd(anchorEnd(eventNounEnd(end), false)))))
          : Optional.empty();
    }

    // "The day before, he", "the week before admission", "the day after surgery".
    private void dayBeside(int from, int end, boolean after, TimeUnit unit, String rule) {
      boolean clause = PERSONS.contains(at(skip(end, ARTICLES)));
      Optional<TimeSpan> distance = Optional.of(TimeSpan.of(1, unit));
      Optional<Counted> event = clause || isClauseEnd(end) ? Optional.empty() : named(end);
      if (event.isEmpty()) {
        // In "the day before he fell" it counts from what is not read here.
        boolean open = clause && !after;
        Kind kind = after ? Kind.LATER : Kind.AGO;
        add(from, end, kind, Role.AT, distance.filter(span -> !open), Event.OTHER, rule);
        return;
      }
      // "The week before admission" is all of it.
      Optional<TimeSpan> exact = distance.filter(span -> unit == TimeUnit.DAY);
      Kind kind = after ? Kind.AFTER : Kind.BEFORE;
      add(from, event.get().end(), kind, Role.AT, exact, event.get().event(), rule);
    }

    // "Shortly after the injection", "soon after birth".
    private void shortly(int from, int end, String rule) {
      boolean clause = PERSONS.contains(at(skip(end, ARTICLES)));
      Optional<Counted> event = clause || isClauseEnd(end) ? Optional.empty() : named(end);
      boolean birth = event.filter(e -> e.event() == Event.BIRTH).isPresent();
      if (event.isPresent()) {
        Kind kind = birth ? Kind.AGE : Kind.WORDS;
        int named = event.get().end();
        add(from, named, kind, Role.AT, Optional.empty(), event.get().event(), rule);
      }
    }

    // "Since the accident, he", but "since the tumor was small, we".
    private void sinceEvent(int from, int end, String rule) {
      boolean then = at(end).equals("then") || at(end).equals("that");
      boolean length = words.units.containsKey(at(end + 1));
      if (then
          || length
          || words.months.containsKey(at(end))
          || PERSONS.contains(at(skip(end, ARTICLES)))) {
        return;
      }
      Optional<Counted> event = named(end);
      boolean closes =
          event
              .filter(e -> !at(e.end()).equals("and"))
              .filter(e -> isClauseEnd(e.end()) || PERSONS.contains(at(skip(e.end(), ARTICLES))))
              .isPresent();
      if (closes) {
        Event of = event.get().event();
        add(from, event.get().end(), Kind.WORDS, Role.SINCE, Optional.empty(), of, rule);
      }
    }

    private Optional<Integer> day(int from, int end) {
      for (int i = from; i < end; i++) {
        if (words.ordinals.containsKey(at(i))) {
          return Optional.of(words.ordinals.get(at(i)));
        }
        OptionalInt number = Lexicon.number(at(i));
        if (number.isPresent()) {
          return Optional.of(number.getAsInt());
        }
        Optional<BigDecimal> word =
            words.numbers.containsKey(at(i)) ? words.amount(at(i)) : Optional.empty();
        if (word.isPresent()) {
          return word.map(BigDecimal::intValue);
        }
      }
      return Optional.empty();
    }

    // "5 years", "forty-eight hours", "a few days", "2-3 weeks".
    private Optional<Length> length(int from) {
      String word = at(from);
      String halved = words.units.get(at(from + 2));
      if (word.equals("half") && A_OR_AN.contains(at(from + 1)) && halved != null) {
        // "half a year later", "half an hour after the injection"
        boolean more = !at(from - 1).isEmpty() && words.numbers.containsKey(at(from - 1));
        Optional<BigDecimal> part = Optional.of(HALF).filter(half -> !more);
        return Optional.of(
            new Length(from, from + 3, part.map(half -> Lexicon.span(half, halved))));
      }
      boolean digits = !word.isEmpty() && Character.isDigit(word.charAt(0));
      if (PLURAL_UNITS.contains(word)) {
        return isVague(from)
            ? Optional.of(new Length(from, from + 1, Optional.empty()))
            : Optional.empty();
      }
      if (!digits && !words.numbers.containsKey(word)) {
        return Optional.empty();
      }
      if (from > sentence.first && at(from - 1).equals("/")) {
        // "0.6 g/24 h after six months": a part of the unit.
        return Optional.empty();
      }
      boolean article = ONE.contains(word);
      // "three times a week since 2009": how often, not how long.
      if (article && from > sentence.first && TIMES.contains(at(from - 1))) {
        return Optional.empty();
      }
      // "A two-day history": the number behind counts.
      if (article
          && words.numbers.containsKey(at(from + 1))
          && words.amount(at(from + 1)).isPresent()) {
        return Optional.empty();
      }
      Optional<BigDecimal> amount = words.amount(word);
      int at = from + 1;
      boolean exact = true;
      if (words.numbers.containsKey(at(at)) && !article) {
        if (Character.isDigit(word.charAt(0))) {
          // "tooth 46 four months ago": figures and words make no sum, as "forty six" does.
          return Optional.empty();
        }
        amount = sum(amount, words.amount(at(at)));
        at++;
      } else if (at(at).equals("-") && words.numbers.containsKey(at(at + 1))) {
        amount = sum(amount, words.amount(at(at + 1)));
        at += 2;
      } else if (article && words.numbers.containsKey(at(at))) {
        amount = Optional.empty();
        at++;
        at = skip(at, Set.of("of"));
      } else if ((at(at).equals("-")
              || at(at).equals("\u2013")
              || at(at).equals("to")
              || at(at).equals("or"))
          && (!at(at + 1).isEmpty() && Character.isDigit(at(at + 1).charAt(0))
              || words.numbers.containsKey(at(at + 1)))) {
        exact = false;
        at += 2;
      }
      int half = halfEnd(at);
      if (half > at) {
        amount = amount.map(HALF::add);
        at = half;
      }
      at = skip(skip(at, Set.of("-")), words.lengthFillers);
      String unit = words.units.getOrDefault(at(at), digits ? words.symbols.get(at(at)) : null);
      if (unit == null) {
        return Optional.empty();
      }
      if (at(at + 1).equals("and") && at(at + 2).equals("a") && at(at + 3).equals("half")) {
        amount = amount.map(HALF::add);
        at += 3;
      }
      Optional<TimeSpan> span = exact ? amount.map(a -> Lexicon.span(a, unit)) : Optional.empty();
      return Optional.of(withRest(new Length(from, at + 1, span), unit));
    }

    // "10 years and 6 months", "1 year 3 months": one length; but in "for 3 years and 2 months
    // later" there are two.
    private Length withRest(Length length, String unit) {
      String joint = at(length.end());
      boolean joined = joint.equals("and") || joint.equals(",");
      int from = joined ? length.end() + 1 : length.end();
      String number = at(from);
      boolean digits = Lexicon.number(number).isPresent();
      String smaller = words.units.getOrDefault(at(from + 1), "");
      boolean counts = digits || words.numbers.containsKey(number) && !ONE.contains(number);
      boolean parts =
          counts
              && !unit.equals("DECADE")
              && SMALLER.contains(smaller)
              && TimeUnit.valueOf(smaller).compareTo(TimeUnit.valueOf(unit)) < 0;
      Optional<Match> lead = lead(length.first());
      boolean led = lead.isPresent();
      // "At 1 year and 6 months after surgery" is one time.
      boolean at = lead.filter(l -> l.rule().gives().equals("AT")).isPresent();
      boolean two =
          led && !at && hasOwnTail(from + 2) || joint.equals(",") && (led || !hasOwnTail(from + 2));
      if (!parts || joined && two) {
        return length;
      }
      Optional<BigDecimal> rest = words.amount(number);
      Optional<TimeSpan> whole =
          length.span().flatMap(s -> rest.flatMap(r -> sum(s, r, TimeUnit.valueOf(smaller))));
      return new Length(length.first(), from + 2, whole);
    }

    private boolean hasOwnTail(int from) {
      return longest(Form.TAIL, from).filter(t -> !t.rule().gives().equals("OF")).isPresent();
    }

    // Months have no certain number of days.
    private Optional<TimeSpan> sum(TimeSpan length, BigDecimal rest, TimeUnit unit) {
      Integer each =
          switch (unit) {
            case MONTH -> length.unit() == TimeUnit.YEAR ? 12 : null;
            case DAY -> length.unit() == TimeUnit.WEEK ? 7 : null;
            case HOUR -> length.unit() == TimeUnit.DAY ? 24 : null;
            case MINUTE -> length.unit() == TimeUnit.HOUR ? 60 : null;
            default -> null;
          };
      return Optional.ofNullable(each)
          .map(BigDecimal::valueOf)
          .map(length.amount()::multiply)
          .map(rest::add)
          .map(amount -> new TimeSpan(amount, unit));
    }

    // "Years later", "weeks after the operation": how many is not said.
    private boolean isVague(int from) {
      String before = from > sentence.first ? at(from - 1) : "";
      boolean counted =
          !before.isEmpty()
              && (Character.isDigit(before.charAt(0))
                  || words.numbers.containsKey(before)
                  || words.lengthFillers.contains(before)
                  || before.equals("-"));
      return !counted
          && longest(Form.TAIL, from + 1)
              .filter(tail -> VAGUE_TAILS.contains(tail.rule().gives()))
              .isPresent();
    }

    // "One and a half years", "two-and-a-half years".
    private int halfEnd(int from) {
      int at = skip(from, Set.of("-"));
      int half = skip(skip(skip(at + 1, Set.of("-")), Set.of("a")), Set.of("-"));
      return at(at).equals("and") && at(half).equals("half") ? half + 1 : from;
    }

    private Optional<BigDecimal> sum(Optional<BigDecimal> tens, Optional<BigDecimal> ones) {
      boolean fits =
          tens.isPresent()
              && ones.isPresent()
              && tens.get().intValue() >= 20
              && ones.get().intValue() < 10;
      return fits ? tens.map(ones.get()::add) : Optional.empty();
    }

    // What the words around a length say of it.
    private void counted(Length length) {
      int before = length.first();
      boolean exact = true;
      while ((lead(before).isEmpty() || isBound(before))
          && before > Math.max(sentence.first, length.first() - MOST_QUANTIFIERS)
          && words.quantifiers.containsKey(at(before - 1))
          && !isParticle(before - 1)) {
        before--;
        exact &= words.quantifiers.get(at(before)).equals("EXACT");
      }
      if (before < length.first() && before > sentence.first && ARTICLES.contains(at(before - 1))) {
        // "after an additional 4 days"
        before--;
      }
      Optional<Match> lead = isBound(before) ? Optional.empty() : lead(before);
      String mark = at(length.end());
      boolean owns = !mark.isEmpty() && APOSTROPHES.indexOf(mark.charAt(0)) >= 0;
      int behind = owns ? length.end() + 1 : length.end();
      Optional<Match> tail = longest(Form.TAIL, behind);
      if (tail.isEmpty() && at(behind).equals("-")) {
        tail = longest(Form.TAIL, behind + 1);
      }
      Optional<TimeSpan> span = exact ? length.span() : Optional.empty();
      int first = lead.map(Match::at).orElse(exact ? length.first() : before);
      if (tail.isPresent()) {
        tail(length, first, tail.get(), lead, span);
      } else {
        lead.ifPresent(match -> lead(length, first, match, span));
      }
    }

    // "At least 3 weeks" is no point in time, "at about 3 weeks" is.
    private boolean isBound(int token) {
      return words.quantifiers.getOrDefault(at(token), "").equals("INEXACT")
          && lead(token).filter(lead -> lead.rule().gives().equals("AT")).isPresent();
    }

    // "Followed up 3 months after discharge", but "up to 3 months after discharge".
    private boolean isParticle(int token) {
      return at(token).equals("up") && !words.quantifiers.containsKey(at(token + 1));
    }

    private void tail(
        Length length, int first, Match tail, Optional<Match> lead, Optional<TimeSpan> span) {
      String rule = tail.rule().id();
      int end = tail.at();
      String leads = lead.map(match -> match.rule().gives()).orElse("");
      if (leads.equals("FREQUENCY")) {
        // "every 3 weeks after surgery": how often, and no time.
        return;
      }
      // "until 6 weeks after delivery"
      Role counted = first > sentence.first && role(first - 1) == Role.UNTIL ? Role.UNTIL : Role.AT;
      switch (tail.rule().gives()) {
        case "LATER" -> {
          // "She took it for five years thereafter", but "planned for 3 months later".
          boolean lasted = leads.equals("LENGTH") && THEREAFTER.contains(at(end - 1));
          Kind kind = lasted ? Kind.LENGTH : Kind.LATER;
          add(first, end, kind, Role.AT, span, Event.OTHER, rule);
        }
        case "AFTER", "BEFORE" -> {
          boolean after = tail.rule().gives().equals("AFTER");
          // "Within 2 days after admission": at some time of them.
          boolean stretch = after && leads.equals("NEXT");
          Kind kind = stretch ? Kind.NEXT : after ? Kind.AFTER : Kind.BEFORE;
          Optional<Counted> event = event(end);
          if (event.isPresent()) {
            int behind = eventNounEnd(event.get().end);
            // "After delivery of a healthy boy": the child is no part of the name.
            int named =
                event.get().event == Event.DELIVERY
                    ? behind
                    : ownerEnd(beginningEnd(anchorEnd(behind, false)));
            add(first, named, kind, counted, span, event.get().event, rule);
          } else if (after && isClauseEnd(end)) {
            add(first, end, stretch ? kind : Kind.LATER, counted, span, Event.OTHER, rule);
          } else if (!after && isClauseEnd(end) && at(end - 1).equals("before")) {
            // "He had noticed floaters a month before."
            add(first, end, Kind.AGO, counted, span, Event.OTHER, rule);
          } else {
            int named = clauseEnd(end);
            named = named > end ? named : ownerEnd(beginningEnd(thingEnd(end)));
            add(first, named, kind, counted, span, Event.OTHER, rule);
          }
        }
        case "OPERATION" -> add(first, end, Kind.AFTER, counted, span, Event.OPERATION, rule);
        case "POSTPARTUM" -> add(first, end, Kind.AFTER, counted, span, Event.DELIVERY, rule);
        case "AGO" -> {
          // "Six months before he fell": counts from what is named.
          Kind kind = isClauseEnd(end) || !at(end - 1).equals("before") ? Kind.AGO : Kind.BEFORE;
          add(first, end, kind, counted, span, Event.OTHER, rule);
        }
        case "HISTORY" -> add(length.first(), end, Kind.HISTORY, Role.AT, span, Event.STAY, rule);
        case "LENGTH" -> add(length.first(), end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
        case "AGE" -> {
          if (!leads.isEmpty()) {
            add(
                first,
                end,
                Kind.AGE,
                lead.map(m -> role(m.at())).orElse(Role.AT),
                span,
                Event.BIRTH,
                rule);
          }
        }
        // "4 days of pain", "after 3 days of fever".
        case "OF" -> {
          OptionalInt treatment =
              leads.equals("LEAD-AFTER") || leads.equals("AT")
                  ? treatmentEnd(end)
                  : OptionalInt.empty();
          if (leads.equals("NEXT")) {
            // "Within 48 hours of ingestion"
            Optional<Counted> event = event(end);
            int thing = event.map(Counted::end).orElseGet(() -> thingEnd(end));
            int named = thing > end ? ownerEnd(beginningEnd(eventNounEnd(thing))) : length.end();
            Event of = event.map(Counted::event).orElse(Event.OTHER);
            add(first, named, Kind.NEXT, Role.AT, span, of, rule);
          } else if (treatment.isPresent()) {
            add(first, treatment.getAsInt(), Kind.AFTER, Role.AT, span, Event.TREATMENT, rule);
          } else if (isProblemNear(end) && !leads.equals("AT")) {
            add(length.first(), end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
          } else {
            lead.ifPresent(match -> lead(length, first, match, span));
          }
        }
        // "After 8 months on imatinib", but "after 3 days on the ward".
        case "ON" -> {
          OptionalInt treatment = treatmentEnd(end);
          boolean since = leads.equals("LEAD-AFTER") || leads.equals("AT");
          if (since && treatment.isPresent()) {
            add(first, treatment.getAsInt(), Kind.AFTER, Role.AT, span, Event.TREATMENT, rule);
          } else {
            lead.ifPresent(match -> lead(length, first, match, span));
          }
        }
        case "OLD" ->
            add(
                first,
                end,
                leads.equals("AT") ? Kind.AGE : Kind.OLD,
                Role.AT,
                span,
                Event.BIRTH,
                rule);
        // "At 32 weeks' gestation", but "born after 32 weeks of gestation".
        case "GESTATION" -> {
          if (leads.equals("AT")) {
            add(first, end, Kind.WORDS, Role.AT, Optional.empty(), Event.OTHER, rule);
          }
        }
        case "FOLLOW-UP" -> add(first, end, Kind.FOLLOW_UP, Role.AT, span, Event.OTHER, rule);
        default -> {}
      }
    }

    // "After 3 months of oral treatment": counts from where the treatment began, not from the
    // visit.
    private OptionalInt treatmentEnd(int from) {
      for (int i = from; i < from + LONGEST_EVENT && i < sentence.end && !isClauseEnd(i); i++) {
        Optional<Graph.Node> node = fact(i);
        Optional<Match> event = longest(Form.EVENT, i);
        boolean named =
            event.filter(match -> match.rule().gives().equals(Event.TREATMENT.name())).isPresent();
        if (named || node.filter(Graph.Node::isTreatment).isPresent()) {
          int end = node.map(n -> n.end).or(() -> event.map(Match::at)).orElseThrow();
          // "adalimumab therapy"
          int all = longest(Form.EVENT, end).map(Match::at).orElse(end);
          return OptionalInt.of(ownerEnd(all));
        }
        if (node.isPresent() || event.isPresent()) {
          return OptionalInt.empty();
        }
      }
      return OptionalInt.empty();
    }

    // "4 days of high fever": nothing else that lasts stands between.
    private boolean isProblemNear(int from) {
      for (int i = from; i < from + LONGEST_EVENT && i < sentence.end; i++) {
        Optional<Graph.Node> node = fact(i);
        boolean event = longest(Form.EVENT, i).isPresent();
        if (node.isPresent() || event || isClauseEnd(i)) {
          return node.filter(Graph.Node::isProblem).isPresent();
        }
      }
      return false;
    }

    // The shortest mention that begins at a token and may be a fact.
    private Optional<Graph.Node> fact(int token) {
      return sentence.nodes.stream()
          .filter(n -> n.first == token && TimedSentence.isFact(n))
          .min(Comparator.comparingInt(Graph.Node::length));
    }

    // "The second day of antibiotics", "the diagnosis of lymphoma": what is counted from is kept.
    private int anchorEnd(int from, boolean day) {
      Optional<Match> tail = longest(Form.TAIL, from);
      boolean names =
          tail.filter(t -> t.rule().gives().equals("OF") || t.rule().gives().equals("AFTER"))
              .isPresent();
      if (!names) {
        return from;
      }
      // Days of a stay and days after an operation have rows of their own.
      Optional<Event> event = event(tail.get().at()).map(Counted::event);
      if (day && event.filter(e -> e == Event.STAY || e == Event.OPERATION).isPresent()) {
        return from;
      }
      int end = thingEnd(tail.get().at());
      return end > tail.get().at() ? end : from;
    }

    // "Two days after he received vancomycin,": all of that was before.
    private int clauseEnd(int from) {
      int subject = ARTICLES.contains(at(from)) ? from + 1 : from;
      if (!PERSONS.contains(at(subject))) {
        return from;
      }
      for (int i = subject + 1; i <= Math.min(sentence.end, subject + LONGEST_CLAUSE); i++) {
        if (CLAUSE_ENDS.contains(at(i)) || PERSONS.contains(at(i))) {
          return i;
        }
      }
      return from;
    }

    // "Starting carbamazepine", "finishing the treatment"
    private int beginningEnd(int from) {
      if (!at(from - 1).endsWith("ing")) {
        return from;
      }
      int at = ARTICLES.contains(at(from)) ? from + 1 : from;
      Optional<Graph.Node> begun = at < sentence.end ? fact(at) : Optional.empty();
      return begun
          .filter(Graph.Node::isTreatment)
          .map(node -> node.end)
          .or(() -> longest(Form.EVENT, at).map(Match::at))
          .orElse(from);
    }

    // "The second dose of vaccine", "the treatment of gout with colchicine": what belongs to the
    // thing is counted from, too; in "after surgery with fever" the fever does not.
    private int ownerEnd(int from) {
      int end = from;
      for (int i = 0; i < MOST_OWNERS; i++) {
        int at = end + 1;
        while (at < sentence.end && ARTICLES.contains(at(at))) {
          at++;
        }
        Optional<Graph.Node> owner = at < sentence.end ? fact(at) : Optional.empty();
        boolean belongs =
            at(end).equals("of")
                || at(end).equals("for") && TREATMENTS.contains(at(end - 1))
                || at(end).equals("with") && owner.filter(Graph.Node::isTreatment).isPresent();
        if (owner.isEmpty() || !belongs) {
          return end;
        }
        end = owner.get().end;
      }
      return end;
    }

    // The end of the words for a thing: of a mention, else of the first word that may name one.
    private int thingEnd(int from) {
      int at = from;
      while (at < from + LONGEST_EVENT
          && (words.fillers.contains(at(at))
              || words.ordinals.containsKey(at(at))
              || ARTICLES.contains(at(at))
              || COURSES.contains(at(at)))) {
        at++;
      }
      Optional<Graph.Node> node = at < sentence.end ? fact(at) : Optional.empty();
      if (node.isPresent()) {
        return eventBehind(node.get().end);
      }
      if (at >= sentence.end || !isNounLike(at)) {
        return from;
      }
      // "[non-invasive] ventilation"
      while (at(at + 1).equals("-") && at + 2 < sentence.end && graph.token(at + 2).isWord()) {
        at += 2;
      }
      // "finishing the treatment"
      int next = skip(at + 1, ARTICLES);
      Optional<Graph.Node> thing = next < sentence.end ? fact(next) : Optional.empty();
      // "Endovascular embolization", but in "after vaccination fever developed" two things.
      boolean apart = next > at + 1;
      thing = thing.filter(found -> apart || found.isTreatment());
      return thing.isPresent() ? thing.get().end : eventBehind(at + 1);
    }

    // "Secondary [discharge]", "GH [therapy]", "coronary [care unit admission]"; but in "after
    // lunch examination showed" it is another thing.
    private int eventBehind(int from) {
      // "Blood [transfusion]", "vaginal [delivery]"
      Optional<Graph.Node> rest =
          sentence.nodes.stream()
              .filter(node -> node.first == from)
              .filter(node -> node.isTreatment() || node.type == MentionType.CLINICAL_EVENT)
              .filter(node -> !VERBS.contains(at(from)))
              .findFirst();
      if (rest.isPresent()) {
        return rest.get().end;
      }
      for (int i = from; i < Math.min(sentence.end, from + MOST_NOUNS); i++) {
        Optional<Match> event = longest(Form.EVENT, i);
        if (event.isPresent()) {
          String next = at(event.get().at());
          return VERBS.contains(next) || SHOWING.contains(next) ? from : event.get().at();
        }
        if (!isNounLike(i) || fact(i).isPresent()) {
          return eventNounEnd(from);
        }
      }
      return eventNounEnd(from);
    }

    // "Hip [revision], she", "chemotherapy [cycle] he": a noun that closes the name; no verb or
    // adverb, as in "after treatment ended, she".
    private int eventNounEnd(int from) {
      String word = at(from);
      boolean noun =
          from < sentence.end
              && isNounLike(from)
              && fact(from).isEmpty()
              && !word.endsWith("ed")
              && !word.endsWith("ly")
              && NO_NOUNS.stream().noneMatch(words -> words.contains(word))
              && !words.eras.containsKey(word)
              && !words.numbers.containsKey(word);
      boolean closes = isClauseEnd(from + 1) || PERSONS.contains(at(skip(from + 1, ARTICLES)));
      // "Treatment ended", "therapy was started": what of it is counted from.
      int verb = skip(from, PASSIVES);
      if (COURSE_VERBS.contains(at(verb))) {
        return verb + 1;
      }
      return noun && closes && !at(from + 1).equals("-") ? from + 1 : from;
    }

    private boolean isNounLike(int token) {
      return token < sentence.end
          && graph.token(token).isWord()
          && !VERBS.contains(at(token))
          && !PERSONS.contains(at(token))
          && !isClauseEnd(token);
    }

    private void lead(Length length, int first, Match lead, Optional<TimeSpan> span) {
      String rule = lead.rule().id();
      int end = length.end();
      switch (lead.rule().gives()) {
        case "LENGTH" -> add(first, end, Kind.LENGTH, Role.AT, span, Event.OTHER, rule);
        case "PAST" -> add(first, end, Kind.HISTORY, Role.AT, span, Event.STAY, rule);
        // "No growth after 72 hours of incubation": how long the laboratory waited.
        case "LEAD-AFTER" -> {
          if (!PROCESSES.contains(at(skip(end, Set.of("of"))))) {
            add(first, end, Kind.LATER, Role.AT, span, Event.OTHER, rule);
          }
        }
        // "In 3 weeks, he was well", but "return in 3 weeks" is to come.
        case "LEAD-IN" -> {
          if (first == sentence.first) {
            add(first, end, Kind.LATER, Role.AT, span, Event.OTHER, rule);
          }
        }
        case "NEXT" -> add(first, end, Kind.NEXT, Role.AT, span, Event.OTHER, rule);
        case "AGE" -> add(first, end, Kind.AGE, role(first), span, Event.BIRTH, rule);
        // "At 6 months": of life or of treatment, as only the reader knows.
        case "AT" -> {
          boolean unborn = first > sentence.first && GESTATION.contains(at(first - 1));
          if (!unborn
              && length.span().filter(s -> s.unit().compareTo(TimeUnit.DAY) >= 0).isPresent()) {
            add(first, end, Kind.DAY, Role.AT, Optional.empty(), Event.OTHER, rule);
          }
        }
        default -> {}
      }
    }

    private boolean isClauseEnd(int token) {
      String next = at(token);
      // "single-tube ventilation"
      boolean hyphen = next.equals("-") && Character.isLetterOrDigit(codePoint(token + 1));
      return next.isEmpty()
          || !hyphen && !Character.isLetterOrDigit(next.codePointAt(0))
          || CLAUSE_ENDS.contains(next);
    }

    private int codePoint(int token) {
      return at(token).isEmpty() ? ' ' : at(token).codePointAt(0);
    }

    private Optional<Counted> event(int from) {
      for (int i = from; i < from + LONGEST_EVENT && i < sentence.end; i++) {
        Optional<Match> match = longest(Form.EVENT, i);
        if (match.isPresent()) {
          return Optional.of(
              new Counted(Event.valueOf(match.get().rule().gives()), match.get().at()));
        }
        Optional<Graph.Node> node = fact(i);
        if (node.isPresent()) {
          // "radioiodine therapy"
          int end = longest(Form.EVENT, node.get().end).map(Match::at).orElse(node.get().end);
          return Optional.of(new Counted(event(node.get()), end));
        }
        // "the [transverse] colostomy"
        boolean modifies = i + 1 < sentence.end && fact(i + 1).isPresent() && isNounLike(i);
        if (!words.fillers.contains(at(i)) && !modifies) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private Event event(Graph.Node node) {
      for (int i = node.first; i < node.end; i++) {
        Optional<Match> match = longest(Form.EVENT, i);
        if (match.isPresent()) {
          return Event.valueOf(match.get().rule().gives());
        }
      }
      return node.type == MentionType.THERAPEUTIC_PROCEDURE
          ? Event.OPERATION
          : node.type == MentionType.MEDICATION ? Event.TREATMENT : Event.OTHER;
    }
  }
}
