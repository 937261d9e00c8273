package org.case2fhir.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;

/**
 * The grammar and the units of <a href="https://ucum.org/ucum">UCUM</a>, read from its essence file
 * when first needed, which takes a while: ask {@link UnitTable} first.
 */
final class Ucum {
  private Ucum() {}

  /** Whether a case-sensitive UCUM expression is valid. */
  static boolean isValid(String expression) {
    return !expression.isEmpty() && Service.INSTANCE.validate(expression) == null;
  }

  /** The base units of an expression, "1" for a pure number; empty when it is not valid. */
  static Optional<String> canonicalUnits(String expression) {
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
     * Whether an unknown unit may be given to UCUM: an annotation such as {@code {score}}, or known
     * symbols joined by operators.
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
