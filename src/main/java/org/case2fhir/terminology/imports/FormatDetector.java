package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.terminology.imports.DelimitedRows.Columns;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.ImportOptions.ReleaseFormat;

/** Tells from the content, not from the name, in which format a release is. */
final class FormatDetector {
  /** So many bytes of a file are looked at. */
  static final int HEAD = 1 << 16;

  private static final Pattern ICD_LINE = Pattern.compile("\\d{5} [A-Z][0-9A-Z]{2,6} +[01] \\S.*");
  private static final Pattern SNOMED_FILE =
      Pattern.compile("(?:^|/)x?sct2_Concept_Snapshot_[^/]*\\.txt$");
  private static final Pattern RXNORM_FILE = Pattern.compile("(?i)(?:^|/)RXNCONSO\\.RRF$");

  private FormatDetector() {}

  /**
   * What a release was recognised as.
   *
   * @param names its files of that format
   */
  record Detected(ReleaseFormat format, List<String> names) {}

  /**
   * Recognises a release.
   *
   * @throws RefusedReleaseException if it has no known format
   * @throws IOException if it cannot be read
   */
  static Detected detect(ReleaseFiles files, Optional<ReleaseFormat> wanted) throws IOException {
    Map<ReleaseFormat, List<String>> found = new EnumMap<>(ReleaseFormat.class);
    for (String name : files.names()) {
      Optional<ReleaseFormat> format = named(name);
      if (format.isEmpty()) {
        format = content(files.head(name, HEAD));
      }
      format.ifPresent(f -> found.computeIfAbsent(f, key -> new ArrayList<>()).add(name));
    }
    if (wanted.isPresent()) {
      List<String> names = found.getOrDefault(wanted.get(), files.names());
      return new Detected(wanted.get(), names);
    }
    // Releases of SNOMED CT, LOINC and RxNorm hold further tables beside their own.
    for (ReleaseFormat format : PRIORITY) {
      if (found.containsKey(format)) {
        return new Detected(format, found.get(format));
      }
    }
    throw new RefusedReleaseException(
        Issue.error(
            "unknown-format",
            "this is not a terminology release in a known format",
            Location.of(files.fileName()),
            "say its --format, or make it a table with the columns system, code and display"));
  }

  private static final List<ReleaseFormat> PRIORITY =
      List.of(
          ReleaseFormat.SNOMED_RF2,
          ReleaseFormat.RXNORM_RRF,
          ReleaseFormat.LOINC,
          ReleaseFormat.HPO_JSON,
          ReleaseFormat.OBO,
          ReleaseFormat.ICD10CM_ORDER,
          ReleaseFormat.FHIR_PACKAGE,
          ReleaseFormat.FHIR_JSON,
          ReleaseFormat.TABLE);

  private static Optional<ReleaseFormat> named(String name) {
    if (SNOMED_FILE.matcher(name).find()) {
      return Optional.of(ReleaseFormat.SNOMED_RF2);
    }
    return RXNORM_FILE.matcher(name).find()
        ? Optional.of(ReleaseFormat.RXNORM_RRF)
        : Optional.empty();
  }

  private static Optional<ReleaseFormat> content(byte[] head) {
    if (head.length > 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
      return Optional.of(ReleaseFormat.FHIR_PACKAGE);
    }
    String text = new String(head, StandardCharsets.UTF_8).replaceFirst("^\ufeff", "");
    String start = text.stripLeading();
    if (start.startsWith("{")) {
      return json(start);
    }
    if (start.startsWith("format-version:") || text.contains("\n[Term]")) {
      return Optional.of(ReleaseFormat.OBO);
    }
    String line = start.lines().findFirst().orElse("");
    if (ICD_LINE.matcher(line).matches()) {
      return Optional.of(ReleaseFormat.ICD10CM_ORDER);
    }
    return table(line, head);
  }

  private static Optional<ReleaseFormat> json(String start) {
    if (start.contains("\"graphs\"")) {
      return Optional.of(ReleaseFormat.HPO_JSON);
    }
    return start.contains("\"resourceType\"")
        ? Optional.of(ReleaseFormat.FHIR_JSON)
        : Optional.empty();
  }

  private static Optional<ReleaseFormat> table(String line, byte[] head) {
    if (line.contains("LOINC_NUM") && line.contains("LONG_COMMON_NAME")) {
      return Optional.of(ReleaseFormat.LOINC);
    }
    String separator = Pattern.quote(String.valueOf(syntax(head).separator()));
    Columns columns = new Columns(List.of(line.replace("\"", "").split(separator, -1)));
    boolean isTable =
        columns.width() > 1
            && columns.has(TableLayout.CODE)
            && (columns.has(TableLayout.DISPLAY) || columns.has("term", "local term"));
    return isTable ? Optional.of(ReleaseFormat.TABLE) : Optional.empty();
  }

  /** How the cells of a table are separated, by its header. */
  static RowSyntax syntax(byte[] head) {
    String line = new String(head, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    if (line.indexOf('\t') >= 0) {
      return RowSyntax.TABS;
    }
    long commas = line.chars().filter(c -> c == ',').count();
    long semicolons = line.chars().filter(c -> c == ';').count();
    return semicolons > commas ? RowSyntax.SEMICOLONS : RowSyntax.COMMAS;
  }
}
