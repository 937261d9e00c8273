package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;

/**
 * A case file that was read.
 *
 * @param result the case as far as it could be read, and what was wrong
 * @param locations where each part of the case stands in the file
 */
public record CaseFile(Result<CaseReport> result, Map<FactRef, Location> locations) {
  /**
   * How facts of one kind are written.
   *
   * @param list key of their list
   * @param heads the keys that say what a fact is about, the usual one first, and whether it holds
   */
  public record FactSyntax(FactKind kind, String list, Map<String, Assertion> heads) {
    /** Of each kind, in the order of a case file. */
    public static List<FactSyntax> all() {
      return Stream.of(FactList.values()).map(FactSyntax::of).toList();
    }

    private static FactSyntax of(FactList list) {
      Map<String, Assertion> heads = new LinkedHashMap<>();
      list.heads().forEach(head -> heads.put(head.key(), head.assertion()));
      return new FactSyntax(list.kind(), list.key(), Collections.unmodifiableMap(heads));
    }
  }

  private static final String SCHEMA = "case.schema.json";

  public CaseFile {
    locations = Map.copyOf(locations);
  }

  /**
   * The JSON Schema of case files, by which editors complete and check them, ending with a line
   * feed.
   *
   * <p>Draft 2020-12. It knows the same keys as {@link CaseFileReader}; what only the reader can
   * find out, such as whether an encounter exists, it lets pass.
   */
  public static String schema() {
    try (InputStream in = CaseFile.class.getResourceAsStream(SCHEMA)) {
      return new String(Objects.requireNonNull(in, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own schema cannot be read", e);
    }
  }
}
