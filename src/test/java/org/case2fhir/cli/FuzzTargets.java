package org.case2fhir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.case2fhir.document.Papers;
import org.case2fhir.document.Papers.Line;
import org.case2fhir.validation.TestPackages;

/** Sound inputs of every format, and the commands that read them. */
final class FuzzTargets {
  /** In commands: the folder of the inputs, the folder of the outputs, the server's address. */
  static final String IN = "{in}";

  static final String OUT = "{out}";
  static final String SERVER = "{server}";

  /** Not commands: the file is the body of a request to the server. */
  static final String POST = "POST";

  static final String PUT = "PUT";

  /**
   * An input and what is done with it.
   *
   * @param damaged names of the files that are to be damaged
   */
  record Target(
      String name, Map<String, byte[]> files, List<String> damaged, List<String> commands) {
    static Target of(String file, byte[] content, List<String> commands) {
      return new Target(file, Map.of(file, content), List.of(file), commands);
    }
  }

  private static final Path EXAMPLES = Path.of("fhir-examples");

  private static final String ARTICLE =
      """
      # A rare cause of fever

      ## Abstract

      We report a 40-year-old woman with fever.

      ## Case report

      A 40-year-old woman with a history of asthma (since 2009) presented on 3 May 2019 with fever \
      (39.5 °C) and a dry cough for 2 weeks. She denied chest pain. Her mother had gout. She took \
      prednisolone 5 mg twice daily. Hemoglobin was 8.2 g/dL (normal 12-16) and CRP 120 mg/L; blood \
      cultures grew Escherichia coli, sensitive to ceftriaxone. CT of the chest showed a 3 cm nodule \
      in the right upper lobe. On day 3, she was treated with ceftriaxone 2 g IV daily for 7 days. \
      Two weeks later she was afebrile [1,2].

      | Test | Day 1 | Day 3 |
      |---|---|---|
      | Creatinine (mg/dL) | 1.2 | 0.9 |

      ## Discussion

      Fever has many causes.
      """;

  private FuzzTargets() {}

  static List<Target> all() {
    List<Target> targets = new ArrayList<>();
    for (Path example : examples()) {
      targets.add(Target.of("case.yaml", read(example.resolve("case.yaml")), ofCases("case.yaml")));
      byte[] bundle = read(example.resolve("bundle.json"));
      targets.add(Target.of("bundle.json", bundle, ofFhir("bundle.json")));
      if (Files.exists(example.resolve("article.md"))) {
        byte[] article = read(example.resolve("article.md"));
        targets.add(Target.of("article.md", article, ofArticles("article.md")));
      }
    }
    cases(targets);
    articles(targets);
    fhir(targets);
    terminologies(targets);
    tables(targets);
    return targets;
  }

  private static void cases(List<Target> targets) {
    Path rich = Path.of("src/test/resources/org/case2fhir/casefile/rich.yaml");
    targets.add(Target.of("case.yaml", read(rich), ofCases("case.yaml")));
    CommandRun json =
        CommandRun.of(
            "extract",
            "--format",
            "json",
            "--no-index",
            EXAMPLES + "/article-adrenal-crisis/article.md");
    targets.add(Target.of("case.json", bytes(json.out()), ofCases("case.json")));
  }

