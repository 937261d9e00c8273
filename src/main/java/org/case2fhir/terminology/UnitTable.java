package org.case2fhir.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.terminology.UnitTable.Ucum.UnitExpression;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;

/**
 * Units as people write them, in <a href="https://ucum.org/ucum">UCUM</a>.
 *
 * <p>Table first, then UCUM's own grammar. Columns of the table: {@code ucum}, {@code dimension}
 * (what it measures; finer than UCUM where medicine is: mmol/mol is not a percentage) and {@code
 * spellings}, separated by a bar. Immutable.
 */
public final class UnitTable {
  static final int WIDTH = 3;

  private static final Set<String> PLAIN_NUMBERS = Set.of("number", "acidity", "index");

  // Giga per litre to some, grams per litre in capitals to others.
  private static final String PER = " per ";
  private static final String TWO_MEANINGS = "G/L";

  private final Map<String, String> bySpelling = new HashMap<>(1024);
  private final Map<String, String> byFolded = new HashMap<>(1024);
  private final Map<String, String> dimensions = new HashMap<>(512);
  private final Set<String> own = new HashSet<>();

  private UnitTable(UnitTable known, Map<String, String> spellings) {
    bySpelling.putAll(known.bySpelling);
    byFolded.putAll(known.byFolded);
    dimensions.putAll(known.dimensions);
    spellings.forEach(
        (spelling, ucum) -> {
          own.add(folded(spelling));
          bySpelling.put(UnitForm.of(spelling), ucum);
          byFolded.put(folded(spelling), ucum);
        });
  }

  private UnitTable() {
    Set<String> ambiguous = new HashSet<>();
    for (String[] row : Tables.read("units", WIDTH)) {
      dimensions.put(row[0], row[1]);
      add(row[0], row[0], ambiguous);
      for (String spelling : Tables.list(row[2])) {
        add(spelling, row[0], ambiguous);
      }
    }
    byFolded.keySet().removeAll(ambiguous);
  }

  private void add(String spelling, String ucum, Set<String> ambiguous) {
    bySpelling.put(UnitForm.of(spelling), ucum);
    String other = byFolded.putIfAbsent(folded(spelling), ucum);
    if (other != null && !other.equals(ucum)) {
      ambiguous.add(folded(spelling));
    }
  }

  private static String folded(String text) {
    return UnitForm.of(text).toLowerCase(Locale.ROOT);
  }

  /** The table that comes with the program. */
  public static UnitTable builtIn() {
    return BuiltIn.TABLE;
  }

  /**
   * The same with other spellings, which win.
   *
   * @param spellings UCUM code by spelling; as it is written, capitals and all
   */
  public UnitTable with(Map<String, String> spellings) {
    return spellings.isEmpty() ? this : new UnitTable(this, spellings);
  }

  /** Whether a unit is written as the user's own table has it, in any case. */
  public boolean isOwn(String text) {
    return !own.isEmpty() && own.contains(folded(text));
  }

  /**
   * The UCUM code of a unit: "mmHg" is {@code mm[Hg]}, "K/uL" is {@code 10*3/uL}.
   *
   * @return empty when neither the table nor UCUM knows it; a word that UCUM would take for a
   *     symbol it is not meant as, such as "a" or "G", counts as unknown unless the table has it
   */
  public Optional<String> ucum(String text) {
    String form = UnitForm.of(text);
    if (isAmbiguous(form)) {
      return Optional.empty();
    }
    String exact = bySpelling.get(form);
    if (exact != null) {
      return Optional.of(exact);
    }
    // One or two letters differ too much by case: mM and mm, g and G.
    if (form.length() > 2) {
      String folded = byFolded.get(form.toLowerCase(Locale.ROOT));
      if (folded != null) {
        return Optional.of(folded);
      }
    }
    if (UnitExpression.isSane(form, dimensions.keySet()) && Ucum.isValid(form)) {
      return Optional.of(form);
    }
    int per = text.indexOf(PER);
    return per > 0 && text.indexOf(PER, per + 1) < 0
        ? divided(text.substring(0, per), text.substring(per + PER.length()))
        : Optional.empty();
  }

