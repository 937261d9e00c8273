package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;

/**
 * Variants of genes in the notation of <a href="https://hgvs-nomenclature.org">HGVS</a>, and
 * karyotypes in that of ISCN: results of genetic tests.
 */
final class GenomicFacts {
  private static final String PROTEIN =
      "p\\.\\(?[A-Z](?:[a-z]{2})?\\d{1,5}(?:[A-Z](?:[a-z]{2})?|\\*|=|_)?[\\w*]{0,14}\\)?";
  private static final Pattern VARIANT =
      Pattern.compile(
          "(?<![\\w.])(?:[cgm]\\.\\(?[\\d_+*\u2212-]{1,24}"
              + "(?:[ACGT]{1,9} ?> ?[ACGT]{1,9}|(?:del|dup|ins|inv)[ACGT\\d]{0,12}){1,2}"
              + "(?:[^.;]{0,16}?[\\s(;,]"
              + PROTEIN
              + "\\)?)?|"
              + PROTEIN
              + ")");
  private static final Pattern KARYOTYPE =
      Pattern.compile("(?<![\\w.])4[4-8],\\s?[XY]{1,3}(?![a-z])(?:[,/\\[+][\\w()+;,.\\[\\]/-]*)?");
  // "t(9;22)(q34;q11)", "del(17p)", "inv(16)": ISCN names of changed chromosomes.
  private static final Pattern CHANGED_CHROMOSOME =
      Pattern.compile(
          "(?<![\\w.])(?:t|inv|del|dup|ins|add|der|dic|idic|i|r)\\s?"
              + "\\((?:[1-9]|1\\d|2[0-2]|[XY])(?:(?:;(?:[1-9]|1\\d|2[0-2]|[XY])){1,2}|[pq][\\d.]*)?\\)"
              + "(?:\\([pq][\\d.]*(?:;?[pq][\\d.]*){0,2}\\))?");
  private static final String CHROMOSOME = "changed-chromosome";
  private static final Pattern GENE = Pattern.compile("[A-Z][A-Z0-9]{1,9}");
  private static final Pattern COUNT =
      Pattern.compile("(?i)(?:mono|tri|tetra)somy (?:[1-9]|1\\d|2[0-2]|X|Y)");
  private static final int SIGHT = 8;
  private static final int NEAR = 2;
  private static final Set<String> SIGNIFICANCE = TokenPattern.wordClass("variant-significance");
  private static final Set<String> DENIALS = TokenPattern.wordClass("growth-denial");
  private static final int NEAR_DENIAL = 7;
  private static final TokenPattern NOT_CARRIED =
      TokenPattern.of("(not|no|never|without|negative) ..2 <variant-carrying>");
  private static final TokenPattern NOT_FOUND =
      TokenPattern.of("<be> <variant-not-found> <variant-found>");
  private static final TokenPattern IS_ABSENT = TokenPattern.of("<be> (absent|negative)");
  private static final TokenPattern IN_PATIENT =
      TokenPattern.of("in (the|our|this)? (patient|proband|him|her|child)");
  private static final int FARTHEST_VERB = 14;
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> BE = TokenPattern.wordClass("be");
  private static final Set<String> SINGULAR = TokenPattern.wordClass("singular-verb");
  private static final Set<String> MODALS = TokenPattern.wordClass("modal");
  private static final Set<String> INFINITIVE = TokenPattern.wordClass("infinitive-mark");
  private static final Set<String> SHOWN = TokenPattern.wordClass("show");
  private static final Set<String> CHANGES = TokenPattern.wordClass("changed-gene-noun");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Pattern END = Pattern.compile("[,;./]+$");

  private final FactBuilder facts;
  private final Graph graph;
  private final Set<String> geneWords = TokenPattern.wordClass("gene-word");
  private final Set<String> noGenes = TokenPattern.wordClass("no-gene");
  private final Set<String> karyotypes = TokenPattern.wordClass("karyotype");

  private GenomicFacts(FactBuilder facts) {
    this.facts = facts;
    this.graph = facts.graph();
  }

