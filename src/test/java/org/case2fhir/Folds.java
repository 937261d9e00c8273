package org.case2fhir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.mention.CrfTagger;

/** Annotates a text with any tagger: the door of the cross-validation into the root package. */
public final class Folds {
  private Folds() {}

  public static void annotate(Path text, CrfTagger tagger, Path out) throws IOException {
    ExtractionOptions options =
        new ExtractionOptions(ExtractionFormat.BRAT, OptionalInt.empty(), Optional.empty());
    CaseExtractor extractor =
        new CaseExtractor(options, Terminologies.builtIn(), ArticleReader.of(tagger));
    Extraction extraction =
        extractor.extract(new Input(text.getFileName().toString(), Files.readAllBytes(text)));
    String name = text.getFileName().toString().replaceAll("\\.txt$", ".ann");
    for (Extraction.Output output : extraction.outputs()) {
      Files.writeString(out.resolve(name), output.text());
    }
    if (extraction.outputs().isEmpty()) {
      System.err.println(name + ": " + extraction.issues());
    }
  }
}
