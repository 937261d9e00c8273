package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Assertion;

/**
 * Finds out whether a fact holds, from its head key, its {@code assertion}, and for a finding a
 * value that only says yes or no.
 *
 * <p>If they contradict each other the most negative counts, with an error: a fact that was denied
 * anywhere is never stated as present. If what is given is unclear, the fact is left out.
 */
final class AssertionReader {
  private static final Set<String> YES = Set.of("yes", "true", "present");
  private static final Set<String> NO =
      Set.of(
          "no", "none", "nil", "false", "absent", "denied", "not present", "not found", "not seen");
  private static final Set<String> PERHAPS = Set.of("possible", "probable", "suspected", "?");
  // MappingBuilder and states of other notations, by which an author may have denied or doubted the
  // fact.
  private static final List<String> FOREIGN_KEYS =
      List.of(
          "absent",
          "certainty",
          "confirmed",
          "denied",
          "excluded",
          "negated",
          "negation",
          "negative",
          "polarity",
          "possible",
          "presence",
          "present",
          "refuted",
          "ruled-out",
          "suspected",
          "verification");
  private static final Set<String> FOREIGN_STATES =
      Set.of(
          "excluded",
          "ruled out",
          "ruled-out",
          "refuted",
          "negative",
          "differential",
          "provisional",
          "unconfirmed");

  private final FactList list;
  private final Head head;
  private final CaseFields keys;

  AssertionReader(FactList list, Head head, CaseFields keys) {
    this.list = list;
    this.head = head;
    this.keys = keys;
  }

  /** Nothing, with an issue, if it is unclear whether the fact holds. */
  Optional<Verdict> read() {
    CaseFields fields = keys;
    Location location = fields.locationOf("assertion");
    boolean stated = fields.has("assertion");
    Optional<Assertion> explicit = keys.takeWord("assertion", Assertion.class);
    Optional<String> foreign = foreign();
    if ((stated && explicit.isEmpty()) || foreign.isPresent()) {
      Location at = foreign.map(fields::locationOf).orElse(location);
      String message = "it is unclear whether this holds; it is left out";
      keys.issues().error("unclear-assertion", at, message, remedy());
      return Optional.empty();
    }
    Location valued = fields.locationOf("value");
    Optional<Assertion> value = fromValue();
    Assertion holds =
        isStatus() ? explicit.orElse(head.assertion()) : join(explicit, value, location);
    if (value.isPresent() && value.get() != Assertion.PRESENT && explicit.isEmpty()) {
      noteValue(holds, valued);
    }
    return Optional.of(new Verdict(explicit, holds));
  }

  // The heads `not-given` and `not-done` give a status; whether it holds may be stated besides.
  private boolean isStatus() {
    return list == FactList.MEDICATIONS || list == FactList.PROCEDURES;
  }

  private Assertion join(
      Optional<Assertion> explicit, Optional<Assertion> value, Location location) {
    List<Assertion> stated = new ArrayList<>();
    explicit.ifPresent(stated::add);
    value.ifPresent(stated::add);
    if (head.assertion() != Assertion.PRESENT || stated.isEmpty()) {
      stated.add(head.assertion());
    }
    Assertion holds = stated.stream().max(Comparator.comparing(AssertionReader::negativity)).get();
    if (stated.stream().distinct().count() > 1) {
      String message =
          "this is stated to be "
              + String.join(" and ", stated.stream().distinct().map(Keywords::of).toList())
              + " at once; it is read as "
              + Keywords.of(holds);
      keys.issues().error("contradiction", location, message, remedy());
    }
    return holds;
  }

  private static int negativity(Assertion assertion) {
    return switch (assertion) {
      case PRESENT -> 0;
      case POSSIBLE -> 1;
      case ABSENT -> 2;
    };
  }

  private Optional<Assertion> fromValue() {
    if (list != FactList.FINDINGS) {
      return Optional.empty();
    }
    Optional<Assertion> sense = keys.peek("value").flatMap(AssertionReader::sense);
    if (sense.isPresent()) {
      keys.take("value");
    }
    return sense;
  }

  private void noteValue(Assertion holds, Location location) {
    String message = "the value says whether this was found; it is read as " + Keywords.of(holds);
    keys.issues().information("value-as-assertion", location, message, remedy());
  }

  private String remedy() {
    List<String> others = list.headKeys().subList(1, list.headKeys().size());
    return others.isEmpty()
        ? "write `assertion: present`, `absent` or `possible`"
        : "state it by the first key alone: `" + String.join("`, `", list.headKeys()) + "`";
  }

  /** What a value says that is nothing but a yes, a no or a perhaps. */
  static Optional<Assertion> sense(Node node) {
    if (node instanceof Node.Sequence list && list.items().size() == 1) {
      return sense(list.items().get(0));
    }
    return node instanceof Node.Scalar scalar ? sense(scalar.text()) : Optional.empty();
  }

  static Optional<Assertion> sense(String words) {
    String word = words.strip().toLowerCase(Locale.ROOT);
    if (NO.contains(word)) {
      return Optional.of(Assertion.ABSENT);
    }
    if (PERHAPS.contains(word)) {
      return Optional.of(Assertion.POSSIBLE);
    }
    return YES.contains(word) ? Optional.of(Assertion.PRESENT) : Optional.empty();
  }

