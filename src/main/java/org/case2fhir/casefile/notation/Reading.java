package org.case2fhir.casefile.notation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a text was read as.
 *
 * @param value absent if nothing could be made of it; then a remark says why
 */
public record Reading<T>(Optional<T> value, List<Remark> remarks) {
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

  /** Whether the text means exactly this value, with nothing to remark. */
  public boolean is(T wanted) {
    return remarks.isEmpty() && value.equals(Optional.of(wanted));
  }
}