  private static void articles(List<Target> targets) {
    targets.add(Target.of("article.txt", bytes(ARTICLE), ofArticles("article.txt")));
    String paragraphs =
        ARTICLE.replace("\n\n", "</p><p>").replaceAll("#+ ([^<]+)</p>", "</p><h2>$1</h2>");
    String html =
        "<!DOCTYPE html><html><head><title>Fever</title></head><body><p>"
            + paragraphs
            + "</p></body></html>";
    targets.add(Target.of("article.html", bytes(html), ofArticles("article.html")));
    String jats =
        """
        <?xml version="1.0"?><article xml:lang="en"><front><article-meta><title-group>
        <article-title>A rare cause of fever</article-title></title-group><contrib-group><contrib
        contrib-type="author"><name><surname>Doe</surname><given-names>J</given-names></name></contrib>
        </contrib-group><pub-date><year>2020</year></pub-date></article-meta></front><body><sec><title>Case
        report</title><p>%s</p><table-wrap><table><tr><th>Test</th><th>Day 1</th></tr><tr><td>CRP (mg/L)</td>
        <td>120</td></tr></table></table-wrap></sec></body></article>
        """
            .formatted(ARTICLE.substring(ARTICLE.indexOf("A 40"), ARTICLE.indexOf("[1,2]")));
    targets.add(Target.of("article.xml", bytes(jats), ofArticles("article.xml")));
    StringBuilder body = new StringBuilder();
    List<Line> lines = new ArrayList<>();
    float y = 60;
    for (String line : ARTICLE.split("[.\n]")) {
      if (!line.isBlank()) {
        body.append(Papers.paragraph("", line.strip() + "."));
        lines.add(Line.of(60, y += 14, line.strip() + "."));
      }
    }
    targets.add(
        Target.of("article.docx", Papers.docx(body.toString()), ofArticles("article.docx")));
    byte[] pdf = Papers.pdf(List.of(lines, lines));
    targets.add(Target.of("article.pdf", pdf, ofArticles("article.pdf")));
    byte[] plain =
        Papers.rawPdf("BT /F 10 Tf 50 700 Td (A 40-year-old man had fever.) Tj ET\n", "");
    targets.add(Target.of("article.pdf", plain, ofArticles("article.pdf")));
  }

  private static void fhir(List<Target> targets) {
    String minimal = EXAMPLES + "/minimal/case.yaml";
    CommandRun xml = CommandRun.of("convert", "--format", "xml", "--no-index", minimal);
    targets.add(Target.of("bundle.xml", bytes(xml.out()), ofFhir("bundle.xml")));
    String observation =
        """
        {"resourceType": "Observation", "id": "a", "status": "final", "text": {"status": "generated",
         "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Hb</div>"},
         "contained": [{"resourceType": "Patient", "id": "p", "birthDate": "1970-01-02"}],
         "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
         "subject": {"reference": "#p"}, "effectiveDateTime": "2019-05-03T10:00:00Z",
         "valueQuantity": {"value": 8.2, "unit": "g/dL", "system": "http://unitsofmeasure.org",
         "code": "g/dL"}, "extension": [{"url": "http://a", "valueString": "x"}]}
        """;
    targets.add(Target.of("observation.json", bytes(observation), ofFhir("observation.json")));
    Map<String, byte[]> guide = new LinkedHashMap<>();
    TestPackages.sound().forEach((name, text) -> guide.put("ig/" + name, bytes(text)));
    List<String> damaged = List.copyOf(guide.keySet());
    guide.put("patient.json", bytes("{\"resourceType\": \"Patient\", \"gender\": \"male\"}"));
    targets.add(
        new Target(
            "guide",
            guide,
            damaged,
            List.of(
                "validate {in}/patient.json --ig {in}/ig --profile " + TestPackages.PROFILE,
                "terminology import {in}/ig --index {out}/index")));
    String ledger =
        """
        {"ledger":1,"server":"{server}"}
        {"entry":"urn:uuid:1","outcome":"created","location":"Patient/1","version":"1","content":"x"}
        """;
    targets.add(
        new Target(
            "ledger",
            Map.of(
                "push.jsonl",
                bytes(ledger),
                "case.yaml",
                read(EXAMPLES.resolve("minimal/case.yaml"))),
            List.of("push.jsonl"),
            List.of("push {in}/case.yaml --no-index --server {server} --resume {in}/push.jsonl")));
  }