  // "millimoles per liter": one unit that the table spells out for each of two.
  private Optional<String> divided(String unit, String by) {
    return ucum(unit)
        .filter(code -> code.indexOf('/') < 0)
        .flatMap(code -> ucum(by).map(other -> code + "/" + other))
        .filter(Ucum::isValid);
  }

  private static boolean isAmbiguous(String form) {
    return form.startsWith("G") && form.equalsIgnoreCase(TWO_MEANINGS);
  }

  /** Up to three known spellings that a misspelt unit may have meant, the nearest first. */
  public List<String> suggestions(String text) {
    String form = UnitForm.of(text);
    if (isAmbiguous(form)) {
      return List.of("g/L", "10*9/L");
    }
    List<List<String>> byDistance =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int furthest = Math.min(2, form.length() / 2);
    for (String known : bySpelling.keySet()) {
      int distance = EditDistance.between(folded(form), folded(known), furthest);
      if (distance <= furthest) {
        byDistance.get(distance).add(known);
      }
    }
    return byDistance.stream().flatMap(near -> near.stream().sorted()).limit(3).toList();
  }

  /** Whether two UCUM units measure the same, so that their numbers may be compared. */
  public boolean comparable(String ucumA, String ucumB) {
    if (ucumA.equals(ucumB)) {
      return true;
    }
    String dimensionA = dimensions.get(ucumA);
    String dimensionB = dimensions.get(ucumB);
    if (dimensionA != null && dimensionB != null) {
      return dimensionA.equals(dimensionB);
    }
    Optional<String> base = Ucum.canonicalUnits(ucumA).filter(units -> !isPureNumber(units));
    return base.isPresent() && base.equals(Ucum.canonicalUnits(ucumB));
  }

  private static boolean isPureNumber(String base) {
    return base.isEmpty() || base.equals("1");
  }

  /** Whether a UCUM unit only names what is counted or compared, so that it may be left out. */
  boolean isPlainNumber(String ucum) {
    return PLAIN_NUMBERS.contains(dimensions.getOrDefault(ucum, ""));
  }

  /** What a unit of the table measures; empty when it is not in the table. */
  Optional<String> dimension(String ucum) {
    return Optional.ofNullable(dimensions.get(ucum));
  }

  private static final class BuiltIn {
    static final UnitTable TABLE = new UnitTable();
  }

  /**
   * The form in which two writings of a unit are equal: "×10⁹/L", "x 10^9/L" and "10*9/L"; "μg" and
   * "mcg" are left to the table. Case is kept: mm and mM differ.
   */
  static final class UnitForm {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    private static final String SUPERSCRIPT_VALUES = "0123456789-";

    private UnitForm() {}

    static String of(String text) {
      StringBuilder out = new StringBuilder(text.length() + 2);
      for (int i = 0; i < text.length(); i++) {
        append(out, text.charAt(i));
      }
      String plain = Normalizer.normalize(out, Normalizer.Form.NFKC);
      return powerOfTen(collapse(plain.replace('μ', 'u')));
    }

    private static void append(StringBuilder out, char c) {
      int superscript = SUPERSCRIPTS.indexOf(c);
      if (superscript >= 0) {
        if (endsWithTen(out)) {
          out.append('*');
        }
        out.append(SUPERSCRIPT_VALUES.charAt(superscript));
      } else if (c == '·' || c == '⋅') {
        out.append('.');
      } else if (c == '×') {
        out.append('x');
      } else if (c == '\u2212' || c == '\u2013') {
        out.append('-');
      } else {
        out.append(c);
      }
    }

    private static boolean endsWithTen(StringBuilder out) {
      int n = out.length();
      return n >= 2
          && out.charAt(n - 1) == '0'
          && out.charAt(n - 2) == '1'
          && (n == 2 || !Character.isDigit(out.charAt(n - 3)));
    }

