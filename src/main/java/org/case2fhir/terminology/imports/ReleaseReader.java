package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.index.IndexBuilder;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/** Reads one format. */
interface ReleaseReader {
  /**
   * Hands every concept to the scope's sink, which builds the index.
   *
   * @throws RefusedReleaseException if the release is not what it seems to be
   * @throws IOException if it cannot be read, or from the sink
   */
  ReleaseInfo read(ImportScope scope) throws IOException;

  /**
   * What a release says about itself; texts are empty where it does not say.
   *
   * @param name under which it is installed unless the user names it
   * @param title name for people
   * @param version as {@code Coding.version} has it
   * @param released its date as it writes it
   * @param licence the notice that its users must see
   * @param rows rows or entries that were read
   */
  record ReleaseInfo(
      String name, String title, String version, String released, String licence, long rows) {}

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
      IndexBuilder sink,
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

  /** Collects the names of one concept, telling abbreviations from words. */
  final class ConceptNames {
    private static final int LONGEST_ABBREVIATION = 6;

    private final List<IndexedConcept.Term> terms = new ArrayList<>();

    ConceptNames preferred(String text) {
      return add(text, TermKind.PREFERRED);
    }

    /** A name that means exactly the same; one in capitals is an abbreviation. */
    ConceptNames synonym(String text) {
      return add(text, isAbbreviation(text) ? TermKind.ABBREVIATION : TermKind.SYNONYM);
    }

    ConceptNames add(String text, TermKind kind) {
      if (!text.isBlank()) {
        terms.add(new IndexedConcept.Term(text.strip(), kind));
      }
      return this;
    }

    /** Short and without a small letter: "ALS", "HbA1c" is none. */
    private static boolean isAbbreviation(String text) {
      return text.strip().length() <= LONGEST_ABBREVIATION
          && text.equals(text.toUpperCase(Locale.ROOT))
          && text.chars().anyMatch(Character::isLetter);
    }

    List<IndexedConcept.Term> terms() {
      return terms;
    }
  }
}
