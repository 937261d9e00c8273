package org.case2fhir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.imports.ImportOptions;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.imports.TerminologyImport;
import org.case2fhir.terminology.index.IndexFolder;
import org.case2fhir.terminology.index.IndexHeader;
import org.case2fhir.terminology.index.InstalledTerms;
import org.case2fhir.terminology.index.TermIndex;

/**
 * Imports a release and looks terms up in it, saying rows and look-ups a second, bytes of the index
 * and milliseconds to open it. By hand only; the arguments are the release and a file of terms, one
 * a line.
 */
public final class TerminologyLoad {
  private static final double NANOS = 1e9;

  private TerminologyLoad() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("terminology-load");
    IndexFolder index = new IndexFolder(folder);
    long start = System.nanoTime();
    IndexHeader header =
        new TerminologyImport(index)
            .run(Path.of(args[0]), ImportOptions.DEFAULT, ReadProgress.NONE)
            .header();
    say("rows", header.rows());
    say("concepts", header.concepts());
    say("rows a second", header.rows() / ((System.nanoTime() - start) / NANOS));
    Path file = index.file(header.name());
    say("bytes of the index", Files.size(file));
    start = System.nanoTime();
    InstalledTerms terms = new InstalledTerms(List.of(TermIndex.open(file)));
    say("milliseconds to open", (System.nanoTime() - start) / (NANOS / 1000));
    List<String> words = Files.readAllLines(Path.of(args[1]));
    lookUp(terms, words);
    lookUp(terms, words);
    IndexFolder.delete(folder);
  }

  private static void lookUp(InstalledTerms terms, List<String> words) {
    long start = System.nanoTime();
    long found =
        words.stream()
            .filter(word -> terms.match(Domain.CONDITION, TextForm.of(word), word).isPresent())
            .count();
    say("look-ups a second", words.size() / ((System.nanoTime() - start) / NANOS));
    say("found", found);
  }

  private static void say(String what, double number) {
    System.out.printf("%s: %.1f%n", what, number);
  }
}
