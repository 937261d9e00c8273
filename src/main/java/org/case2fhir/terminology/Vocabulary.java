package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TestTable.TestResults;
import org.case2fhir.terminology.TestTable.TestResults.OwnResults;

/**
 * Finds the codes that mean exactly what the words of a case mean.
 *
 * <p>Words match a term or a synonym of the tables when they differ in nothing but case, accents,
 * hyphens, possessive and plural endings, British and American spelling, the order of words, or
 * words that mean the same. Words of side, severity, course and manner may be split off, and a long
 * word may be misspelt; the match says so. A broader, narrower or merely similar term is not a
 * match; neither is one with two meanings. Tables are read when their domain is first asked for.
 * Immutable to its callers and safe for use by several threads.
 */
public final class Vocabulary {
  /** The source of matches in the tables that come with the program. */
  public static final String BUILT_IN = "built-in";

  private static final Pattern PER_VOLUME = Pattern.compile("[^/]{0,20}/[munpfdc]?L");

  private static final Vocabulary ALONE =
      new Vocabulary(new TermSources(List.of(), List.of()), Optional.empty());

  private final TermSources sources;

  /** What was found before; nothing is remembered where there is none. */
  private final Optional<Map<Question, Optional<TermMatch>>> answers;

  private Vocabulary(TermSources sources, Optional<Map<Question, Optional<TermMatch>>> answers) {
    this.sources = sources;
    this.answers = answers;
  }

  private record Question(Domain domain, String text, List<String> context) {}

  /** The tables that come with the program. */
  public static Vocabulary builtIn() {
    return ALONE;
  }

  /** Reads the tables, which happens otherwise when each is first asked for. */
  public static void warmUp() {
    for (Domain domain : List.of(Domain.FINDING, Domain.CONDITION)) {
      BuiltInTables.names(domain).forEach(name -> BuiltInTables.table(name).findCanonical(""));
    }
    Misspellings.builtIn();
  }

  /**
   * The same tables with other sources around them.
   *
   * @param first asked before the tables, in this order: a user's words win
   * @param last asked for what the tables do not know, in this order
   */
  public Vocabulary with(List<TermSource> first, List<TermSource> last) {
    return new Vocabulary(new TermSources(first, last), Optional.empty());
  }

  /**
   * The same that looks each text up once and remembers what it found: for one document, in which
   * the same words come again and again.
   */
  public Vocabulary remembering() {
    return new Vocabulary(sources, Optional.of(new ConcurrentHashMap<>()));
  }

  /** The one concept that these words name in a domain. */
  public Optional<TermMatch> match(Domain domain, String text) {
    return match(domain, text, List.of());
  }

  /**
   * The one concept that these words name in a domain, among other words.
   *
   * @param context words near them, by which an abbreviation with several meanings is understood
   * @return of a test with its usual code, where the table marks one; empty when the words are
   *     unknown or have more than one meaning
   */
  public Optional<TermMatch> match(Domain domain, String text, Collection<String> context) {
    if (answers.isEmpty()) {
      return lookUp(domain, text, context);
    }
    Question question = new Question(domain, text, List.copyOf(context));
    Optional<TermMatch> known = answers.get().get(question);
    if (known == null) {
      known = lookUp(domain, text, context);
      answers.get().put(question, known);
    }
    return known;
  }

  private Optional<TermMatch> lookUp(Domain domain, String text, Collection<String> context) {
    return domain == Domain.TEST
        ? matchTest(text, Optional.empty(), context)
        : new Lookup(sources, domain, context).match(text);
  }

  /**
   * The test that these words name, with the codes whose LOINC property fits its value: glucose in
   * mg/dL has another code than glucose in mmol/L, a titer another than a positive result.
   *
   * @param value absent when the case says only that the test was done; then, and for results such
   *     as "normal", the code of the usual property where the table marks one
   * @return without codes when the test is known but none of its codes fits
   */
  public Optional<TermMatch> matchTest(
      String text, Optional<Value> value, Collection<String> context) {
    return new TestLookup(sources, context).match(text, value);
  }

  /**
   * Codes that mean these words in a domain, all that they say.
   *
   * @return at most one code of each system, the most widely used system first; empty when the
   *     words are unknown, misspelt or have more than one meaning, or when only a part of them is
   *     known
   */
  public List<Code> find(Domain domain, String text) {
    return match(domain, text).filter(TermMatch::isWhole).map(TermMatch::codes).orElse(List.of());
  }

  /**
   * Codes of a test whose LOINC property fits its value.
   *
   * @return empty when the test is unknown or none of its codes fits
   * @see #matchTest
   */
  public List<Code> findTest(String text, Optional<Value> value) {
    return matchTest(text, value, List.of())
        .filter(TermMatch::isWhole)
        .map(TermMatch::codes)
        .orElse(List.of());
  }

