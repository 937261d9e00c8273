package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.case2fhir.issue.Issue;
import org.case2fhir.terminology.imports.FhirReader.FhirPackageReader;
import org.case2fhir.terminology.imports.ImportOptions.ReleaseFormat;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexBuilder;
import org.case2fhir.terminology.index.IndexFolder;
import org.case2fhir.terminology.index.IndexHeader;
import org.case2fhir.terminology.index.TermIndex;

/** Turns a release into an installed index: all of it, or nothing. */
public final class TerminologyImport {
  private final IndexFolder folder;

  /**
   * @param folder where indexes are installed
   */
  public TerminologyImport(IndexFolder folder) {
    this.folder = folder;
  }

  /**
   * What came of an import.
   *
   * @param header of the installed index
   * @param issues what was wrong with single rows
   */
  public record Imported(IndexHeader header, List<Issue> issues) {
    public Imported {
      issues = List.copyOf(issues);
    }
  }

  /**
   * Imports a release and puts it in the place of an older one of the same name.
   *
   * @throws RefusedReleaseException if it is not a release, or is damaged; then nothing has changed
   * @throws IOException if a file cannot be read or written; then nothing has changed
   */
  public Imported run(Path release, ImportOptions options, ReadProgress progress)
      throws IOException {
    try (ReleaseFiles files = ReleaseFiles.open(release, progress)) {
      Path work = folder.newWork();
      try {
        FormatDetector.Detected detected = FormatDetector.detect(files, options.format());
        progress.expect(expected(files, detected));
        return build(files, detected, options, work);
      } finally {
        IndexFolder.delete(work);
      }
    }
  }

  private static long expected(ReleaseFiles files, FormatDetector.Detected detected)
      throws IOException {
    long bytes = 0;
    for (String name : readFiles(files, detected)) {
      bytes += files.size(name);
    }
    boolean twice =
        switch (detected.format()) {
          case HPO_JSON, OBO, FHIR_JSON -> true;
          case SNOMED_RF2, RXNORM_RRF, LOINC, ICD10CM_ORDER, TABLE, FHIR_PACKAGE -> false;
        };
    return twice ? 2 * bytes : bytes;
  }

  private static List<String> readFiles(ReleaseFiles files, FormatDetector.Detected detected) {
    return switch (detected.format()) {
      case SNOMED_RF2 -> matching(files, SnomedReader.FILES);
      case RXNORM_RRF -> matching(files, RxNormReader.FILES);
      case HPO_JSON, OBO, LOINC, ICD10CM_ORDER, TABLE, FHIR_JSON, FHIR_PACKAGE -> detected.names();
    };
  }

  private static List<String> matching(ReleaseFiles files, Pattern pattern) {
    return files.names().stream().filter(name -> pattern.matcher(name).find()).toList();
  }

  private Imported build(
      ReleaseFiles files, FormatDetector.Detected detected, ImportOptions options, Path work)
      throws IOException {
    ImportIssues issues = new ImportIssues(files.fileName());
    try (IndexBuilder builder = new IndexBuilder(work)) {
      ImportScope scope = new ImportScope(files, detected.names(), options, builder, issues, work);
      ReleaseInfo info = read(detected.format(), scope);
      if (builder.tooLong() > 0) {
        issues.warn(
            "name-too-long",
            builder.tooLong() + " concepts with a very long code or name are left out",
            files.fileName(),
            0,
            "shorten them");
      }
      if (builder.withControls() > 0) {
        issues.warn(
            "control-character",
            builder.withControls()
                + " concepts with control characters in a code or name are left"
                + " out",
            files.fileName(),
            0,
            "download it again");
      }
      if (builder.concepts() == 0) {
        throw RefusedReleaseException.of(
            files.fileName(), 0, "no concept was found in it", "is this the right file?");
      }
      IndexHeader about = header(info, options, detected.format(), files.fileName());
      Path built = builder.finish(about, info.rows());
      // Proves that it can be opened before the old one goes.
      IndexHeader header = TermIndex.open(built).header();
      folder.install(built, about.name());
      return new Imported(header, issues.all());
    }
  }

  private static IndexHeader header(
      ReleaseInfo info, ImportOptions options, ReleaseFormat format, String file) {
    return new IndexHeader(
        options.name().orElse(info.name()),
        info.title(),
        options.version().orElse(info.version()),
        info.released(),
        options.licence().orElse(info.licence()),
        file,
        format.word(),
        List.of(),
        0,
        0,
        0);
  }

  private static ReleaseInfo read(ReleaseFormat format, ImportScope scope) throws IOException {
    try {
      return reader(format).read(scope);
    } catch (JsonProcessingException e) {
      int line = Optional.ofNullable(e.getLocation()).map(at -> at.getLineNr()).orElse(0);
      throw damaged(scope, line, "its JSON is damaged");
    } catch (ZipException | EOFException e) {
      throw damaged(scope, 0, "a compressed file in it is damaged");
    }
  }

  private static RefusedReleaseException damaged(ImportScope scope, int line, String what) {
    return RefusedReleaseException.of(scope.files().fileName(), line, what, "download it again");
  }

  private static ReleaseReader reader(ReleaseFormat format) {
    return switch (format) {
      case HPO_JSON -> new OboGraphReader();
      case OBO -> new OboReader();
      case SNOMED_RF2 -> new SnomedReader();
      case LOINC -> new LoincReader();
      case RXNORM_RRF -> new RxNormReader();
      case ICD10CM_ORDER -> new Icd10CmReader();
      case TABLE -> new TableReader();
      case FHIR_JSON -> new FhirReader();
      case FHIR_PACKAGE -> new FhirPackageReader();
    };
  }
}
