package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.case2fhir.mention.MentionType;

/**
 * Words that say something of the mentions around them: {@code cues.tsv}, and rows of the user's
 * own.
 *
 * <p>Columns: id; cue ({@link TokenPattern}); reach, the side of the cue on which its mentions
 * stand; gives, a property and its value, {@code none=PROPERTY} for words that only look like a
 * cue, or {@code end=scope} and {@code end=clause} for words behind which no cue reaches; to, the
 * kinds of mentions; limit, how many tokens it reaches; rank, which of two cues decides (5 where
 * empty); matches, an example whose mention in brackets gets the value; differs, one whose mention
 * does not.
 */
final class CueTable {
  private static final int FARTHEST = 60;
  private static final int PLAIN_RANK = 5;

  private final List<Cue> cues = new ArrayList<>();
  private final Map<Axis, Map<String, List<Cue>>> byFirstWord = new EnumMap<>(Axis.class);

  /** What cues compete for: of several at one place the longest of an axis counts. */
  enum Axis {
    HOLDS,
    REALITY,
    EXPERIENCER,
    TEMPORALITY,
    COURSE,
    BOUNDARY;

    static Axis of(Property property) {
      return valueOf(property.name());
    }
  }

  /** On which side of a cue its mentions stand. */
  enum Reach {
    LEFT,
    RIGHT,
    BOTH,
    /** The words themselves; no mention. */
    SELF
  }

  /** The kinds of mentions that a cue may speak of. */
  enum Target {
    /** Findings, disorders, and what else a patient may have or do. */
    PROBLEM(
        EnumSet.of(
            MentionType.DISEASE_DISORDER,
            MentionType.SIGN_SYMPTOM,
            MentionType.HISTORY,
            MentionType.FAMILY_HISTORY,
            MentionType.PERSONAL_BACKGROUND,
            MentionType.ACTIVITY)),
    DRUG(EnumSet.of(MentionType.MEDICATION)),
    TEST(EnumSet.of(MentionType.DIAGNOSTIC_PROCEDURE)),
    /** Drugs and treatments. */
    TREATMENT(EnumSet.of(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE)),
    /** Everything that is done: treatments, tests, stays. */
    ACTION(
        EnumSet.of(
            MentionType.MEDICATION,
            MentionType.THERAPEUTIC_PROCEDURE,
            MentionType.DIAGNOSTIC_PROCEDURE,
            MentionType.CLINICAL_EVENT)),
    ALL(union(PROBLEM.types, ACTION.types));

    private final Set<MentionType> types;

    Target(Set<MentionType> types) {
      this.types = types;
    }

    private static Set<MentionType> union(Set<MentionType> one, Set<MentionType> other) {
      Set<MentionType> all = EnumSet.copyOf(one);
      all.addAll(other);
      return all;
    }

    boolean includes(MentionType type) {
      return types.contains(type);
    }
  }

  /**
   * A row.
   *
   * @param value that it gives; empty for words that only look like a cue and for boundaries
   * @param endsScope whether no cue at all reaches behind it; a boundary that does not, ends a
   *     clause
   */
  record Cue(
      String id,
      TokenPattern pattern,
      Axis axis,
      Optional<Property.Value> value,
      boolean endsScope,
      Reach reach,
      Target target,
      int limit,
      int rank,
      String matches,
      String differs) {}

  /** A cue that stands in a sentence. */
  record Found(Cue cue, int first, int end) {}

  /** The table that comes with the program. */
  static CueTable builtIn() {
    CueTable table = new CueTable();
    RuleTable.builtIn("cues.tsv").rows().forEach(table::add);
    return table;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if a cell cannot be read; the message names table and line
   */
  void add(RuleTable.Row row) {
    try {
      Cue cue = cue(row);
      cues.add(cue);
      Map<String, List<Cue>> index =
          byFirstWord.computeIfAbsent(cue.axis(), axis -> new HashMap<>());
      for (String word : cue.pattern().firstWords()) {
        index.computeIfAbsent(word, w -> new ArrayList<>()).add(cue);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(row.table() + ":" + row.line() + ": " + e.getMessage(), e);
    }
  }

  private static Cue cue(RuleTable.Row row) {
    String gives = row.get("gives");
    String[] parts = gives.split("=", 2);
    boolean boundary = parts[0].equals("end");
    boolean look = parts[0].equals("none");
    Optional<Property.Value> value =
        boundary || look ? Optional.empty() : Optional.of(Property.Value.of(gives));
    String axis = boundary ? "boundary" : look ? parts[1] : parts[0];
    String limit = row.get("limit");
    String rank = row.get("rank");
    return new Cue(
        row.get("id"),
        TokenPattern.of(row.get("cue")),
        Axis.valueOf(axis.toUpperCase(Locale.ROOT)),
        value,
        gives.equals("end=scope"),
        Reach.valueOf(row.get("reach").toUpperCase(Locale.ROOT)),
        Target.valueOf(row.get("to").toUpperCase(Locale.ROOT)),
        limit.isEmpty() ? FARTHEST : Integer.parseInt(limit),
        rank.isEmpty() ? PLAIN_RANK : Integer.parseInt(rank),
        row.get("matches"),
        row.get("differs"));
  }

  /** All rows in their order. */
  List<Cue> cues() {
    return cues;
  }

  /**
   * The cues of one axis in a sentence: from left to right, the longest at each token. The same
   * words may speak of findings behind them and of drugs before them: then there are several.
   */
  List<Found> find(Graph graph, Graph.Sentence sentence, Axis axis) {
    List<Found> found = new ArrayList<>();
    if (axis == Axis.EXPERIENCER) {
      // "her mother" speaks of findings; "mother took" inside its reach of what was done.
      find(graph, sentence, axis, cue -> !isOfActions(cue), found);
      find(graph, sentence, axis, CueTable::isOfActions, found);
    } else {
      find(graph, sentence, axis, cue -> true, found);
    }
    return found;
  }

  private static boolean isOfActions(Cue cue) {
    return cue.target() == Target.ACTION;
  }

  private void find(
      Graph graph, Graph.Sentence sentence, Axis axis, Predicate<Cue> wanted, List<Found> found) {
    int at = sentence.first;
    while (at < sentence.end) {
      at = Math.max(at + 1, longest(graph, sentence, at, axis, wanted, found));
    }
  }

  private int longest(
      Graph graph,
      Graph.Sentence sentence,
      int at,
      Axis axis,
      Predicate<Cue> wanted,
      List<Found> into) {
    int best = at;
    int start = into.size();
    List<Cue> candidates =
        byFirstWord.getOrDefault(axis, Map.of()).getOrDefault(graph.token(at).lower(), List.of());
    for (Cue cue : candidates) {
      int end = wanted.test(cue) ? cue.pattern().end(graph, sentence, at) : -1;
      if (end > best) {
        into.subList(start, into.size()).clear();
        best = end;
      }
      if (end > at && end == best) {
        into.add(new Found(cue, at, end));
      }
    }
    return best;
  }
}