  /**
   * Codes of a result in words under its test: an organism that a culture grew, a blood group, a
   * grade of a dipstick, else a word such as "positive" that means the same in every test.
   *
   * @param test empty where it is not known
   */
  public List<Code> findResult(String test, String words) {
    OwnResults own = BuiltInTables.testResults().of(test);
    List<Code> codes = own.find(words);
    if (codes.isEmpty() && TestResults.findsOrganisms(test)) {
      codes = find(Domain.ORGANISM, words);
    }
    return codes.isEmpty() && own.others() ? find(Domain.QUALIFIER, words) : codes;
  }

  /** The kind of a known test, else that which words of its name imply: score, serum, FEV1. */
  public Optional<MeasurementCategory> testCategory(String text) {
    return match(Domain.TEST, text)
        .flatMap(match -> BuiltInTables.tests().category(match.term()))
        .or(() -> BuiltInTables.testCategories().find(text));
  }

  /**
   * The kind of a test by its name or else by its result: a titer and an amount per volume come
   * from a laboratory.
   */
  public MeasurementCategory testCategory(String text, Optional<Value> result) {
    return testCategory(text)
        .orElseGet(
            () ->
                result.filter(Vocabulary::isOfLaboratory).isPresent()
                    ? MeasurementCategory.LABORATORY
                    : MeasurementCategory.NONE);
  }

  private static boolean isOfLaboratory(Value result) {
    Optional<String> unit = Optional.empty();
    if (result instanceof Value.Measured measured) {
      unit = measured.amount().unit().ucum();
    } else if (result instanceof Value.Interval interval) {
      unit = interval.unit().ucum();
    }
    return result instanceof Value.Titer
        || unit.filter(code -> PER_VOLUME.matcher(code).matches()).isPresent();
  }

  /** UCUM units that a known test is given in, the usual one first; empty where it has none. */
  public List<String> testUnits(String text) {
    return match(Domain.TEST, text)
        .map(match -> BuiltInTables.tests().units(match.term()))
        .orElse(List.of());
  }

  /** Whether a known test is always given as a number without a unit: a score, a ratio, a pH. */
  public boolean isPlainNumber(String test) {
    List<String> units = testUnits(test);
    return !units.isEmpty() && units.stream().allMatch(UnitTable.builtIn()::isPlainNumber);
  }

  /** Every concept of the tables of a domain in their order, those that it includes last. */
  public Stream<Term> concepts(Domain domain) {
    return BuiltInTables.names(domain).stream()
        .flatMap(name -> BuiltInTables.table(name).terms().stream());
  }

  /**
   * Every term and synonym of a domain: the user's own words, then those of the tables in the same
   * order.
   */
  public Stream<String> terms(Domain domain) {
    return Stream.concat(
            sources.before().stream().flatMap(source -> source.terms(domain)),
            concepts(domain)
                .flatMap(term -> Stream.concat(Stream.of(term.text()), term.synonyms().stream())))
        .distinct();
  }

  /**
   * One concept of a table.
   *
   * @param text the preferred term
   * @param synonyms other terms that mean the same
   * @param codes what means exactly that; of a test the codes of all its properties
   */
  public record Term(String text, List<String> synonyms, List<Code> codes) {
    private static final int FEWEST_INITIALS = 2;
    private static final int MOST_INITIALS = 6;

    public Term {
      synonyms = List.copyOf(synonyms);
      codes = List.copyOf(codes);
    }

    /**
     * Whether a name is a few letters in capitals, which are other words in small letters: "CREST",
     * "GOT", "ACE".
     */
    public static boolean isInitialism(String name) {
      boolean capitals = name.chars().allMatch(c -> c >= 'A' && c <= 'Z');
      return capitals && name.length() >= FEWEST_INITIALS && name.length() <= MOST_INITIALS;
    }
  }

  /**
   * Looks a test up with the codes whose LOINC property fits its value, as it is written, then
   * without the specimen and the sort of quantity that its codes say.
   */
  record TestLookup(TermSources sources, Collection<String> context) {

    /**
     * The test that words name.
     *
     * @param value absent where only the usual codes hold
     */
    Optional<TermMatch> match(String text, Optional<Value> value) {
      Lookup lookup = new Lookup(sources.forValue(value), Domain.TEST, context);
      return lookup
          .spelt(text)
          .map(match -> supplemented(withFittingCodes(match, value), value))
          .or(() -> other(lookup, text).map(match -> withFittingCodes(match, value)));
    }

    private TermMatch supplemented(TermMatch match, Optional<Value> value) {
      return sources.forValue(value).supplemented(Domain.TEST, match);
    }

    private static Optional<TermMatch> other(Lookup lookup, String text) {
      return TestWords.split(text)
          .flatMap(split -> agreeing(lookup, split))
          .or(() -> lookup.match(text));
    }

    private static Optional<TermMatch> agreeing(Lookup lookup, TestWords.Split split) {
      return lookup
          .spelt(split.rest())
          .map(match -> match.withCodes(match.codes().stream().filter(split::agrees).toList()))
          .filter(match -> !match.codes().isEmpty())
          .map(match -> match.by(MatchKind.EQUIVALENT));
    }

