package org.case2fhir;

import java.util.List;
import java.util.Set;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.validation.ResourceValidator;

/** Validates FHIR files, whoever wrote them. */
public final class FileValidator {
  /** Extensions of FHIR files, in lower case. */
  public static final Set<String> EXTENSIONS = Set.of("json", "xml");

  /** A FHIR file may have this many bytes. */
  public static final int MAX_BYTES = 200 * 1024 * 1024;

  private final ResourceValidator validator = new ResourceValidator();

  /** What there is to say about one file; nothing when it is valid. */
  public List<Issue> validate(Input input) {
    return validator.validateFile(input.name(), input.content()).issues();
  }
}
