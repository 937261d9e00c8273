package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema of case files, by which editors complete and check them.
 *
 * <p>UnlinkedFact 2020-12. It knows the same keys as {@link CaseFileReader}; what only the reader
 * can tell, such as whether an encounter exists, it lets pass.
 */
public final class CaseFileSchema {
  private static final String RESOURCE = "case.schema.json";

  private CaseFileSchema() {}

  /** The schema, ending with a line feed. */
  public static String text() {
    try (InputStream in = CaseFileSchema.class.getResourceAsStream(RESOURCE)) {
      return new String(
          Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own schema cannot be read", e);
    }
  }
}
