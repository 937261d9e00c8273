package org.case2fhir.terminology;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermTable.Scope;
import org.case2fhir.terminology.TestTable.TestResults;

/** The tables that come with the program, each read when its domain is first asked for. */
final class BuiltInTables {
  private static final String TESTS = "tests";

  private static final Map<Domain, List<String>> NAMES = allNames();
  private static final Map<String, TermTable> TABLES = new ConcurrentHashMap<>();

  private BuiltInTables() {}

  /** The names of a domain's tables, its own first. */
  static List<String> names(Domain domain) {
    return NAMES.get(domain);
  }

  private static Map<Domain, List<String>> allNames() {
    Map<Domain, List<String>> names = new EnumMap<>(Domain.class);
    for (Domain domain : Domain.values()) {
      names.put(domain, domain.withIncluded().stream().map(BuiltInTables::name).toList());
    }
    return names;
  }

  /** "Body sites" are in {@code body-sites.tsv}. */
  private static String name(Domain domain) {
    return domain.name().toLowerCase(Locale.ROOT).replace('_', '-').concat("s");
  }

  static TermTable table(String name) {
    return name.equals(TESTS) ? Tests.TABLE.terms() : TABLES.computeIfAbsent(name, TermTable::load);
  }

  static TestTable tests() {
    return Tests.TABLE;
  }

  static TestResults testResults() {
    return Results.TABLE;
  }

  static TestCategories testCategories() {
    return Categories.TABLE;
  }

  /** The term of a key, unless the tables of the domain understand it differently. */
  static Optional<TermMatch> findExact(Domain domain, String key, String text) {
    return find(domain, table -> table(table).find(key).filter(entry -> entry.mayBe(key, text)))
        .map(entry -> entry.match(entry.kind(text)));
  }

  /** The term that says the same in another order or with equal words. */
  static Optional<TermMatch> findCanonical(Domain domain, String key, String text) {
    return find(
            domain,
            table ->
                table(table)
                    .findCanonical(CanonicalForm.of(Scope.ofTable(table), key))
                    .filter(entry -> entry.mayBe(key, text)))
        .map(entry -> entry.match(wayFrom(key, entry)));
  }

  private static MatchKind wayFrom(String key, TermTable.Entry entry) {
    return CanonicalForm.sameWords(key, TextForm.of(entry.written()))
        ? MatchKind.WORD_ORDER
        : MatchKind.EQUIVALENT;
  }

  private static Optional<TermTable.Entry> find(
      Domain domain, Function<String, Optional<TermTable.Entry>> search) {
    Optional<TermTable.Entry> found = Optional.empty();
    for (String name : names(domain)) {
      Optional<TermTable.Entry> here = search.apply(name);
      if (found.isEmpty()) {
        found = here;
      } else if (here.isPresent()
          && !here.get().term().codes().equals(found.get().term().codes())) {
        return Optional.empty();
      }
    }
    return found;
  }

  /** Keeps the tests unread until one is asked for. */
  private static final class Tests {
    static final TestTable TABLE = TestTable.load();
  }

  private static final class Results {
    static final TestResults TABLE = TestResults.load();
  }

  private static final class Categories {
    static final TestCategories TABLE = TestCategories.load();
  }

  /** The kind of a test by words of its name, for tests that no table knows. */
  static final class TestCategories {
    private final Map<String, MeasurementCategory> last = new HashMap<>();
    private final Map<String, MeasurementCategory> anywhere = new HashMap<>();
    private final Map<String, MeasurementCategory> otherwise = new HashMap<>();

    static TestCategories load() {
      TestCategories table = new TestCategories();
      for (String[] cells : Tables.rows("test-categories")) {
        Map<String, MeasurementCategory> words =
            switch (cells[1]) {
              case "last" -> table.last;
              case "any" -> table.anywhere;
              default -> table.otherwise;
            };
        words.put(cells[0].toLowerCase(Locale.ROOT), TestTable.categoryOf(cells[2]));
      }
      return table;
    }

    /** The kind that the last word implies, else the last of the words that imply one. */
    Optional<MeasurementCategory> find(String test) {
      String[] words = test.strip().toLowerCase(Locale.ROOT).split("[\\s,()/]{1,9}");
      MeasurementCategory found = last.get(words[words.length - 1]);
      for (int i = words.length - 1; i >= 0 && found == null; i--) {
        found = anywhere.get(words[i]);
      }
      for (int i = words.length - 1; i >= 0 && found == null; i--) {
        found = otherwise.get(words[i]);
      }
      return Optional.ofNullable(found);
    }
  }
}
