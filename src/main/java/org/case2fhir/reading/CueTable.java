package org.case2fhir.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;

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
public final class CueTable {
  private static final int FARTHEST = 60;
  private static final int PLAIN_RANK = 5;
  private static final int MOST_BYTES = 1 << 22;
  private static final String COLUMNS = "id\tcue\treach\tgives\tto\tlimit\trank\tmatches\tdiffers";

  private final List<Cue> cues;
  private final Map<Axis, TokenPattern.Index<Cue>> byAxis = new EnumMap<>(Axis.class);

  private CueTable(Collection<Cue> cues) {
    this.cues = List.copyOf(cues);
    for (Axis axis : Axis.values()) {
      List<Cue> own = cues.stream().filter(cue -> cue.axis() == axis).toList();
      byAxis.put(axis, new TokenPattern.Index<>(own, Cue::pattern));
    }
  }

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
            MentionType.OCCUPATION,
            MentionType.ACTIVITY)),
    /** Diseases alone: a symptom is what made somebody look, a disease what was looked for. */
    DISORDER(EnumSet.of(MentionType.DISEASE_DISORDER)),
    DRUG(EnumSet.of(MentionType.MEDICATION)),
    TEST(EnumSet.of(MentionType.DIAGNOSTIC_PROCEDURE)),
    /** Drugs and treatments. */
    TREATMENT(EnumSet.of(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE)),
    /** Operations, therapies and studies, but no drugs. */
    PROCEDURE(EnumSet.of(MentionType.DIAGNOSTIC_PROCEDURE, MentionType.THERAPEUTIC_PROCEDURE)),
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
      String differs) {

    /** Whether that is what the cue gives. */
    boolean gives(Property.Value given) {
      return value.filter(given::equals).isPresent();
    }

    /**
     * Whether the first mention of an example is as the row says: it has the row's value; where
     * words only look like a cue, it has none; behind a boundary, nothing reaches it.
     *
     * @throws IllegalArgumentException if the example has no mention
     */
    boolean holdsIn(String example, PropertyResolver resolver) {
      MentionType type =
          switch (target) {
            case PROBLEM, ALL -> MentionType.SIGN_SYMPTOM;
            case DISORDER -> MentionType.DISEASE_DISORDER;
            case DRUG, TREATMENT, ACTION -> MentionType.MEDICATION;
            case TEST, PROCEDURE -> MentionType.DIAGNOSTIC_PROCEDURE;
          };
      Graph graph = RuleExample.graph(example, type);
      Coordinations.find(graph);
      resolver.resolve(graph);
      Graph.Node mention =
          graph
              .nodes()
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no mention in brackets"));
      if (value.isPresent()) {
        boolean refutable = mention.type == MentionType.DISEASE_DISORDER;
        Property.Value given = value.get();
        return mention.has(
            given == Property.Value.REFUTED && !refutable ? Property.Value.ABSENT : given);
      }
      return Stream.of(Property.values())
          .filter(property -> axis == Axis.BOUNDARY || Axis.of(property) == axis)
          .noneMatch(property -> mention.proposal(property).isPresent());
    }
  }

  /** A cue that stands in a sentence. */
  record Found(Cue cue, int first, int end) {}

  /** The table that comes with the program. */
  static CueTable builtIn() {
    RuleTable table = RuleTable.builtIn("cues.tsv");
    List<Cue> cues = new ArrayList<>();
    for (RuleTable.Row row : table.rows()) {
      try {
        cues.add(cue(row));
      } catch (UnusableRowException e) {
        throw new IllegalStateException(row.table() + ":" + row.line() + ": " + e.getMessage(), e);
      }
    }
    return new CueTable(cues);
  }

  /**
   * The table that comes with the program and a user's rows: a row whose id is known replaces that
   * row, any other is added. The examples of each row are run.
   *
   * @param files in the same format, the last wins
   * @return without a value if a file cannot be read or a row cannot be used; each bad row has an
   *     issue
   */
  static Result<CueTable> with(List<Path> files) {
    Map<String, Cue> all = new LinkedHashMap<>();
    builtIn().cues.forEach(cue -> all.put(cue.id(), cue));
    List<Issue> issues = new ArrayList<>();
    Map<RuleTable.Row, Cue> own = new LinkedHashMap<>();
    for (Path file : files) {
      read(file, own, issues);
    }
    own.values().forEach(cue -> all.put(cue.id(), cue));
    CueTable table = new CueTable(all.values());
    PropertyResolver resolver = new PropertyResolver(table);
    own.forEach(
        (row, cue) -> {
          // A later row of the same id took its place.
          if (all.get(cue.id()) == cue) {
            wrongExample(cue, resolver).ifPresent(e -> issues.add(issue(row, e)));
          }
        });
    return issues.isEmpty() ? Result.of(table, List.of()) : Result.failed(issues);
  }

  private static void read(Path file, Map<RuleTable.Row, Cue> own, List<Issue> issues) {
    RuleTable table;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("larger than " + MOST_BYTES + " bytes");
      }
      table = RuleTable.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      issues.add(
          Issue.error(
              "unreadable-file",
              "these rules cannot be read, or are not UTF-8",
              Location.of(file.toString()),
              "check the file"));
      return;
    } catch (IllegalArgumentException e) {
      issues.add(
          Issue.error(
              "unusable-rule",
              "a row has more cells than the header: " + e.getMessage(),
              Location.of(file.toString()),
              "begin the file with a header: " + COLUMNS.replace('\t', ' ')));
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (RuleTable.Row row : table.rows()) {
      try {
        Cue cue = cue(row);
        Integer other = lines.putIfAbsent(cue.id(), row.line());
        if (other != null) {
          throw new UnusableRowException(
              "the id " + cue.id() + " is also that of line " + other, "give each row its own id");
        }
        if (cue.value().isPresent() && cue.matches().isEmpty()) {
          throw new UnusableRowException(
              "the row has no example",
              "write one into `matches`, its mention in brackets: no [fever]");
        }
        own.put(row, cue);
      } catch (UnusableRowException e) {
        issues.add(issue(row, e));
      }
    }
    if (table.rows().isEmpty()) {
      issues.add(
          Issue.error(
              "unusable-rule",
              "the file has no row",
              Location.of(file.toString()),
              "write a row under the header: " + COLUMNS.replace('\t', ' ')));
    }
  }

  private static Issue issue(RuleTable.Row row, UnusableRowException e) {
    return Issue.error(
        "unusable-rule", e.getMessage(), new Location(row.table(), row.line(), 0, ""), e.remedy);
  }

  /** The same without some rows. */
  CueTable without(Set<String> ids) {
    return new CueTable(cues.stream().filter(cue -> !ids.contains(cue.id())).toList());
  }

  /** A row cannot be used. */
  private static final class UnusableRowException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    UnusableRowException(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }
  }

  private static Cue cue(RuleTable.Row row) throws UnusableRowException {
    String id = row.get("id");
    if (id.isEmpty()) {
      throw new UnusableRowException(
          "the row has no id", "the columns are " + COLUMNS.replace('\t', ' '));
    }
    String gives = row.get("gives");
    String[] parts = gives.split("=", 2);
    boolean boundary = parts[0].equals("end");
    boolean look = parts[0].equals("none");
    if (boundary && !gives.equals("end=scope") && !gives.equals("end=clause")) {
      throw new UnusableRowException(
          "`" + gives + "` ends nothing", "write end=scope or end=clause");
    }
    String axis = boundary ? "boundary" : look ? parts[1] : parts[0];
    return new Cue(
        id,
        pattern(row.get("cue")),
        word(Axis.class, "gives", axis),
        boundary || look ? Optional.empty() : Optional.of(value(gives)),
        gives.equals("end=scope"),
        word(Reach.class, "reach", row.get("reach")),
        word(Target.class, "to", row.get("to")),
        number(row, "limit", FARTHEST),
        number(row, "rank", PLAIN_RANK),
        row.get("matches"),
        row.get("differs"));
  }

  private static TokenPattern pattern(String cell) throws UnusableRowException {
    try {
      TokenPattern pattern = TokenPattern.of(cell);
      if (pattern.firstWords().isEmpty()) {
        throw new IllegalArgumentException("a cue begins with a word, not with a number: " + cell);
      }
      return pattern;
    } catch (IllegalArgumentException e) {
      throw new UnusableRowException(
          e.getMessage(), "words, (a|b), NUM, x?, ..3 and <class> make a cue");
    }
  }

  private static Property.Value value(String gives) throws UnusableRowException {
    try {
      return Property.Value.of(gives);
    } catch (IllegalArgumentException e) {
      throw new UnusableRowException(
          "`" + gives + "` is not a property and value",
          "write one such as "
              + Stream.of(Property.Value.values())
                  .map(value -> lower(value.property()) + "=" + lower(value))
                  .collect(Collectors.joining(", ")));
    }
  }

  private static <E extends Enum<E>> E word(Class<E> type, String column, String cell)
      throws UnusableRowException {
    for (E constant : type.getEnumConstants()) {
      if (lower(constant).equals(cell.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new UnusableRowException(
        "`" + column + "` cannot be `" + cell + "`",
        "write one of "
            + Stream.of(type.getEnumConstants())
                .map(CueTable::lower)
                .collect(Collectors.joining(", ")));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int number(RuleTable.Row row, String column, int plain)
      throws UnusableRowException {
    String cell = row.get(column);
    if (!cell.matches("\\d{0,2}")) {
      throw new UnusableRowException(
          "`" + column + "` cannot be `" + cell + "`",
          "write a number from 0 to 99, or leave it empty");
    }
    return cell.isEmpty() ? plain : Math.min(FARTHEST, Integer.parseInt(cell));
  }

  private static Optional<UnusableRowException> wrongExample(Cue cue, PropertyResolver resolver) {
    try {
      if (!cue.matches().isEmpty() && !cue.holdsIn(cue.matches(), resolver)) {
        return Optional.of(
            new UnusableRowException(
                "its example does not match: " + cue.matches(),
                "change the cue or the example; a longer cue or one of a higher rank may decide"));
      }
      if (!cue.differs().isEmpty() && cue.holdsIn(cue.differs(), resolver)) {
        return Optional.of(
            new UnusableRowException(
                "its counter-example matches: " + cue.differs(),
                "change the cue or the example; another cue may give it the same value"));
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new UnusableRowException(
              "an example cannot be read: " + e.getMessage(),
              "put the mention in brackets, as in no [fever]"));
    }
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
    found.forEach(each -> graph.cues.add(each.cue().id()));
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

  // "Discharged on 17 May on nifedipine": a month, and no verb of what might be.
  private static boolean isMonth(Graph graph, Graph.Sentence sentence, int at) {
    return graph.token(at).text().equals("May")
        && (at > sentence.first || at + 1 < sentence.end && graph.token(at + 1).isNumber());
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
    if (isMonth(graph, sentence, at)) {
      return best;
    }
    for (Cue cue : byAxis.get(axis).of(graph.token(at).lower())) {
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
