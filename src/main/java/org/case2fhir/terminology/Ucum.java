package org.case2fhir.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
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
}
