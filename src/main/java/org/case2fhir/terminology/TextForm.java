package org.case2fhir.terminology;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * The form in which two writings of the same words are equal: no case, accents, hyphens, possessive
 * or plural endings, Greek letters spelled out, American spelling.
 *
 * <p>It is a key for comparison, not a spelling to show: "diabetes" and "oedema" become "diabete"
 * and "edema" on both sides. Words that differ in anything else stay different.
 */
final class TextForm {
  private static final String GREEK = "αβγδεζηθικλμνξοπρςστυφχψω";
  private static final String[] GREEK_NAMES = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi",
    "psi", "omega"
  };
  private static final Set<String> OUR_WORDS =
      Set.of("tumour", "colour", "behaviour", "odour", "labour", "humour", "vapour", "rigour");
  private static final Set<String> RE_WORDS = Set.of("fibre", "litre", "metre", "centre", "titre");

  private TextForm() {}

  /** The key of a term; empty when the text has no letter and no digit. */
  static String of(String text) {
    String cleaned = isPlain(text) ? text : clean(text);
    StringBuilder key = new StringBuilder(cleaned.length());
    int start = -1;
    for (int i = 0; i <= cleaned.length(); i++) {
      boolean inside = i < cleaned.length() && !isGap(cleaned.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        appendWord(key, cleaned.substring(start, i));
        start = -1;
      }
    }
    return key.toString();
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
    String split = Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder out = new StringBuilder(split.length() + 8);
    for (int i = 0; i < split.length(); i++) {
      appendPlain(out, split.charAt(i));
    }
    return out.toString();
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

  private static void appendWord(StringBuilder key, String raw) {
    String word = raw.toLowerCase(Locale.ROOT);
    if (word.endsWith("'s")) {
      word = word.substring(0, word.length() - 2);
    } else if (word.endsWith("'")) {
      word = singular(word.substring(0, word.length() - 1), raw);
    } else {
      word = singular(word, raw);
    }
    word = american(word);
    if (!word.isEmpty()) {
      key.append(key.length() == 0 ? "" : " ").append(word);
    }
  }

  /** Cuts a plural -s where it is safe: not from abbreviations, not from -ss, -us, -is. */
  private static String singular(String word, String raw) {
    int n = word.length();
    if (n < 4 || word.charAt(n - 1) != 's' || raw.equals(raw.toUpperCase(Locale.ROOT))) {
      return word;
    }
    char before = word.charAt(n - 2);
    if (before == 's' || before == 'u' || before == 'i' || before == '\'') {
      return word;
    }
    if (word.endsWith("ies") && n > 5) {
      return word.substring(0, n - 3) + "y";
    }
    if (word.endsWith("sses") || word.endsWith("shes") || word.endsWith("xes")) {
      return word.substring(0, n - 2);
    }
    return word.substring(0, n - 1);
  }

  private static String american(String word) {
    String out = word;
    if (OUR_WORDS.contains(out)) {
      out = out.substring(0, out.length() - 2) + "r";
    } else if (RE_WORDS.contains(out)) {
      out = out.substring(0, out.length() - 2) + "er";
    }
    if (out.indexOf("ae") >= 0 || out.indexOf("oe") >= 0) {
      out = out.replace("ae", "e").replace("oe", "e");
    }
    if (out.endsWith("isation") || out.endsWith("ised")) {
      int at = out.lastIndexOf("is");
      out = out.substring(0, at) + "iz" + out.substring(at + 2);
    }
    return out.indexOf("sulph") >= 0 ? out.replace("sulph", "sulf") : out;
  }
}
