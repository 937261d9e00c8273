package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.TermMatch.Respelling;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every name that the terminology sources know, asked for in its domain: a real word is never a
 * misspelling of another. What is respelt must be the same concept, or stand in {@code
 * spelling-variants.tsv} ({@code written read}): spellings that differ in letters alone. Writes
 * what is neither to {@code target/respellings.txt}.
 */
@Tag("long")
class FuzzySafetyTest {
  private static final Path SOURCES = Path.of("..", "shared", "terminology");
  private static final Path REPORT = Path.of("target", "respellings.txt");
  private static final Pattern TAG = Pattern.compile(" \\(([a-z /]+)\\)$");
  private static final Set<String> DRUG_TYPES = Set.of("IN", "PIN", "MIN", "BN");
  private static final int MOST_WRONG = 0;

  /** A name of a code. */
  private record Name(Domain domain, String text, String code) {}

  @Test
  void noRealNameIsReadAsAnother() throws IOException {
    assumeTrue(Files.isDirectory(SOURCES), "no terminology sources here");
    List<Name> names = new ArrayList<>();
    for (String source : List.of("rxnorm-prescribable-2025-10-06", "atc-gnumed-2009")) {
      read(source, names);
    }
    for (String source : List.of("hpo-2026", "snomed-gps-2020", "doid-2026")) {
      read(source, names);
    }
    Map<String, Set<String>> codes = new HashMap<>();
    names.forEach(
        name ->
            codes.computeIfAbsent(TextForm.of(name.text()), k -> new HashSet<>()).add(name.code()));
    Set<String> variants = variants();
    List<String> wrong = new ArrayList<>();
    names.stream()
        .distinct()
        .forEach(name -> check(name, codes.get(TextForm.of(name.text())), variants, wrong));
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, names.size() + " names\n" + String.join("\n", wrong) + "\n");
    assertThat(names).hasSizeGreaterThan(50_000);
    assertThat(wrong).hasSizeLessThanOrEqualTo(MOST_WRONG);
  }

  private static void check(Name name, Set<String> own, Set<String> variants, List<String> wrong) {
    Vocabulary.builtIn()
        .match(name.domain(), name.text())
        .filter(match -> match.respelling().isPresent())
        .filter(match -> match.codes().stream().map(Code::code).noneMatch(own::contains))
        .ifPresent(
            match -> {
              Respelling spelling = match.respelling().orElseThrow();
              String pair = TextForm.of(spelling.written()) + "\t" + TextForm.of(spelling.read());
              boolean plural =
                  spelling.written().toLowerCase(Locale.ROOT).equals(spelling.read() + "s");
              if (!plural && !variants.contains(pair)) {
                wrong.add(pair + "\t" + name.text() + "\t" + match.matched());
              }
            });
  }

  private static Set<String> variants() throws IOException {
    try (InputStream in = FuzzySafetyTest.class.getResourceAsStream("spelling-variants.tsv")) {
      Set<String> pairs = new HashSet<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).forEach(pairs::add);
      return pairs;
    }
  }

  private static void read(String source, List<Name> names) throws IOException {
    try (Stream<String> lines = Files.lines(SOURCES.resolve(source + ".tsv"))) {
      lines.skip(1).map(line -> line.split("\t", -1)).forEach(row -> take(source, row, names));
    }
  }

  private static void take(String source, String[] row, List<Name> names) {
    boolean drug = source.startsWith("rxnorm");
    if (drug && !DRUG_TYPES.contains(row[4])) {
      return;
    }
    String full = row[2];
    var tag = TAG.matcher(full);
    Domain domain =
        drug || source.startsWith("atc")
            ? Domain.MEDICATION
            : tag.find() ? ofTag(tag.group(1)) : Domain.FINDING;
    names.add(new Name(domain, TAG.matcher(full).replaceFirst(""), row[1]));
    if (!source.startsWith("atc")) {
      for (String synonym : row[3].split("\\|")) {
        names.add(new Name(domain, TAG.matcher(synonym).replaceFirst(""), row[1]));
      }
    }
  }

  private static Domain ofTag(String tag) {
    return switch (tag) {
      case "procedure", "regime/therapy" -> Domain.PROCEDURE;
      case "substance", "product", "medicinal product" -> Domain.MEDICATION;
      case "body structure", "morphologic abnormality" -> Domain.BODY_SITE;
      case "organism" -> Domain.ORGANISM;
      case "observable entity" -> Domain.TEST;
      default -> Domain.FINDING;
    };
  }
}
