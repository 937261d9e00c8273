package org.case2fhir.issue;

import java.util.List;
import java.util.Optional;

/**
 * The best value that could be had, and what there is to say about it.
 *
 * @param value absent when nothing could be had at all; then at least one issue says why
 * @param issues in the order of the input
 */
public record Result<T>(Optional<T> value, List<Issue> issues) {
  public Result {
    issues = List.copyOf(issues);
  }

  public static <T> Result<T> of(T value, List<Issue> issues) {
    return new Result<>(Optional.of(value), issues);
  }

  public static <T> Result<T> failed(List<Issue> issues) {
    if (issues.isEmpty()) {
      throw new IllegalArgumentException("a failure needs a reason");
    }
    return new Result<>(Optional.empty(), issues);
  }

  public static <T> Result<T> failed(Issue issue) {
    return failed(List.of(issue));
  }
}
