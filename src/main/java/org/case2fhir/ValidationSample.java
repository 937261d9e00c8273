package org.case2fhir;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Sha256;

/**
 * Which of many inputs have their Bundles validated. An input is in the sample or not by its
 * content alone: the same in every run, whatever is converted before it or beside it.
 *
 * @param share of all inputs, from 0 to 1
 */
public record ValidationSample(BigDecimal share) {
  /** Every input. */
  public static final ValidationSample ALL = new ValidationSample(BigDecimal.ONE);

  /** No input. */
  public static final ValidationSample NONE = new ValidationSample(BigDecimal.ZERO);

  private static final Pattern SAMPLE = Pattern.compile("sample:(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final int DIGITS = 15;
  private static final BigDecimal DIGESTS = new BigDecimal(BigInteger.ONE.shiftLeft(4 * DIGITS));

  /**
   * Reads {@code all}, {@code none} or {@code sample:1%}.
   *
   * @throws IllegalArgumentException if it is none of these; the message may be shown
   */
  public static ValidationSample parse(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    if (text.equals("none")) {
      return NONE;
    }
    Matcher sample = SAMPLE.matcher(text);
    if (sample.matches()) {
      BigDecimal share = new BigDecimal(sample.group(1)).movePointLeft(2);
      if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0) {
        return new ValidationSample(share);
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not all, none or sample:1%");
  }

  /** Whether any input can be in it. */
  public boolean isEmpty() {
    return share.signum() == 0;
  }

  /** Whether some inputs may be in it and others not. */
  public boolean isPart() {
    return !isEmpty() && share.compareTo(BigDecimal.ONE) < 0;
  }

  /** Whether an input is in it. */
  public boolean takes(Input input) {
    if (!isPart()) {
      return !isEmpty();
    }
    String digest = Sha256.of(input.content()).substring(0, DIGITS);
    return new BigDecimal(Long.parseLong(digest, 16)).compareTo(share.multiply(DIGESTS)) < 0;
  }

  /** As it is parsed. */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "none";
    }
    String percent = share.movePointRight(2).stripTrailingZeros().toPlainString();
    return isPart() ? "sample:" + percent + "%" : "all";
  }
}
