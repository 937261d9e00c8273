package org.case2fhir.terminology;

import java.text.Normalizer;

/**
 * The form in which two writings of a unit are equal: "×10⁹/L", "x 10^9/L" and "10*9/L"; "μg" and
 * "mcg" are left to the table. Case is kept: mm and mM differ.
 */
final class UnitForm {
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
