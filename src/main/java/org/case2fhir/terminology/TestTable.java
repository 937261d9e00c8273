package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.TermTable.Scope;

/**
 * Tests and their codes, one for each property that a test may be reported in.
 *
 * <p>Columns: those of {@link TermTable}, then {@code property} (LOINC's abbreviation), {@code
 * units} (UCUM, separated by a bar, the usual one first), {@code category} and {@code default}.
 */
public final class TestTable {
  static final int WIDTH = 10;

  private final TermTable terms;
  private final Map<String, List<TestRow>> tests = new HashMap<>(2048);

  private TestTable(TermTable terms) {
    this.terms = terms;
  }

  static TestTable load() {
    List<String[]> rows = Tables.read("tests", WIDTH);
    TestTable table = new TestTable(TermTable.of(rows, Scope.ANY));
    for (String[] cells : rows) {
      table.tests.computeIfAbsent(cells[0], term -> new ArrayList<>(3)).add(row(cells));
    }
    return table;
  }

  /**
   * Whether a value may stand under a code of LOINC, by the property that the code measures: a
   * glucose in mmol/L under a substance concentration only.
   *
   * @param property LOINC's abbreviation, for example {@code MCnc}
   * @param units UCUM units of the property; a number fits only where one is comparable with its
   *     own
   */
  public static boolean fits(Code code, String property, List<String> units, Value value) {
    return new TestRow(code, TestProperty.of(property), units, MeasurementCategory.LABORATORY, true)
        .fits(value, UnitTable.builtIn());
  }

  private static TestRow row(String[] cells) {
    return new TestRow(
        new Code(CodeSystem.valueOf(cells[2]).uri(), cells[3], cells[4]),
        TestProperty.of(cells[6]),
        List.of(Tables.list(cells[7])),
        categoryOf(cells[8]),
        cells[9].equals("yes"));
  }

