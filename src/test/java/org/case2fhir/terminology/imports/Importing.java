package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.index.IndexFolder;
import org.case2fhir.terminology.index.IndexHeader;
import org.case2fhir.terminology.index.InstalledTerms;
import org.case2fhir.terminology.index.TermIndex;

/** Imports releases that tests write, and asks what was installed. */
final class Importing {
  private final Path folder;

  Importing(Path folder) {
    this.folder = folder;
  }

  /** Writes a file of a release below the folder. */
  Path write(String name, String content) throws IOException {
    Path file = folder.resolve("releases").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  Path zip(String name, Map<String, String> files) throws IOException {
    Path file = folder.resolve("releases").resolve(name);
    Files.createDirectories(file.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  TerminologyImport.Imported run(Path release) throws IOException {
    return run(release, ImportOptions.DEFAULT);
  }

  TerminologyImport.Imported run(Path release, ImportOptions options) throws IOException {
    return new TerminologyImport(new IndexFolder(index())).run(release, options, ReadProgress.NONE);
  }

  IndexHeader header(Path release) throws IOException {
    return run(release).header();
  }

  /** What was wrong with the rows of a release, by code. */
  List<String> issues(Path release) throws IOException {
    return run(release).issues().stream().map(Issue::code).toList();
  }

  /** Why a release was refused. */
  Issue refusal(Path release) throws IOException {
    try {
      run(release);
    } catch (RefusedReleaseException e) {
      return e.issue();
    }
    throw new AssertionError("it was not refused");
  }

  Path index() {
    return folder.resolve("index");
  }

  InstalledTerms terms() throws IOException {
    List<TermIndex> indexes = new ArrayList<>();
    for (Path file : new IndexFolder(index()).files()) {
      indexes.add(TermIndex.open(file));
    }
    return new InstalledTerms(indexes);
  }

  Optional<TermMatch> match(Domain domain, String text) throws IOException {
    return terms().match(domain, TextForm.of(text), text);
  }

  /** The codes of a term, without their systems. */
  List<String> codes(Domain domain, String text) throws IOException {
    return match(domain, text).stream()
        .flatMap(found -> found.codes().stream())
        .map(Code::code)
        .toList();
  }

  static ImportOptions options(String system, Domain domain) {
    return new ImportOptions(
        Optional.empty(),
        Optional.empty(),
        Optional.of(system),
        Optional.of(domain),
        Optional.empty(),
        Optional.empty(),
        ImportOptions.Dialect.US);
  }
}
