package org.case2fhir.terminology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.model.MeasurementCategory;
import org.case2fhir.model.Value;

/**
 * Finds the codes that mean exactly what the words of a case mean.
 *
 * <p>Words match a term or a synonym of the tables when they differ in nothing but case, accents,
 * hyphens, possessive and plural endings, or British and American spelling. A broader, narrower or
 * merely similar term is no match; neither is one with two meanings. Tables are read when their
 * domain is first asked for. Immutable to its callers and safe for use by several threads.
 */
public final class Vocabulary {
  private static final Vocabulary BUILT_IN = new Vocabulary();

  private final Map<String, TermTable> tables = new ConcurrentHashMap<>();

  private Vocabulary() {}

  /** The tables that come with the program. */
  public static Vocabulary builtIn() {
    return BUILT_IN;
  }

  /**
   * Codes that mean these words in a domain.
   *
   * @return at most one code of each system, the most widely used system first; empty when the
   *     words are unknown or have more than one meaning
   */
  public List<Code> find(Domain domain, String text) {
    String key = TextForm.of(text);
    return switch (domain) {
      case TEST -> findTest(text, Optional.empty());
      case FINDING -> either(key, "findings", "conditions");
      case SUBSTANCE -> either(key, "substances", "medications");
      case CONDITION -> table("conditions").find(key);
      case MEDICATION -> table("medications").find(key);
      case PROCEDURE -> table("procedures").find(key);
      case REPORT -> table("reports").find(key);
      case BODY_SITE -> table("body-sites").find(key);
      case SPECIMEN -> table("specimens").find(key);
      case ORGANISM -> table("organisms").find(key);
      case QUALIFIER -> table("qualifiers").find(key);
      case RELATIONSHIP -> table("relationships").find(key);
      case ROUTE -> table("routes").find(key);
    };
  }

  /**
   * Codes of a test whose LOINC property fits its value: glucose in mg/dL has another code than
   * glucose in mmol/L, a titer another than a positive result.
   *
   * @param value absent when the case says only that the test was done; then, and for results such
   *     as "normal", the code of the usual property where the table marks one
   * @return empty when the test is unknown or none of its codes fits
   */
  public List<Code> findTest(String text, Optional<Value> value) {
    return Tests.TABLE.find(TextForm.of(text), value, UnitTable.builtIn());
  }

  /** The kind of a known test. */
  public Optional<MeasurementCategory> testCategory(String text) {
    return Tests.TABLE.category(TextForm.of(text));
  }

  /** UCUM units that a known test is told in, the usual one first; empty where it has none. */
  public List<String> testUnits(String text) {
    return Tests.TABLE.units(TextForm.of(text));
  }

  /** Whether a known test is always told as a number without a unit: a score, a ratio, a pH. */
  public boolean isPlainNumber(String test) {
    List<String> units = testUnits(test);
    return !units.isEmpty() && units.stream().allMatch(UnitTable.builtIn()::isPlainNumber);
  }

  /**
   * Every term and synonym of a domain as the tables write it, in their order; those of the domains
   * that it includes come last.
   */
  public Stream<String> terms(Domain domain) {
    return tableNames(domain).stream()
        .flatMap(name -> Tables.rows(name).stream())
        .flatMap(row -> Stream.concat(Stream.of(row[0]), Stream.of(Tables.list(row[1]))))
        .distinct();
  }

  private static List<String> tableNames(Domain domain) {
    return switch (domain) {
      case TEST -> List.of("tests");
      case FINDING -> List.of("findings", "conditions");
      case SUBSTANCE -> List.of("substances", "medications");
      case CONDITION -> List.of("conditions");
      case MEDICATION -> List.of("medications");
      case PROCEDURE -> List.of("procedures");
      case REPORT -> List.of("reports");
      case BODY_SITE -> List.of("body-sites");
      case SPECIMEN -> List.of("specimens");
      case ORGANISM -> List.of("organisms");
      case QUALIFIER -> List.of("qualifiers");
      case RELATIONSHIP -> List.of("relationships");
      case ROUTE -> List.of("routes");
    };
  }

  private List<Code> either(String key, String first, String second) {
    List<Code> own = table(first).find(key);
    List<Code> included = table(second).find(key);
    if (own.isEmpty()) {
      return included;
    }
    return included.isEmpty() || included.equals(own) ? own : List.of();
  }

  private TermTable table(String name) {
    return tables.computeIfAbsent(name, TermTable::load);
  }

  /** Keeps the tests unread until one is asked for. */
  private static final class Tests {
    static final TestTable TABLE = TestTable.load();
  }
}