  private Optional<String> foreign() {
    if (list == FactList.MEASUREMENTS) {
      return Optional.empty();
    }
    List<String> known = list.headKeys();
    return FOREIGN_KEYS.stream()
        .filter(key -> !known.contains(key))
        .filter(key -> keys.peek(key).isPresent())
        .findFirst()
        .or(() -> foreignState("status"))
        .or(() -> list == FactList.FINDINGS ? Optional.empty() : foreignState("value"));
  }

  private Optional<String> foreignState(String key) {
    return keys.peek(key).filter(AssertionReader::isForeignState).map(node -> key);
  }

  private static boolean isForeignState(Node node) {
    boolean denied = sense(node).filter(sense -> sense != Assertion.PRESENT).isPresent();
    return denied
        || (node instanceof Node.Scalar scalar
            && FOREIGN_STATES.contains(scalar.text().toLowerCase(Locale.ROOT)));
  }

  /**
   * Whether a fact holds.
   *
   * @param explicit what the key {@code assertion} says
   */
  record Verdict(Optional<Assertion> explicit, Assertion holds) {}

  /**
   * Keeps words that deny or doubt what they name from standing for a fact that holds.
   *
   * <p>{@code no fever} under {@code findings} is left out with an error, not turned round: only
   * the author knows what was meant. The words are taken as they are if the vocabulary knows them
   * as a whole ("no known allergies"), or if {@code assertion} stands beside them ("no light
   * perception", {@code assertion: present}).
   */
  static final class HeadWords {
    private final FactList list;
    private final ReadScope scope;

    HeadWords(FactList list, ReadScope scope) {
      this.list = list;
      this.scope = scope;
    }

    /** Whether words may name a fact whose head stands without {@code assertion}. */
    boolean accept(String words, Head head, Location location) {
      Optional<HedgedWords> hedged = HedgedWords.in(words);
      if (hedged.isEmpty() || (head.assertion() == Assertion.PRESENT && isKnown(words))) {
        return true;
      }
      if (hedged.get().sense() == Assertion.POSSIBLE && head.assertion() != Assertion.PRESENT) {
        return true;
      }
      String message = Excerpt.of(words) + " says by itself whether it holds; it is left out";
      scope.issues().error("hedged-words", location, message, remedy(hedged.get(), head));
      return false;
    }

    private boolean isKnown(String words) {
      return list == FactList.MEASUREMENTS
          ? !scope.vocabulary().findTest(words, Optional.empty()).isEmpty()
          : list.domain().filter(in -> !scope.vocabulary().find(in, words).isEmpty()).isPresent();
    }

    private String remedy(HedgedWords hedged, Head head) {
      if (hedged.bare().isEmpty()) {
        return list == FactList.ALLERGIES
            ? "write `no known allergies` if the case says that, else leave the list out"
            : "leave it out, or name what is absent";
      }
      String asTheyAre =
          "add `assertion: "
              + Keywords.of(head.assertion())
              + "` if the words are meant as they are";
      return list.head(hedged.sense())
          .map(
              meant -> {
                String line = Excerpt.of(meant.key() + ": " + hedged.bare());
                return "did you mean " + line + "? else " + asTheyAre;
              })
          .orElse(asTheyAre);
    }
  }

  /**
   * Words that themselves deny or doubt what they name: {@code no fever}, {@code suspected gout}.
   *
   * <p>Taken as the name of a fact that holds, they would turn its sense round. Only plain English
   * beginnings and ends are known here; what else is negative has to be given by the case file's
   * keys.
   */
  record HedgedWords(Assertion sense, String bare) {
    private static final int LONGEST = 300;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NOTHING =
        Pattern.compile(
            "(?:no|none|nil|nothing|not any|n/a|nkd?a|nkfa)[.!]?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DENIED =
        Pattern.compile(
            "(?:no(?: evidence| signs?| history)? of|no|not|without|denie[sd]|denying|absence"
                + " of|absent|negative for|free of|nil) (.+)|(.+?) (?:was |were |is |are )?(?:ruled"
                + " out|excluded)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DOUBTED =
        Pattern.compile(
            "(?:suspected|suspicion of|possibl[ey]|probabl[ey]|presumed|presumptive|likely"
                + "|questionable|rule out|r/o|\\?+) ?(?<=[ ?])(.+)|(.+?) ?\\?+",
            Pattern.CASE_INSENSITIVE);

    /**
     * What the words deny or doubt; nothing if they are plain.
     *
     * @return {@code bare} is what is denied or doubted, empty for words like "none"
     */
    public static Optional<HedgedWords> in(String text) {
      String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
      String words = SPACE.matcher(cut.strip()).replaceAll(" ");
      if (NOTHING.matcher(words).matches()) {
        return Optional.of(new HedgedWords(Assertion.ABSENT, ""));
      }
      return match(DENIED, Assertion.ABSENT, words)
          .or(() -> match(DOUBTED, Assertion.POSSIBLE, words));
    }

    private static Optional<HedgedWords> match(Pattern pattern, Assertion sense, String words) {
      Matcher matcher = pattern.matcher(words);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String bare = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      return Optional.of(new HedgedWords(sense, bare));
    }
  }
}
