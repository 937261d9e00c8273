package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.terminology.TermMatch.Qualifier;
import org.case2fhir.terminology.TermMatch.QualifierKind;

/**
 * Splits words of side, severity, course and manner off a term.
 *
 * <p>Only words that leave the rest true are split: a severe pneumonia is a pneumonia. Words that
 * change what is meant ("history of", "risk of", "no", "post-") never are, nor is any word of a
 * name such as "severe combined immunodeficiency". "Acute" and "chronic" are split off symptoms
 * alone: diseases are classified by them.
 *
 * <p>Columns of the table: the {@code words}, the {@code kind} of qualifier (with its side, or with
 * {@code local} for a drug that is not given systemically; {@code -} where the rest says the same
 * without them: "underlying", "course of", "findings"), their {@code place} in the term, and the
 * {@code tables} whose terms they are split off.
 */
final class SplitWords {
  static final String TABLE = "split-words";
  static final String NAMES = "whole-names";
  static final int WIDTH = 4;

  /** The kind of words that say nothing which the rest does not say. */
  static final String NOTHING = "-";

  private static final int LONGEST = 5;
  private static final Map<String, List<Rule>> RULES = loadRules();
  private static final Set<String> FIRST_WORDS =
      RULES.keySet().stream()
          .map(words -> Tables.split(words, ' ')[0])
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> WHOLE =
      Tables.read(NAMES, 1).stream()
          .map(row -> " " + TextForm.of(row[0]) + " ")
          .collect(Collectors.toUnmodifiableSet());

  private final List<String> words;
  private final int length;
  private final List<Qualifier> qualifiers = new ArrayList<>();
  private final Set<String> sides = new HashSet<>();
  private final Set<String> tables;
  private boolean local;

  private SplitWords(String text, Collection<String> tables) {
    this.words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
    this.length = words.size();
    this.tables = new HashSet<>(tables);
  }

  /** What is left of a term; empty where nothing may be split off. */
  static Optional<Split> split(Domain domain, String text) {
    SplitWords work = new SplitWords(text, BuiltInTables.names(domain));
    work.takeAnywhere();
    work.takeFront();
    work.takeEnd();
    boolean split =
        work.hasTaken() && !work.words.isEmpty() && work.sides.size() <= 1 && !isWhole(text);
    return split
        ? Optional.of(
            new Split(
                String.join(" ", work.words), work.qualifiers, Set.copyOf(work.tables), work.local))
        : Optional.empty();
  }

  private static boolean isWhole(String text) {
    String form = " " + TextForm.of(text) + " ";
    return WHOLE.stream().anyMatch(form::contains);
  }

  private boolean hasTaken() {
    return words.size() < length;
  }

  private void takeAnywhere() {
    int at = 0;
    while (at < words.size()) {
      at += take(at, Place.ANY) ? 0 : 1;
    }
  }

  private void takeFront() {
    boolean more = true;
    while (more && words.size() > 1) {
      boolean joined = hasTaken() && words.get(0).equals("and");
      more = take(joined ? 1 : 0, Place.FRONT);
      if (more && joined) {
        words.remove(0);
      }
    }
  }

  private void takeEnd() {
    boolean more = true;
    while (more) {
      more = false;
      for (int length = Math.min(2, words.size() - 1); length > 0 && !more; length--) {
        more = take(words.size() - length, length, Place.END);
      }
    }
  }

  private boolean take(int at, Place place) {
    if (at < words.size() && !mayBegin(words.get(at))) {
      return false;
    }
    for (int length = Math.min(LONGEST, words.size() - at); length > 0; length--) {
      if (take(at, length, place)) {
        return true;
      }
    }
    return false;
  }

  // Most words begin nothing that is split off; a mark alone is passed over.
  private static boolean mayBegin(String word) {
    String form = TextForm.of(word.endsWith(",") ? word.substring(0, word.length() - 1) : word);
    return form.isEmpty() || FIRST_WORDS.contains(Tables.split(form, ' ')[0]);
  }

  private boolean take(int at, int length, Place place) {
    String found = String.join(" ", words.subList(at, at + length));
    String bare = found.endsWith(",") ? found.substring(0, found.length() - 1) : found;
    for (Rule rule : RULES.getOrDefault(TextForm.of(bare), List.of())) {
      if (rule.place() == place && rule.tables().stream().anyMatch(tables::contains)) {
        tables.retainAll(rule.tables());
        rule.kind().ifPresent(kind -> qualifiers.add(new Qualifier(kind, bare)));
        local |= rule.detail().equals("local");
        if (rule.kind().equals(Optional.of(QualifierKind.LATERALITY))) {
          sides.add(rule.detail());
        }
        words.subList(at, at + length).clear();
        return true;
      }
    }
    return false;
  }

  private static Map<String, List<Rule>> loadRules() {
    Map<String, List<Rule>> rules = new HashMap<>();
    for (String[] row : Tables.read(TABLE, WIDTH)) {
      String[] kind = Tables.split(row[1], ' ');
      Rule rule =
          new Rule(
              kind[0].equals(NOTHING)
                  ? Optional.empty()
                  : Optional.of(QualifierKind.valueOf(kind[0])),
              kind.length > 1 ? kind[1] : "",
              Place.valueOf(row[2].toUpperCase(Locale.ROOT)),
              Set.of(Tables.list(row[3])));
      rules.computeIfAbsent(TextForm.of(row[0]), words -> new ArrayList<>(2)).add(rule);
    }
    return rules;
  }

  private enum Place {
    ANY,
    FRONT,
    END
  }

  private record Rule(
      Optional<QualifierKind> kind, String detail, Place place, Set<String> tables) {}

  /**
   * A term without its qualifiers.
   *
   * @param tables the tables in which the rest must be found
   * @param local whether it is a drug that is not given systemically
   */
  record Split(String rest, List<Qualifier> qualifiers, Set<String> tables, boolean local) {}
}