  /** Marks the names of changed chromosomes, so that what is said of them is read. */
  static void mark(Graph graph) {
    for (Graph.Sentence sentence : graph.sentences()) {
      Matcher matcher = CHANGED_CHROMOSOME.matcher(sentence.text());
      while (matcher.find()) {
        int first = token(graph, sentence, matcher.start());
        int end = token(graph, sentence, matcher.end() - 1) + 1;
        replace(graph, sentence, first, end, CHROMOSOME);
      }
    }
  }

  // A name that nothing is said of is itself the result: "Cytogenetics showed t(9;22)",
  // "sequencing detected a TP53 mutation", "with monosomy 7".
  private void chromosomes(Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if ((node.origin.equals(CHROMOSOME) || isShownChange(sentence, node))
          && node.has(Property.Value.PATIENT)
          && !node.has(Property.Value.HYPOTHETICAL)
          && node.details(Graph.Relation.VALUE).findAny().isEmpty()) {
        boolean absent = node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED);
        Value words = new Value.Words(absent ? "not detected" : "detected");
        boolean notation = node.origin.equals(CHROMOSOME);
        String name = notation ? graph.words(node).replace(" ", "") : graph.words(node);
        Concept concept = facts.coder().test(name, Optional.of(words), sentence).concept();
        FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, node, "genomic");
        draft.value = Optional.of(words);
        draft.interpretation =
            Optional.of(absent ? Interpretation.NEGATIVE : Interpretation.POSITIVE);
        draft.assertion =
            node.has(Property.Value.POSSIBLE) ? Assertion.POSSIBLE : Assertion.PRESENT;
        draft.measurementCategory = MeasurementCategory.LABORATORY;
      }
    }
  }

  // A change of a gene or a chromosome, marked as a test, behind the verb that shows it.
  private boolean isShownChange(Graph.Sentence sentence, Graph.Node node) {
    String words = graph.words(node);
    boolean gene =
        node.length() > 1
            && GENE.matcher(graph.token(node.first).text()).matches()
            && !noGenes.contains(graph.token(node.first).lower())
            && CHANGES.contains(graph.last(node).lower());
    if (!node.isTest() || !gene && !COUNT.matcher(words).matches() || isUnshown(sentence, node)) {
      return false;
    }
    for (int i = node.first - 1; i >= Math.max(sentence.first, node.first - SIGHT); i--) {
      if (SHOWN.contains(graph.token(i).lower())) {
        // "testing to detect A"; but "was found to have A".
        return !INFINITIVE.contains(graph.lower(sentence, i - 1))
            || SHOWN.contains(graph.lower(sentence, i - 2));
      }
      if (CLAUSE_ENDS.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return false;
  }

  // "failed to detect A", "no test detected A", "may show A": the denial or doubt is said of the
  // verb, and a test takes none of it.
  private boolean isUnshown(Graph.Sentence sentence, Graph.Node node) {
    if (node.has(Property.Value.ABSENT) || node.has(Property.Value.REFUTED)) {
      return false;
    }
    for (int i = sentence.first; i < node.first; i++) {
      String word = graph.token(i).lower();
      if (DENIALS.contains(word) || MODALS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the facts of the account of the case. */
  static void read(FactBuilder facts) {
    GenomicFacts reader = new GenomicFacts(facts);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.inCase()) {
        reader.variants(sentence);
        reader.karyotypes(sentence);
        reader.chromosomes(sentence);
      }
    }
  }

  private void variants(Graph.Sentence sentence) {
    String text = sentence.text();
    Matcher matcher = VARIANT.matcher(text);
    boolean found = matcher.find();
    while (found) {
      int start = matcher.start();
      int stop = matcher.end();
      found = matcher.find();
      if (found
          && text.startsWith("p.", start)
          && text.substring(stop, matcher.start()).equals(" (")) {
        // "p.E1799K (c.5395G>A)": the same variant of the protein and of the gene.
        stop = matcher.end() + (text.startsWith(")", matcher.end()) ? 1 : 0);
        found = matcher.find();
      }
      if (text.charAt(stop - 1) == ')' && text.substring(start, stop).indexOf('(') < 0) {
        // "NOD2 mutation (p.R334W)": the bracket is not of the notation.
        stop--;
      }
      int first = token(graph, sentence, start);
      int end = token(graph, sentence, stop - 1) + 1;
      Optional<String> gene = gene(sentence, first, end);
      String name = gene.map(symbol -> symbol + " variant").orElse("variant");
      String notation = text.substring(start, stop);
      boolean absent = isNotFound(sentence, first, end);
      if (absent && isOfRelative(sentence, first)) {
        replace(graph, sentence, first, end, "genomic");
        continue;
      }
      if (absent) {
        String sought = gene.map(symbol -> symbol + " " + notation).orElse(notation) + " variant";
        FactDraft draft = add(sentence, sought, "not detected", first, end);
        draft.interpretation = Optional.of(Interpretation.NEGATIVE);
        gene.ifPresent(symbol -> absorbBehind(sentence, draft, symbol));
        continue;
      }
      FactDraft draft = add(sentence, name, notation, first, end);
      gene.ifPresent(symbol -> absorb(sentence, draft, symbol));
      gene.ifPresent(symbol -> absorbBehind(sentence, draft, symbol));
    }
  }

  // "c.5A>G in [PAH]": the gene, and no disease of the same letters.
  private void absorbBehind(Graph.Sentence sentence, FactDraft draft, String gene) {
    int symbol = draft.head.end + 1;
    if (graph.lower(sentence, symbol - 1).equals("in")) {
      sentence.nodes.stream()
          .filter(node -> node.first == symbol && graph.words(node).equals(gene))
          .toList()
          .forEach(graph::remove);
    }
  }

  // "His mother did not carry the variant"
  private boolean isOfRelative(Graph.Sentence sentence, int variant) {
    return IntStream.range(sentence.first, variant)
        .anyMatch(i -> KIN.contains(graph.token(i).lower()));
  }

  // "The variant c.80G>A was not found", "c.1A>G and c.2C>T were absent", "did not carry c.80G>A".
  private boolean isNotFound(Graph.Sentence sentence, int first, int end) {
    for (int i = first - 1; i >= Math.max(sentence.first, first - NEAR_DENIAL); i--) {
      String word = graph.token(i).lower();
      if (NOT_CARRIED.end(graph, sentence, i) > i) {
        return true;
      }
      if (CLAUSE_ENDS.contains(word) || word.equals("and") || word.equals(",")) {
        break;
      }
    }
    boolean joined = false;
    for (int i = end; i < Math.min(sentence.end, end + FARTHEST_VERB); i++) {
      String word = graph.token(i).lower();
      if (BE.contains(word)) {
        // "was not found in gnomAD", "is not listed" say nothing of the patient.
        int behind = Math.max(NOT_FOUND.end(graph, sentence, i), IS_ABSENT.end(graph, sentence, i));
        boolean one = SINGULAR.contains(word);
        return !(joined && one)
            && behind > i
            && (behind >= sentence.end
                || CLAUSE_ENDS.contains(graph.token(behind).lower())
                || IN_PATIENT.end(graph, sentence, behind) > behind);
      }
      boolean stop = !word.equals(".") || i + 1 == sentence.end;
      if (CLAUSE_ENDS.contains(word) && !word.equals(",") && stop) {
        return false;
      }
      joined |= word.equals("and") || word.equals(",");
    }
    return false;
  }

  // "a pathogenic BRCA2 variant, c.5946delT", "in SOS1, c.1010A>G, classified as pathogenic": one
  // result, however many mentions there are.
  private void absorb(Graph.Sentence sentence, FactDraft draft, String gene) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean before = node.end <= draft.head.first && draft.head.first - node.end <= NEAR;
      boolean behind = node.first >= draft.head.end && node.first - draft.head.end <= SIGHT;
      if (!node.isProblem() && !node.isTest() || !before && !behind) {
        continue;
      }
      int symbol = node.first;
      while (symbol < node.end && !graph.token(symbol).text().equals(gene)) {
        symbol++;
      }
      boolean named =
          before
              && symbol < node.end
              // "the mutation (p.Q208X) was absent" is told by its value.
              && !node.has(Property.Value.ABSENT)
              && node.details(Graph.Relation.VALUE).findAny().isEmpty()
              && (node.length() == 1 || CHANGES.contains(graph.last(node).lower()));
      boolean judged = SIGNIFICANCE.contains(graph.lower(node));
      if (named && symbol > node.first) {
        draft.notes.add(graph.words(node.first, symbol));
      } else if (judged) {
        draft.notes.add(graph.words(node));
      }
      if (named || judged) {
        draft.evidence.add(graph.evidence(node.first, node.end));
        graph.remove(node);
      }
    }
  }

  // The gene is named before the variant, or behind it: "c.5A>G in the BRCA1 gene", "in
  // gene POLG".
  private Optional<String> gene(Graph.Sentence sentence, int first, int end) {
    Optional<String> named = Optional.empty();
    for (int i = sentence.first; i < sentence.end; i++) {
      String word = graph.token(i).text();
      boolean gene = GENE.matcher(word).matches() && !noGenes.contains(graph.token(i).lower());
      boolean sure =
          gene
              && (geneWords.contains(graph.lower(sentence, i + 1))
                  || graph.lower(sentence, i - 1).equals("gene")
                  || i == end + 1 && graph.lower(sentence, end).equals("in"));
      if (gene && i < first && (sure || first - i <= 4) || sure && i >= end && named.isEmpty()) {
        named = Optional.of(word);
      }
    }
    return named;
  }

  private void karyotypes(Graph.Sentence sentence) {
    boolean stated =
        sentence.nodes.stream().anyMatch(this::isKaryotype)
            || hasWord(sentence.first, sentence.end);
    Matcher matcher = KARYOTYPE.matcher(sentence.text());
    if (stated && matcher.find()) {
      int start = matcher.start();
      int stop = matcher.end();
      while (matcher.find()) {
        stop = matcher.end();
      }
      String words = END.matcher(sentence.text().substring(start, stop)).replaceFirst("");
      int first = token(graph, sentence, start);
      int end = token(graph, sentence, stop - 1) + 1;
      Optional<Graph.Node> test =
          sentence.nodes.stream()
              .filter(node -> isKaryotype(node) && node.first < first)
              .reduce((one, other) -> other);
      String name = test.map(graph::words).orElse("karyotype");
      sentence.nodes.stream()
          .filter(this::isKaryotype)
          .flatMap(node -> List.copyOf(node.edges).stream().filter(e -> e.head() == node))
          .toList()
          .forEach(graph::disjoin);
      FactDraft draft = add(sentence, name, words, first, end);
      test.ifPresent(node -> facts.quote(draft, List.of(node)));
    }
  }

  private boolean isKaryotype(Graph.Node node) {
    return node.isTest() && hasWord(node.first, node.end);
  }

  private boolean hasWord(int from, int to) {
    for (int i = from; i < to; i++) {
      if (karyotypes.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private static int token(Graph graph, Graph.Sentence sentence, int offset) {
    int at = sentence.offset() + offset;
    int i = sentence.first;
    while (i < sentence.end - 1 && graph.token(i).span().end() <= at) {
      i++;
    }
    return i;
  }

  private static Graph.Node replace(
      Graph graph, Graph.Sentence sentence, int first, int end, String origin) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.overlaps(first, end)) {
        graph.remove(node);
      }
    }
    return graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 1, origin);
  }

  private FactDraft add(Graph.Sentence sentence, String name, String value, int first, int end) {
    Graph.Node head = replace(graph, sentence, first, end, "genomic");
    Value words = new Value.Words(value);
    Concept concept = facts.coder().test(name, Optional.of(words), sentence).concept();
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, head, "genomic");
    draft.value = Optional.of(words);
    draft.measurementCategory = MeasurementCategory.LABORATORY;
    return draft;
  }
}
