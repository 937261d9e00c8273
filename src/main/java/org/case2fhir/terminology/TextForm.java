package org.case2fhir.terminology;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.case2fhir.terminology.TextForm.PluralEndings;

/**
 * The form in which two writings of the same words are equal: no case, accents, hyphens, possessive
 * or plural endings, marks of a trade, Greek letters spelled out, American spelling; irregular
 * plurals by a table.
 *
 * <p>It is a key for comparison, not a spelling to show: "diabetes" and "oedema" become "diabete"
 * and "edema" on both sides. Words that differ in anything else stay different.
 */
public final class TextForm {
  private static final String GREEK = "αβγδεζηθικλμνξοπρςστυφχψω";
  private static final String[] GREEK_NAMES = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi",
    "psi", "omega"
  };
  private static final Set<String> NO_PLURALS = Set.of("auses", "ouses", "buses");

  private TextForm() {}

  /** The key of a term; empty when the text has no letter and no digit. */
  public static String of(String text) {
    String cleaned = isPlain(text) ? text : clean(text);
    String lower = cleaned.toLowerCase(Locale.ROOT);
    // A few letters change their length with their case; then the case of words is not looked at.
    String cased = lower.length() == cleaned.length() ? cleaned : lower;
    StringBuilder key = new StringBuilder(lower.length());
    int start = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inside = i < lower.length() && !isGap(lower.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        appendWord(key, lower.substring(start, i), cased, start);
        start = -1;
      }
    }
    return key.toString();
  }

  /** A number that changes when the tables of irregular forms do: then keys may be others. */
  public static String irregularForms() {
    return WordForms.checksum();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '-' || c == '/' || c == '\t' || c == '\n' || c == '\r' || c == '_';
  }

  private static String clean(String text) {
    String split = Normalizer.normalize(withoutMarks(text), Normalizer.Form.NFKD);
    StringBuilder out = new StringBuilder(split.length() + 8);
    for (int i = 0; i < split.length(); i++) {
      appendPlain(out, split.charAt(i));
    }
    return out.toString();
  }

  /** A registered name is the name; the letters of a trademark would become a part of it. */
  private static String withoutMarks(String text) {
    return text.replace("\u00ae", "").replace("\u2122", "");
  }

  private static void appendPlain(StringBuilder out, char c) {
    int type = Character.getType(c);
    int greek = GREEK.indexOf(Character.toLowerCase(c));
    if (greek >= 0) {
      out.append(' ').append(GREEK_NAMES[greek]).append(' ');
    } else if (type == Character.DASH_PUNCTUATION || c == '\u2212' || Character.isWhitespace(c)) {
      out.append(' ');
    } else if (c == '\u2019' || c == '\u2018' || c == '\u02bc' || c == '\u00b4') {
      out.append('\'');
    } else if (c == '\u00e6' || c == '\u00c6') {
      out.append("ae");
    } else if (c == '\u0153' || c == '\u0152') {
      out.append("oe");
    } else if (c == '\u00f8' || c == '\u00d8') {
      out.append('o');
    } else if (type != Character.NON_SPACING_MARK && type != Character.FORMAT) {
      out.append(c);
    }
  }

  private static void appendWord(StringBuilder key, String lower, String cased, int start) {
    String word = PluralEndings.singular(lower);
    int last = word.length() - 1;
    if (word.charAt(last) == '\'') {
      word = singular(word.substring(0, last), cased, start);
    } else if (word.charAt(last) == 's') {
      word = word.endsWith("'s") ? word.substring(0, last - 1) : singular(word, cased, start);
    }
    if (word.isEmpty()) {
      return;
    }
    if (key.length() > 0) {
      key.append(' ');
    }
    key.append(word.length() < 4 ? word : spelt(word));
  }

  /** Cuts a plural -s where it is safe: not from abbreviations, not from -ss, -us, -is. */
  private static String singular(String word, String cased, int start) {
    int n = word.length();
    if (n < 4 || word.charAt(n - 1) != 's' || isAllCapitals(cased, start, start + n)) {
      return word;
    }
    char before = word.charAt(n - 2);
    if (before == 's' || before == 'u' || before == 'i' || before == '\'') {
      return word;
    }
    if (word.endsWith("ies") && n > 5) {
      return word.substring(0, n - 3).concat("y");
    }
    return word.substring(0, endsWithEs(word) ? n - 2 : n - 1);
  }

  private static boolean endsWithEs(String word) {
    return word.endsWith("sses")
        || word.endsWith("shes")
        || word.endsWith("tches")
        || word.endsWith("xes")
        || (word.length() > 4
            && word.endsWith("uses")
            && !NO_PLURALS.contains(word.substring(word.length() - 5)));
  }

  private static boolean isAllCapitals(String cased, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Character.isLowerCase(cased.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** American spelling, singular where the plural is Latin or Greek. */
  private static String spelt(String word) {
    int n = word.length();
    String out = n > 5 && word.endsWith("ae") ? word.substring(0, n - 1) : word;
    if (out.contains("ae") || out.contains("oe")) {
      out = out.replace("ae", "e").replace("oe", "e");
    }
    if (out.contains("sulph")) {
      out = out.replace("sulph", "sulf");
    }
    String known = WordForms.of(out);
    return known.equals(out) ? withZ(out) : known;
  }

  /** "-isation", "-ised" and the like with a z. */
  private static String withZ(String word) {
    boolean british =
        word.endsWith("isation")
            || word.endsWith("ised")
            || word.endsWith("ising")
            || word.endsWith("ise")
            || word.endsWith("iser");
    if (!british) {
      return word;
    }
    int at = word.lastIndexOf("is");
    return word.substring(0, at) + "iz" + word.substring(at + 2);
  }

  /**
   * Greek and Latin plurals by their endings, whatever stands before: "microthrombi",
   * "exophthalmoses", "arthritides".
   *
   * <p>Columns of the table: the ending of the {@code plural}, that of the {@code singular} as keys
   * have it, and the least number of {@code letters} of such a plural: shorter words may end so by
   * chance.
   */
  static final class PluralEndings {
    static final String TABLE = "plural-endings";
    static final int WIDTH = 3;

    private static final List<Ending> ENDINGS = load();
    private static final int SHORTEST = ENDINGS.stream().mapToInt(Ending::letters).min().orElse(1);

    private PluralEndings() {}

    /** The singular of a word; the same word where no ending is its. */
    static String singular(String word) {
      int length = word.length();
      if (length < SHORTEST) {
        return word;
      }
      char last = word.charAt(length - 1);
      if (last != 's' && last != 'a' && last != 'i') {
        return word;
      }
      for (Ending ending : ENDINGS) {
        if (length >= ending.letters() && word.endsWith(ending.plural())) {
          return word.substring(0, length - ending.plural().length()).concat(ending.singular());
        }
      }
      return word;
    }

    /** All endings as one text, which changes when they do. */
    static String text() {
      return ENDINGS.toString();
    }

    private static List<Ending> load() {
      List<Ending> endings = new ArrayList<>();
      for (String[] row : Tables.read(TABLE, WIDTH)) {
        endings.add(new Ending(row[0], row[1], Integer.parseInt(row[2])));
      }
      return List.copyOf(endings);
    }

    private record Ending(String plural, String singular, int letters) {}
  }

  /**
   * Spellings and plurals that no rule makes: "phenomena", "litre", "leucocyte".
   *
   * <p>Columns of the table: {@code word}, and the {@code forms} that are read as it, separated by
   * a bar.
   */
  static final class WordForms {
    static final String TABLE = "word-forms";

    private static final Map<String, String> FORMS = load();

    private WordForms() {}

    /** The word that a form stands for; itself where it is none. */
    static String of(String word) {
      return FORMS.getOrDefault(word, word);
    }

    /** Of all that makes the plurals and spellings of keys. */
    static String checksum() {
      CRC32 sum = new CRC32();
      sum.update(PluralEndings.text().getBytes(StandardCharsets.UTF_8));
      sum.update(new TreeMap<>(FORMS).toString().getBytes(StandardCharsets.UTF_8));
      return Long.toHexString(sum.getValue());
    }

    private static Map<String, String> load() {
      Map<String, String> forms = new HashMap<>(512);
      for (String[] row : Tables.read(TABLE, 2)) {
        for (String form : Tables.list(row[1])) {
          String key = form.replace("ae", "e").replace("oe", "e");
          forms.put(key, row[0]);
          if (key.endsWith("es")) {
            // By then the final s is cut already.
            forms.put(key.substring(0, key.length() - 1), row[0]);
          }
        }
      }
      return forms;
    }
  }
}
