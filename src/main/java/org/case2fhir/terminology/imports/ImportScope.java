package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.case2fhir.terminology.index.ConceptSink;

/**
 * Everything that a reader works with.
 *
 * @param files the release
 * @param names the files in it that have the reader's format, at least one
 * @param sink takes the concepts
 * @param issues takes what is wrong with single rows
 * @param work a folder for temporary files
 */
record ImportScope(
    ReleaseFiles files,
    List<String> names,
    ImportOptions options,
    ConceptSink sink,
    ImportIssues issues,
    Path work) {

  /** The one file whose name matches; rows of other files would be counted twice. */
  String one(Pattern name) throws RefusedReleaseException {
    return files.names().stream()
        .filter(file -> name.matcher(file).find())
        .findFirst()
        .orElseThrow(
            () ->
                RefusedReleaseException.of(
                    files.fileName(),
                    0,
                    "the release has no file " + name.pattern().replaceAll("[\\\\^$]", ""),
                    "give the whole release, as it was downloaded"));
  }

  DelimitedRows rows(String name, RowSyntax syntax) throws IOException {
    return new DelimitedRows(name, files.open(name), syntax);
  }
}