    /** One space between words, none beside a slash. */
    private static String collapse(String text) {
      StringBuilder out = new StringBuilder(text.length());
      boolean gap = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isWhitespace(c)) {
          gap = out.length() > 0;
        } else {
          if (gap && c != '/' && out.charAt(out.length() - 1) != '/') {
            out.append(' ');
          }
          out.append(c);
          gap = false;
        }
      }
      return out.toString();
    }

    /** "x 10^9/L", "*10e9/L" and "10E9/L" become "10*9/L". */
    private static String powerOfTen(String text) {
      int at = 0;
      while (at < text.length() && "x*X ".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (!text.startsWith("10", at) || at + 3 >= text.length()) {
        return text;
      }
      if (Character.isDigit(text.charAt(at + 3)) && "^*eE".indexOf(text.charAt(at + 2)) >= 0) {
        return "10*" + text.substring(at + 3);
      }
      return at > 0 && text.charAt(at + 2) == '*' ? text.substring(at) : text;
    }
  }

  /**
   * The grammar and the units of <a href="https://ucum.org/ucum">UCUM</a>, read from its essence
   * file when first needed, which takes a while: ask {@link UnitTable} first.
   */
  static final class Ucum {
    private static final int MOST_KNOWN = 1_000;
    private static final int LONGEST_KNOWN = 40;

    /** To find them takes milliseconds, and a document has few, again and again. */
    private static final Map<String, Optional<String>> CANONICAL = new ConcurrentHashMap<>();

    private Ucum() {}

    /** Whether a case-sensitive UCUM expression is valid. */
    static boolean isValid(String expression) {
      return !expression.isEmpty() && Service.INSTANCE.validate(expression) == null;
    }

    /** The base units of an expression, "1" for a pure number; empty when it is not valid. */
    static Optional<String> canonicalUnits(String expression) {
      Optional<String> known = CANONICAL.get(expression);
      if (known != null) {
        return known;
      }
      Optional<String> found = findCanonicalUnits(expression);
      if (CANONICAL.size() < MOST_KNOWN && expression.length() <= LONGEST_KNOWN) {
        CANONICAL.put(expression, found);
      }
      return found;
    }

    private static Optional<String> findCanonicalUnits(String expression) {
      try {
        return isValid(expression)
            ? Optional.of(Service.INSTANCE.getCanonicalUnits(expression))
            : Optional.empty();
      } catch (UcumException e) {
        return Optional.empty();
      }
    }

    private static final class Service {
      static final UcumEssenceService INSTANCE = load();

      private static UcumEssenceService load() {
        try (InputStream in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
          if (in == null) {
            throw new IllegalStateException("the UCUM library has no essence file");
          }
          return new UcumEssenceService(in);
        } catch (UcumException e) {
          throw new IllegalStateException("cannot read the UCUM essence file", e);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    /**
     * Guards UCUM's grammar against words: case-sensitive UCUM accepts "a" (year), "b" (barn) and
     * "G/t" (gauss per tonne), so every symbol must be one that the unit table has.
     */
    static final class UnitExpression {
      private static final int LONGEST = 40;

      private UnitExpression() {}

      /**
       * Whether an unknown unit may be given to UCUM: an annotation such as {@code {score}}, or
       * known symbols joined by operators.
       */
      static boolean isSane(String text, Set<String> known) {
        if (text.isEmpty() || text.length() > LONGEST || !isPrintable(text)) {
          return false;
        }
        String bare = withoutAnnotations(text);
        boolean annotated = bare.length() < text.length();
        if (bare.isEmpty()) {
          return annotated;
        }
        boolean joined = annotated || bare.indexOf('/') >= 0 || bare.indexOf('.') >= 0;
        return joined && everySymbolKnown(bare, known);
      }

      private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          if (c <= ' ' || c > '~') {
            return false;
          }
        }
        return true;
      }

      private static String withoutAnnotations(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          inside = c == '{' || (inside && c != '}');
          if (!inside && c != '}') {
            out.append(c);
          }
        }
        return out.toString();
      }

      private static boolean everySymbolKnown(String bare, Set<String> known) {
        int start = 0;
        for (int i = 0; i <= bare.length(); i++) {
          if (i == bare.length() || "/.()".indexOf(bare.charAt(i)) >= 0) {
            String symbol = withoutExponent(bare.substring(start, i));
            if (!symbol.isEmpty() && !known.contains(symbol)) {
              return false;
            }
            start = i + 1;
          }
        }
        return true;
      }

      private static String withoutExponent(String symbol) {
        if (symbol.startsWith("10*") || symbol.startsWith("10^")) {
          return "";
        }
        int end = symbol.length();
        while (end > 0 && "0123456789+-".indexOf(symbol.charAt(end - 1)) >= 0) {
          end--;
        }
        return symbol.substring(0, end);
      }
    }
  }
}
