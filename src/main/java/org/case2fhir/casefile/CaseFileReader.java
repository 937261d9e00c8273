package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads case files.
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
                  return new CaseReader(mapping, scope).read();
                });
    return file.orElseGet(() -> new CaseFile(Result.failed(issues.list()), Map.of()));
  }
}
