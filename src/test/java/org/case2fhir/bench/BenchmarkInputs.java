package org.case2fhir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.CaseConverter;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.CaseMapper;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;

/** What benchmarks run on, made from the examples that come with the source. */
final class BenchmarkInputs {
  static final Path EXAMPLES = Path.of("fhir-examples");

  /** The largest example: 85 entries. */
  static final Path CASE = EXAMPLES.resolve("gluteal-calcinosis/case.yaml");

  private static final int ENTRIES = 60;

  /** About 500 characters, in our own words. */
  private static final String STORY =
      "A 58-year-old woman was admitted in May 2010 with fever, productive cough and pain in the"
          + " left knee for three weeks. She had a history of hypertension and denied chest pain."
          + " Hemoglobin was 9.8 g/dL, leukocytes were 14.2 x 10^9/L and creatinine was normal. A"
          + " chest X-ray showed consolidation of the right lower lobe without pleural effusion."
          + " Ceftriaxone 2 g daily was given intravenously for 10 days, but not vancomycin. Two"
          + " weeks later the fever had resolved. ";

  private BenchmarkInputs() {}

  /**
   * The Bundle of an example case without its last entries; none that is referred to is missing.
   */
  static Bundle bundleOf60() throws IOException {
    CaseFileReader reader = new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());
    Bundle bundle =
        CaseMapper.map(
                reader.read("case.yaml", Files.readAllBytes(CASE)).result().value().orElseThrow(),
                MappingOptions.DEFAULT)
            .bundle();
    List<BundleEntryComponent> entries = bundle.getEntry();
    while (entries.size() > ENTRIES) {
      removeUnreferenced(bundle);
    }
    return bundle;
  }

  /** The last entry that no other refers to. */
  private static void removeUnreferenced(Bundle bundle) {
    List<BundleEntryComponent> entries = bundle.getEntry();
    List<String> texts =
        entries.stream()
            .map(e -> BundleEncoder.encode(e.getResource(), BundleFormat.JSON))
            .toList();
    for (int i = entries.size() - 1; i >= 0; i--) {
      String reference = '"' + entries.get(i).getFullUrl() + '"';
      if (texts.stream().noneMatch(text -> text.contains(reference))) {
        entries.remove(i);
        return;
      }
    }
    throw new IllegalStateException("each entry is referred to");
  }

  /** A report of so many characters. */
  static Input article(int characters) {
    String text = text(characters);
    return new Input("case.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(int characters) {
    return STORY.repeat(characters / STORY.length() + 1).substring(0, characters);
  }

  /** Converts and does not validate. */
  static CaseConverter converter() {
    ConversionOptions usual = ConversionOptions.DEFAULT;
    return new CaseConverter(
        new ConversionOptions(
            usual.mapping(), usual.format(), /* validate= */ false, false, false));
  }
}
