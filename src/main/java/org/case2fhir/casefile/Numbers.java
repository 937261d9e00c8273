package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;

/** Reads plain numbers with their digits. */
final class Numbers {
  private static final int MOST_DIGITS = 60;

  private Numbers() {}

  static Optional<BigDecimal> read(Fields fields, String key) {
    return fields.takeText(key).flatMap(scalar -> read(scalar, fields, key));
  }

  static Optional<BigDecimal> read(Node.Scalar scalar, Fields fields, String key) {
    String text = scalar.text();
    if (text.length() <= MOST_DIGITS
        && text.matches("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?[0-2]?\\d)?")) {
      return Optional.of(new BigDecimal(text));
    }
    fields
        .issues()
        .error(
            "bad-number",
            scalar.location(),
            Excerpt.of(text) + " is no number",
            "write `" + key + "` as digits with a decimal point");
    return Optional.empty();
  }

  /** A whole number from 0. */
  static Optional<Integer> readCount(Fields fields, String key) {
    Optional<Node.Scalar> scalar = fields.takeText(key);
    if (scalar.isPresent() && !scalar.get().text().matches("\\d{1,9}")) {
      fields
          .issues()
          .error(
              "bad-number",
              scalar.get().location(),
              Excerpt.of(scalar.get().text()) + " is no whole number",
              "write `" + key + "` as digits");
      return Optional.empty();
    }
    return scalar.map(text -> Integer.valueOf(text.text()));
  }
}
