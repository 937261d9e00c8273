package org.case2fhir.terminology;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermTable.Scope;

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
}
