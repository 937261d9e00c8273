package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.case2fhir.issue.Issue;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Dose;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** Case files for tests. */
final class Cases {
  static final CaseFileReader READER =
      new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());
  static final CaseFileWriter WRITER =
      new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn());

  private Cases() {}

  static CaseFile read(String text) {
    return read("case.yaml", text);
  }

  static CaseFile read(String name, String text) {
    return READER.read(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A case that must be read without an issue. */
  static CaseReport report(String text) {
    CaseFile file = read(text);
    if (!file.result().issues().isEmpty()) {
      throw new AssertionError(file.result().issues() + "\n" + text);
    }
    return file.result().value().orElseThrow();
  }

  /** A dose on one line. */
  static Dose dose(String text) {
    return new DoseParser(new Units(UnitTable.builtIn()), Vocabulary.builtIn())
        .parse(text)
        .value()
        .orElseThrow();
  }

  static List<Issue> issues(String text) {
    return read(text).result().issues();
  }

  static String resource(String name) {
    try (InputStream in = Cases.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