  /** A kind by its word in the tables: {@code vital-signs}. */
  static MeasurementCategory categoryOf(String word) {
    return MeasurementCategory.valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  /** The names of the tests. */
  TermTable terms() {
    return terms;
  }

  /**
   * The codes of a test whose property fits the value; at most one of each system.
   *
   * @param term the test as the table writes it first
   * @param agreeing its codes that may be chosen
   */
  List<Code> codes(String term, List<Code> agreeing, Optional<Value> value, UnitTable units) {
    Map<String, List<TestRow>> bySystem = new LinkedHashMap<>();
    for (TestRow row : tests.getOrDefault(term, List.of())) {
      boolean fits = value.map(given -> row.fits(given, units)).orElse(row.byDefault());
      if (fits && agreeing.contains(row.code())) {
        bySystem.computeIfAbsent(row.code().system(), system -> new ArrayList<>(2)).add(row);
      }
    }
    List<Code> codes = new ArrayList<>(2);
    for (List<TestRow> fitting : bySystem.values()) {
      onlyOne(fitting).ifPresent(row -> codes.add(row.code()));
    }
    return codes;
  }

  private static Optional<TestRow> onlyOne(List<TestRow> fitting) {
    if (fitting.size() == 1) {
      return Optional.of(fitting.get(0));
    }
    List<TestRow> usual = fitting.stream().filter(TestRow::byDefault).toList();
    return usual.size() == 1 ? Optional.of(usual.get(0)) : Optional.empty();
  }

  /** The units of its quantities, in the order of the table. */
  List<String> units(String term) {
    return tests.getOrDefault(term, List.of()).stream()
        .filter(row -> row.property() == TestProperty.QUANTITY)
        .flatMap(row -> row.units().stream())
        .distinct()
        .toList();
  }

  Optional<MeasurementCategory> category(String term) {
    return tests.getOrDefault(term, List.of()).stream().map(TestRow::category).findFirst();
  }

  /**
   * One code of a test, with the sort of value it stands for.
   *
   * @param units UCUM units of the dimension that the code measures, the usual one first; none
   *     where the value is not a number
   * @param byDefault whether the code holds where no number tells the property: "glucose was
   *     normal"
   */
  record TestRow(
      Code code,
      TestProperty property,
      List<String> units,
      MeasurementCategory category,
      boolean byDefault) {

    /** Whether a value of this sort may stand under the code. */
    boolean fits(Value value, UnitTable unitTable) {
      if (value instanceof Value.Measured measured) {
        return isNumeric() && fits(measured.amount().unit(), unitTable);
      }
      if (value instanceof Value.Interval interval) {
        return isNumeric() && fits(interval.unit(), unitTable);
      }
      if (value instanceof Value.BloodPressure pressure) {
        return property == TestProperty.PANEL && fits(pressure.unit(), unitTable);
      }
      if (value instanceof Value.Coded coded) {
        return fits(coded.concept().text());
      }
      if (value instanceof Value.Words words) {
        return fits(words.text());
      }
      if (value instanceof Value.Score) {
        return isNumeric() && units.contains("{score}");
      }
      if (value instanceof Value.Day) {
        return property == TestProperty.DATE;
      }
      return value instanceof Value.Titer && property == TestProperty.TITER;
    }

    private boolean isNumeric() {
      return property == TestProperty.QUANTITY || property == TestProperty.TITER;
    }

    private boolean fits(Unit unit, UnitTable unitTable) {
      return unit.ucum()
          .map(ucum -> units.stream().anyMatch(own -> unitTable.comparable(own, ucum)))
          .orElse(false);
    }

    private boolean fits(String words) {
      if (property == TestProperty.WORDS) {
        return true;
      }
      return ResultWords.isPresence(words)
          ? property == TestProperty.PRESENCE
          : byDefault && ResultWords.isJudgement(words);
    }
  }

  /** Tells the words of a qualitative result from those that only judge a quantity. */
  private static final class ResultWords {
    private static final Set<String> PRESENCE =
        Set.of(
            "positive",
            "negative",
            "detected",
            "not detected",
            "undetected",
            "undetectable",
            "reactive",
            "nonreactive",
            "non reactive",
            "present",
            "absent",
            "trace",
            "indeterminate",
            "equivocal",
            "borderline",
            "pos",
            "neg",
            "+",
            "++",
            "+++",
            "++++",
            "1+",
            "2+",
            "3+",
            "4+",
            "weak positive",
            "weakly positive",
            "strongly positive",
            "strong positive",
            "low positive",
            "high positive",
            "none detected",
            "negative result",
            "positive result");
    private static final Set<String> JUDGEMENT =
        Set.of(
            "normal",
            "within normal limit",
            "within normal range",
            "within the normal range",
            "within the normal limit",
            "within reference range",
            "within the reference range",
            "in the normal range",
            "normal range",
            "wnl",
            "unremarkable",
            "abnormal",
            "low",
            "high",
            "elevated",
            "raised",
            "increased",
            "decreased",
            "reduced",
            "slightly elevated",
            "mildly elevated",
            "moderately elevated",
            "markedly elevated",
            "slightly increased",
            "mildly increased",
            "markedly increased",
            "slightly decreased",
            "mildly decreased",
            "markedly decreased",
            "very high",
            "very low",
            "not elevated",
            "not increased");

    private ResultWords() {}

    /** "positive", "not detected", "2+": the scale is ordinal. */
    static boolean isPresence(String text) {
      return PRESENCE.contains(TextForm.of(text)) || PRESENCE.contains(text.strip());
    }

    /** "normal", "slightly elevated": a number was judged and not given. */
    static boolean isJudgement(String text) {
      return JUDGEMENT.contains(TextForm.of(text));
    }
  }

  /**
   * What sort of value a LOINC property takes, by <a
   * href="https://loinc.org/kb/users-guide/major-parts-of-a-loinc-term/">the parts of a LOINC
   * term</a>.
   */
  enum TestProperty {
    /** A number with a unit: MCnc, SCnc, NCnc, Temp … */
    QUANTITY,
    /** A dilution: Titr. */
    TITER,
    /** Positive or negative: PrThr. */
    PRESENCE,
    /** Words that name or describe: Prid, Imp, Find, Type. */
    WORDS,
    /** A day. */
    DATE,
    /** Several measurements under one name, no value of its own; blood pressure above all. */
    PANEL;

    /** By the abbreviation that LOINC uses; what is not named here is a quantity. */
    static TestProperty of(String abbreviation) {
      return switch (abbreviation) {
        case "Titr" -> TITER;
        case "PrThr" -> PRESENCE;
        case "Prid", "Imp", "Find", "Type" -> WORDS;
        case "Date" -> DATE;
        case "-" -> PANEL;
        default -> QUANTITY;
      };
    }
  }

  /**
   * Results that mean something in certain tests only: "A positive" of a blood group, "2+" of a
   * dipstick, "III" of the NYHA class. Of some tests the table holds all results there are: nobody
   * means by a blood group of "A positive" that it is positive.
   */
  static final class TestResults {
    private static final Set<String> ORGANISMS_OF =
        Set.of("culture", "cultures", "pcr", "organism", "pathogen", "isolate", "microbiology");

    private final Map<String, OwnResults> byTest = new HashMap<>();
    private final int longest;

    private TestResults(List<String[]> rows) {
      int words = 1;
      for (String[] cells : rows) {
        Code code = new Code(CodeSystem.valueOf(cells[4]).uri(), cells[5], cells[6]);
        for (String test : Tables.list(cells[0])) {
          String key = key(test);
          words = Math.max(words, key.split(" ").length);
          Map<String, Code> results =
              byTest
                  .computeIfAbsent(
                      key, t -> new OwnResults(new HashMap<>(), cells[1].equals("yes")))
                  .codes();
          results.put(key(cells[2]), code);
          for (String synonym : Tables.list(cells[3])) {
            results.put(key(synonym), code);
          }
        }
      }
      longest = words;
    }

    static TestResults load() {
      return new TestResults(Tables.rows("test-results"));
    }

    /**
     * The results that a test alone has.
     *
     * @param codes by the results as {@link #key} gives them
     * @param others whether it may have any other result too
     */
    record OwnResults(Map<String, Code> codes, boolean others) {
      static final OwnResults NONE = new OwnResults(Map.of(), true);

      List<Code> find(String result) {
        return Optional.ofNullable(codes.get(key(result))).stream().toList();
      }
    }

    /** What a test, or the first part of its name that the table knows, has for results. */
    OwnResults of(String test) {
      String[] words = key(test).split(" ");
      for (int first = 0; first < words.length; first++) {
        StringBuilder name = new StringBuilder();
        for (int end = first; end < Math.min(words.length, first + longest); end++) {
          name.append(end == first ? "" : " ").append(words[end]);
          OwnResults results = byTest.get(name.toString());
          if (results != null) {
            return results;
          }
        }
      }
      return OwnResults.NONE;
    }

    /** Whether what a test finds is an organism. */
    static boolean findsOrganisms(String test) {
      for (String word : key(test).split(" ")) {
        if (ORGANISMS_OF.contains(word)) {
          return true;
        }
      }
      return false;
    }

    // Signs count here, so that this is not the form in which terms are compared.
    private static String key(String text) {
      return text.strip()
          .toLowerCase(Locale.ROOT)
          .replaceAll("[\u2010-\u2015\u2212]", "-")
          .replaceAll("\\s{1,9}", " ");
    }
  }
}
