package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out whether a short form says exactly what is to be written: by reading it.
 *
 * <p>So a short form loses nothing, whatever the parsers come to understand.
 */
final class ShortForms {
  private final ReadScope scope;

  /**
   * @param scope what the file will be read with
   */
  ShortForms(ReadScope scope) {
    this.scope = scope;
  }

  /** The short form if reading it gives the value and no issue, else the long form. */
  <T> Object choose(
      String text, T value, Function<ReadScope, Reader<T>> reader, Function<T, Object> longForm) {
    return means(text, value, reader) ? text : longForm.apply(value);
  }

  <T> boolean means(String text, T value, Function<ReadScope, Reader<T>> reader) {
    ReadScope quiet = scope.silent();
    Node node = new Node.Scalar(quiet.issues().start(), Node.Type.TEXT, text);
    Fields fields = new Fields(new Node.Mapping(quiet.issues().start(), List.of()), quiet.issues());
    Optional<T> read = reader.apply(quiet).read(node, fields);
    return read.equals(Optional.of(value)) && quiet.issues().list().isEmpty();
  }

  /** Reads the value of a key. */
  interface Reader<T> {
    Optional<T> read(Node node, Fields fields);
  }
}
