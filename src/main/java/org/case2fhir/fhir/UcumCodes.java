package org.case2fhir.fhir;

/**
 * Frees UCUM codes from annotations such as {@code {tablet}}. UCUM gives them no meaning: a code
 * with and without is the same unit (<a href="https://ucum.org/ucum#para-12">UCUM §12</a>), and
 * validators warn against them. The word stays in {@code Quantity.unit}.
 */
final class UcumCodes {
  // LOINC's own unit of filtration rates; without it, the number would be another.
  private static final String STANDARD_SURFACE = "/{1.73_m2}";

  private UcumCodes() {}

  /** {@code mg/{tablet}} is {@code mg/1}, {@code {beats}/min} is {@code /min}. */
  static String plain(String code) {
    if (code.indexOf('{') < 0 || code.endsWith(STANDARD_SURFACE)) {
      return code;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int open = code.indexOf('{'); open >= 0; open = code.indexOf('{', at)) {
      int close = code.indexOf('}', open);
      if (close < 0) {
        return code;
      }
      out.append(code, at, open);
      // An annotation on its own is the unit 1; behind a unit it is nothing.
      if (out.isEmpty() || "/.(".indexOf(out.charAt(out.length() - 1)) >= 0) {
        out.append('1');
      }
      at = close + 1;
    }
    out.append(code, at, code.length());
    return out.length() > 1 && out.charAt(0) == '1' && out.charAt(1) == '/'
        ? out.substring(1)
        : out.toString();
  }
}