    private static TermMatch withFittingCodes(TermMatch match, Optional<Value> value) {
      if (!match.source().equals(Vocabulary.BUILT_IN)) {
        return match;
      }
      // All codes that agree with the words, of which those that fit the value stay.
      List<Code> fitting =
          BuiltInTables.tests().codes(match.term(), match.codes(), value, UnitTable.builtIn());
      return match.withCodes(fitting);
    }

    /**
     * Words around the name of a test that its codes say too: the specimen, the sort of quantity.
     * They are taken off only together with codes that agree with every one of them: "serum lithium
     * level" is lithium under a code of its concentration in serum.
     *
     * <p>What makes another test of it ("24-hour", "fasting", "free", "ionized") is no such word.
     *
     * <p>Columns of the table: the {@code words}, their {@code place} (front or end), and the parts
     * of a {@code display}, separated by a bar, of which an agreeing code has one; none where every
     * code agrees.
     */
    static final class TestWords {
      static final String TABLE = "test-words";
      static final int WIDTH = 3;

      private static final int LONGEST = 3;
      private static final Map<Place, Map<String, List<String>>> RULES = load();

      private TestWords() {}

      /** Where words stand. */
      private enum Place {
        FRONT,
        END
      }

      /**
       * The name of a test without the words around it.
       *
       * @param demands of each a code's display has one of the parts
       */
      record Split(String rest, List<List<String>> demands) {
        boolean agrees(Code code) {
          return demands.stream()
              .allMatch(parts -> parts.stream().anyMatch(code.display()::contains));
        }
      }

      /** What is left when every such word is taken off; empty where there is none. */
      static Optional<Split> split(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
        List<List<String>> demands = new ArrayList<>();
        int before = words.size();
        boolean more = true;
        while (more) {
          more = take(words, Place.FRONT, demands) || take(words, Place.END, demands);
        }
        return words.size() < before
            ? Optional.of(new Split(String.join(" ", words), demands))
            : Optional.empty();
      }

      /** Takes the longest phrase off; one word always stays. */
      private static boolean take(List<String> words, Place place, List<List<String>> demands) {
        for (int length = Math.min(LONGEST, words.size() - 1); length > 0; length--) {
          int start = place == Place.FRONT ? 0 : words.size() - length;
          List<String> taken = words.subList(start, start + length);
          List<String> parts = RULES.get(place).get(TextForm.of(String.join(" ", taken)));
          if (parts != null) {
            if (!parts.isEmpty()) {
              demands.add(parts);
            }
            taken.clear();
            return true;
          }
        }
        return false;
      }

      private static Map<Place, Map<String, List<String>>> load() {
        Map<Place, Map<String, List<String>>> rules =
            Map.of(Place.FRONT, new HashMap<>(), Place.END, new HashMap<>());
        for (String[] row : Tables.read(TABLE, WIDTH)) {
          Place place = Place.valueOf(row[1].toUpperCase(Locale.ROOT));
          rules.get(place).put(TextForm.of(row[0]), List.of(Tables.list(row[2])));
        }
        return rules;
      }
    }
  }

  /**
   * The sources of terms in the order in which they are asked, the built-in tables in the middle.
   */
  record TermSources(List<TermSource> before, List<TermSource> after, Optional<Value> value) {
    TermSources {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }

    TermSources(List<TermSource> before, List<TermSource> after) {
      this(before, after, Optional.empty());
    }

    /** The same, asked for a test with this value. */
    TermSources forValue(Optional<Value> given) {
      return new TermSources(before, after, given);
    }

    /** The user's own words, then the tables that come with the program. */
    Optional<TermMatch> local(Domain domain, String form, String text) {
      return ask(before, domain, form, text).or(() -> BuiltInTables.findExact(domain, form, text));
    }

    /** The sources that are asked for what nobody else knows. */
    Optional<TermMatch> further(Domain domain, String form, String text) {
      return ask(after, domain, form, text);
    }

    /**
     * A concept of the tables with the codes that installed releases have for its name, in systems
     * in which the tables have none. Of a test without a value nobody knows the property.
     */
    TermMatch supplemented(Domain domain, TermMatch match) {
      if (!match.source().equals(Vocabulary.BUILT_IN)) {
        return match;
      }
      Map<String, Code> codes = new LinkedHashMap<>();
      match.codes().forEach(code -> codes.put(code.system(), code));
      String form = TextForm.of(match.term());
      after.stream()
          .filter(TermSource::supplements)
          .flatMap(source -> ask(List.of(source), domain, form, match.term()).stream())
          .flatMap(found -> found.codes().stream())
          .filter(code -> domain != Domain.TEST || value.isPresent() || !isLoinc(code))
          .forEach(code -> codes.putIfAbsent(code.system(), code));
      return codes.size() == match.codes().size()
          ? match
          : match.withCodes(List.copyOf(codes.values()));
    }

    private static boolean isLoinc(Code code) {
      return code.system().equals(CodeSystem.LOINC.uri());
    }

    private Optional<TermMatch> ask(
        List<TermSource> sources, Domain domain, String form, String text) {
      for (TermSource source : sources) {
        Optional<TermMatch> found =
            domain == Domain.TEST
                ? source.matchTest(form, text, value)
                : source.match(domain, form, text);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
  }
}
