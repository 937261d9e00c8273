package org.case2fhir.notation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.case2fhir.issue.Severity;

/**
 * What a text was read as.
 *
 * @param value absent if nothing could be made of it; then a remark says why
 */
public record Reading<T>(Optional<T> value, List<Remark> remarks) {
  /** Remark on a number whose dot may stand before decimals or between thousands. */
  public static final String AMBIGUOUS_NUMBER = "ambiguous-number";

  public Reading {
    remarks = List.copyOf(remarks);
  }

  static <T> Reading<T> of(T value) {
    return new Reading<>(Optional.of(value), List.of());
  }

  static <T> Reading<T> of(T value, Remark remark) {
    return new Reading<>(Optional.of(value), List.of(remark));
  }

  static <T> Reading<T> none(Remark remark) {
    return new Reading<>(Optional.empty(), List.of(remark));
  }

  <U> Reading<U> map(Function<T, U> function) {
    return new Reading<>(value.map(function), remarks);
  }

  Reading<T> with(Remark remark) {
    List<Remark> all = Stream.concat(remarks.stream(), Stream.of(remark)).toList();
    return new Reading<>(value, all);
  }

  /** The same without the remarks of one code. */
  public Reading<T> without(String code) {
    return new Reading<>(value, remarks.stream().filter(r -> !r.code().equals(code)).toList());
  }

  /** Whether the text means exactly this value, with nothing to remark. */
  public boolean is(T wanted) {
    return remarks.isEmpty() && value.equals(Optional.of(wanted));
  }

  /**
   * What a parser has to say about a text; it becomes an issue where the text stands.
   *
   * @param code as in {@link org.case2fhir.issue.Issue}
   */
  public record Remark(Severity severity, String code, String message, String solution) {

    static Remark error(String code, String message, String solution) {
      return new Remark(Severity.ERROR, code, message, solution);
    }

    static Remark warning(String code, String message, String solution) {
      return new Remark(Severity.WARNING, code, message, solution);
    }

    static Remark information(String code, String message, String solution) {
      return new Remark(Severity.INFORMATION, code, message, solution);
    }
  }
}