  private static void terminologies(List<Target> targets) {
    Map<String, String> releases = new LinkedHashMap<>();
    releases.put(
        "hp.obo",
        """
        format-version: 1.2
        ontology: hp

        [Term]
        id: HP:0000118
        name: Phenotypic abnormality

        [Term]
        id: HP:0001945
        name: Fever
        synonym: "Pyrexia" EXACT []
        xref: SNOMEDCT_US:386661006
        is_a: HP:0000118 ! Phenotypic abnormality
        """);
    releases.put(
        "hp.json",
        """
        {"graphs": [{"id": "http://purl.obolibrary.org/obo/hp.json", "nodes": [
         {"id": "http://purl.obolibrary.org/obo/HP_0000118", "lbl": "Phenotypic abnormality", "type": "CLASS"},
         {"id": "http://purl.obolibrary.org/obo/HP_0001945", "lbl": "Fever", "type": "CLASS",
          "meta": {"synonyms": [{"pred": "hasExactSynonym", "val": "Pyrexia"}]}}],
         "edges": [{"sub": "http://purl.obolibrary.org/obo/HP_0001945", "pred": "is_a",
          "obj": "http://purl.obolibrary.org/obo/HP_0000118"}]}]}
        """);
    releases.put(
        "codes.json",
        """
        {"resourceType": "CodeSystem", "url": "urn:lab", "version": "1", "status": "active",
         "content": "complete", "concept": [{"code": "1", "display": "Fever", "designation":
         [{"value": "Pyrexia"}], "concept": [{"code": "2", "display": "High fever"}]}]}
        """);
    releases.put(
        "values.json",
        """
        {"resourceType": "ValueSet", "url": "urn:v", "status": "active", "compose": {"include": [
         {"system": "http://loinc.org", "concept": [{"code": "718-7", "display": "Hemoglobin"}]}]}}
        """);
    releases.put(
        "map.json",
        """
        {"resourceType": "ConceptMap", "url": "urn:m", "status": "active", "group": [{"source":
         "urn:lab", "target": "http://loinc.org", "element": [{"code": "1", "display": "Hb",
         "target": [{"code": "718-7", "equivalence": "equivalent"}]}]}]}
        """);
    releases.put("words.tsv", "system\tcode\tdisplay\tdomain\nurn:x\t1\tFever\tcondition\n");
    releases.put("words.csv", "system,code,display,domain\nurn:x,1,\"Fever, high\",condition\n");
    releases.put(
        "icd10cm_order_2025.txt",
        "00001 I10     1 Essential (primary) hypertension                             Essential"
            + " hypertension\n"
            + "00002 M10     0 Gout                                                        "
            + " Gout\n");
    releases.put(
        "Loinc.csv",
        "\"LOINC_NUM\",\"COMPONENT\",\"STATUS\",\"CLASSTYPE\",\"VersionLastChanged\",\"SHORTNAME\","
            + "\"LONG_COMMON_NAME\",\"CONSUMER_NAME\"\n\"718-7\",\"Hemoglobin\",\"ACTIVE\",\"1\","
            + "\"2.80\",\"Hgb\",\"Hemoglobin in Blood\",\"Hemoglobin\"\n");
    releases.put(
        "RXNCONSO.RRF",
        "83367|ENG||||||1|2||3|RXNORM|IN|83367|atorvastatin||N|4096|\n"
            + "153165|ENG||||||1|2||3|RXNORM|BN|153165|Lipitor||N|4096|\n");
    releases.put(
        "sct2_Concept_Snapshot_INT_20250101.txt",
        "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n"
            + "386661006\t20040131\t1\t900000000000207008\t900000000000074008\n");
    releases.forEach(
        (name, text) ->
            targets.add(
                Target.of(
                    name,
                    bytes(text),
                    List.of("terminology import {in}/" + name + " --index {out}/index --name x"))));
    targets.add(
        Target.of(
            "release.zip",
            Papers.zip(releases),
            List.of("terminology import {in}/release.zip --index {out}/index --name x")));
  }

