package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * AbbreviationTable that depend on the domain or on the words around them: "MS" is multiple
 * sclerosis beside "demyelination" and mitral stenosis beside "murmur".
 *
 * <p>Columns of the table: {@code abbreviation} (case counts), {@code domain}, the {@code term} it
 * stands for, and the {@code context} words of which one must be near, separated by a bar; none
 * where it has one meaning in its domain.
 */
final class AbbreviationTable {
  static final String TABLE = "abbreviations";
  static final int WIDTH = 4;

  private static final Pattern PUNCTUATION = Pattern.compile("[,.;:()]");
  private static final Map<Domain, Map<String, List<Sense>>> SENSES = load();

  private AbbreviationTable() {}

  /** Every row of the table in the domain that it is written for. */
  static List<String[]> rows() {
    return Tables.read(TABLE, WIDTH);
  }

  /** Whether the text is an abbreviation of the table. */
  static boolean knows(Domain domain, String text) {
    return !senses(domain, text).isEmpty();
  }

  /** The term that an abbreviation stands for here; empty when that is unclear. */
  static Optional<String> term(Domain domain, String text, Collection<String> context) {
    List<Sense> senses = senses(domain, text);
    if (senses.size() == 1 && senses.get(0).context().isEmpty()) {
      return Optional.of(senses.get(0).term());
    }
    String near = words(context);
    List<String> terms =
        senses.stream()
            .filter(sense -> sense.context().stream().anyMatch(near::contains))
            .map(Sense::term)
            .distinct()
            .toList();
    return terms.size() == 1 ? Optional.of(terms.get(0)) : Optional.empty();
  }

  /** The context as one text with a blank around each word. */
  private static String words(Collection<String> context) {
    StringBuilder words = new StringBuilder(" ");
    for (String text : context) {
      words.append(TextForm.of(PUNCTUATION.matcher(text).replaceAll(" "))).append(' ');
    }
    return words.toString();
  }

  private static List<Sense> senses(Domain domain, String text) {
    String bare = text.strip().replace(".", "");
    Map<String, List<Sense>> own = SENSES.get(domain);
    List<Sense> found = own.getOrDefault(bare, List.of());
    boolean plural = found.isEmpty() && bare.length() > 2 && bare.endsWith("s");
    return plural ? own.getOrDefault(bare.substring(0, bare.length() - 1), List.of()) : found;
  }

  private static Map<Domain, Map<String, List<Sense>>> load() {
    Map<Domain, Map<String, List<Sense>>> all = new EnumMap<>(Domain.class);
    for (Domain domain : Domain.values()) {
      all.put(domain, new HashMap<>());
    }
    for (String[] row : rows()) {
      Set<String> context =
          Stream.of(Tables.list(row[3]))
              .map(word -> " " + TextForm.of(word) + " ")
              .collect(Collectors.toSet());
      Sense sense = new Sense(row[2], context);
      for (Domain domain : Domain.valueOf(row[1]).withIncluding()) {
        all.get(domain).computeIfAbsent(row[0], key -> new ArrayList<>(2)).add(sense);
      }
    }
    return all;
  }

  private record Sense(String term, Set<String> context) {}
}
