package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.issue.Nearest;
import org.case2fhir.issue.Result;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads case files, and GA4GH phenopackets as if they were some.
 *
 * <p>Reads as much as can be read: a problem costs the part in which it stands and no more, and
 * nothing is left out without an issue. Safe for use by several threads.
 */
public final class CaseFileReader {
  /** Bytes of one file. */
  public static final int MAX_BYTES = 20 * 1024 * 1024;

  private final Vocabulary vocabulary;
  private final UnitTable units;

  /**
   * @param vocabulary gives codes to words that the file gives none for
   * @param units the units that values may have
   */
  public CaseFileReader(Vocabulary vocabulary, UnitTable units) {
    this.vocabulary = vocabulary;
    this.units = units;
  }

  /**
   * Reads from a stream, and no more of it than a case file may be long.
   *
   * @throws IOException if the stream does
   */
  public CaseFile read(String sourceName, InputStream content) throws IOException {
    return read(sourceName, content.readNBytes(MAX_BYTES + 1));
  }

  /**
   * Reads a whole file.
   *
   * @param sourceName what issues call it; its ending tells YAML from JSON, else its first
   *     character
   */
  public CaseFile read(String sourceName, byte[] content) {
    IssueCollector issues = new IssueCollector(sourceName);
    Optional<Node> root =
        TextDecoder.decode(content, issues).flatMap(t -> NodeReader.read(t, issues));
    Optional<CaseFile> file =
        root.flatMap(node -> WrongKind.check(node, issues))
            .map(
                mapping -> {
                  ReadScope scope = ReadScope.of(issues, vocabulary, units);
                  return PhenopacketReader.accepts(mapping)
                      ? PhenopacketReader.read(mapping, scope)
                      : new CaseReportReader(mapping, scope).read();
                });
    return file.orElseGet(() -> new CaseFile(Result.failed(issues.list()), Map.of()));
  }

  /** Tells a case file from the other YAML, JSON and text that people may give instead. */
  private static final class WrongKind {
    private WrongKind() {}

    /** The mapping that may be a case file; else absent with a problem. */
    static Optional<Node.Mapping> check(Node root, IssueCollector issues) {
      if (root instanceof Node.Scalar scalar
          && (scalar.type() == Node.Type.NOTHING || scalar.text().isBlank())) {
        issues.error("empty-file", root.location(), "the file is empty", "write a case file");
        return Optional.empty();
      }
      if (root instanceof Node.Mapping mapping) {
        return check(mapping, issues);
      }
      boolean list = root instanceof Node.Sequence;
      return wrong(
          root,
          issues,
          list ? "this is a list, not a case file" : "this is prose, not a case file",
          list ? "begin with a key, such as `subject:`" : "write its facts as a case file");
    }

    private static Optional<Node.Mapping> check(Node.Mapping mapping, IssueCollector issues) {
      Set<String> keys =
          mapping.entries().stream().map(Node.Entry::key).collect(Collectors.toSet());
      if (keys.contains("resourceType")) {
        String message = "this is a FHIR resource, not a case file";
        return wrong(mapping, issues, message, "use `case2fhir validate` to check it");
      }
      if (PhenopacketReader.accepts(mapping)) {
        return Optional.of(mapping);
      }
      Set<String> known = knownKeys();
      if (keys.stream().allMatch(key -> Nearest.to(key, known).isEmpty())) {
        String message = "no key of this file is one of a case file";
        return wrong(mapping, issues, message, "begin with `subject:` or a list like `diagnoses:`");
      }
      return Optional.of(mapping);
    }

    private static Set<String> knownKeys() {
      Set<String> known =
          new LinkedHashSet<>(Set.of("id", "title", "source", "subject", "encounters"));
      for (FactList list : FactList.values()) {
        known.add(list.key());
        known.addAll(list.headKeys());
      }
      return known;
    }

    private static Optional<Node.Mapping> wrong(
        Node root, IssueCollector issues, String message, String solution) {
      issues.error("wrong-kind", root.location(), message, solution);
      return Optional.empty();
    }
  }
}