  private static void tables(List<Target> targets) {
    byte[] article = bytes(ARTICLE);
    String table =
        "term\tsynonyms\tsystem\tcode\tdisplay\tdomain\n"
            + "fever\tpyrexia|febrile\thttp://snomed.info/sct\t386661006\tFever\tcondition\n"
            + "asthma\t\thttp://snomed.info/sct\t195967001\tAsthma\tcondition\n";
    targets.add(
        new Target(
            "own-words",
            Map.of("words.tsv", bytes(table), "article.txt", article),
            List.of("words.tsv"),
            List.of(
                "terminology check {in}/words.tsv --no-index",
                "extract --tagger fast --no-index --terminology {in}/words.tsv {in}/article.txt",
                "terminology find fever --no-index --terminology {in}/words.tsv")));
    String cues = utf8(read(Path.of("src/main/resources/org/case2fhir/reading/cues.tsv")));
    String rules = String.join("\n", cues.lines().limit(12).toList()) + "\n";
    targets.add(
        new Target(
            "rules",
            Map.of("rules.tsv", bytes(rules), "article.txt", article),
            List.of("rules.tsv"),
            List.of("extract --tagger fast --no-index --rules {in}/rules.tsv {in}/article.txt")));
    targets.add(
        new Target(
            "value-sets",
            Map.of(
                "sets.tsv",
                bytes("domain\tvalue-set\tconcept-map\ncondition\thttp://a/vs\t\n"),
                "case.yaml",
                read(EXAMPLES.resolve("minimal/case.yaml"))),
            List.of("sets.tsv"),
            List.of(
                "convert {in}/case.yaml --no-index --tx {server} --tx-value-sets {in}/sets.tsv"
                    + " --tx-cache {out}/cache")));
    Map<String, byte[]> corpus = new LinkedHashMap<>();
    String[] drugs = {"aspirin", "heparin", "morphine", "digoxin"};
    for (int i = 0; i < drugs.length; i++) {
      String drug = drugs[i];
      corpus.put("brat/" + i + ".txt", bytes("He was 40 and given " + drug + " for two days."));
      String spans = "T1\tMedication 20 %d\t%s\nT2\tAge 7 9\t40\nR1\tMODIFY Arg1:T2 Arg2:T1\n";
      corpus.put("brat/" + i + ".ann", bytes(spans.formatted(20 + drug.length(), drug)));
    }
    targets.add(
        new Target(
            "annotation",
            corpus,
            List.copyOf(corpus.keySet()),
            List.of(
                "extract --no-index --mentions {in}/brat {in}/brat/0.txt",
                "train {in}/brat -o {out}/my.model --min-mentions 1 --min-count 1 --iterations 3",
                "train {in}/brat -o {out}/weights.tsv --relations --iterations 3",
                "evaluate {in}/brat --folds 2 --min-mentions 1 --min-count 1 --iterations 3",
                "evaluate {in}/brat --tagger fast")));
  }

  private static List<String> ofCases(String file) {
    String in = "{in}/" + file + " --no-index";
    return List.of(
        "convert " + in + " -o {out}/bundle.json",
        "convert " + in + " -o {out}/bundle.json --no-validate --attach-source",
        "convert "
            + in
            + " -o {out}/bundle.xml --format xml --onset derived --absent refuted --symptoms"
            + " condition --bundle collection --report html --report-file {out}/report.html",
        "convert " + in + " -o {out}/bundle.json --strict --issues json --bundle batch",
        "convert " + in + " -o {out}/bundle.json --report outcome --report-file {out}/outcome.json",
        "push " + in + " --server {server} --dry-run",
        "view " + in + " -o {out}/case.html --onset derived",
        "view " + in + " -o {out}/case.md --format md",
        "push " + in + " --server {server} --no-validate --ledger {out}/push.jsonl");
  }

  private static List<String> ofArticles(String file) {
    String in = "{in}/" + file + " --no-index --tagger fast";
    return List.of(
        "extract " + in + " -o {out}/case.yaml --coverage {out}/coverage.html",
        "extract " + in + " -o {out}/case.json --format json --coverage {out}/coverage.json",
        "extract " + in + " -o {out}/cases/ --confidence",
        "extract " + in + " --explain",
        "extract " + in + " --format brat -o {out}/brat/",
        "convert " + in + " -o {out}/bundles/ --no-validate --confidence --attach-source",
        "view " + in + " -o {out}/pages/ --confidence",
        "convert " + in + " -o {out}/bundle.json --patient 1 --report json");
  }

  private static List<String> ofFhir(String file) {
    String in = "{in}/" + file;
    return List.of(
        "validate " + in,
        "validate " + in + " --report outcome -o {out}/outcome.json",
        "validate " + in + " --report html -o {out}/report.html",
        "view " + in + " -o {out}/page.html",
        "view " + in + " --format md",
        "push " + in + " --server {server} --dry-run",
        "push " + in + " --server {server} --ledger {out}/push.jsonl --mode resources",
        "push " + in + " --server {server} --max-entries 3",
        POST + " " + in,
        PUT + " " + in);
  }

  private static List<Path> examples() {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}
