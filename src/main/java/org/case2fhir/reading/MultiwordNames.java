package org.case2fhir.reading;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Multiword expressions that a tagger marks in parts or not to their end: two mentions that touch
 * and are one name, "pegylated" "interferon", a name that a part of was taken for the whole,
 * "familial [Mediterranean fever]", and one that ends before its noun.
 *
 * @see MentionBoundaries for words beside a mention that belong to its name
 */
final class MultiwordNames {
  private static final String CARRIER = "carrier-of-disease";
  private static final Set<String> CARRIED = TokenPattern.wordClass("carrier-lead");
  private static final double KNOWN_NAME = 0.7;
  private static final int SHORTEST_NOUN = 4;
  private static final int MOST_TEST_WORDS = 2;
  private static final Set<String> LEVELS = TokenPattern.wordClass("level-noun");
  private static final Set<String> COMBINING = Set.of("/", "+", "-");

  private final Gazetteer names;
  private final GenericTerms generic = GenericTerms.builtIn();
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> prepositions = TokenPattern.wordClass("preposition");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> carriers = TokenPattern.wordClass("carrier");
  private final Set<String> germTests = TokenPattern.wordClass("germ-test");
  private final Set<String> isotypes = TokenPattern.wordClass("isotype");
  private final Set<String> testNouns = TokenPattern.wordClass("test-noun");
  private final Set<String> adjectives = TokenPattern.wordClass("treatment-adjective-ending");
  private final Set<String> judgedNames = TokenPattern.wordClass("judged-name");
  private final Set<String> adjectiveEndings = TokenPattern.wordClass("adjective-ending");
  private final Set<String> noNouns = noNouns();
  private final VocabularyNames vocabularyNames;

  MultiwordNames(Gazetteer names, VocabularyNames vocabularyNames) {
    this.names = names;
    this.vocabularyNames = vocabularyNames;
  }

  // Words that end a noun phrase rather than being its noun.
  private static Set<String> noNouns() {
    Set<String> words = new HashSet<>(TokenPattern.wordClass("list-breaker"));
    for (String name : List.of("joiner", "article", "preposition", "verb", "link-verb")) {
      words.addAll(TokenPattern.wordClass(name));
    }
    return words;
  }

  // "a 45-year-old [Sri] [Lankan] woman", "a New [Zealand] man": where someone comes from is one
  // name of capitalised words.
  private void joinOrigins(Graph graph, Graph.Sentence sentence) {
    Graph.Node last = null;
    for (Graph.Node node : sentence.nodes(MentionType.PERSONAL_BACKGROUND).toList()) {
      int first = node.first;
      while (first > sentence.first + 1
          && isCapitalised(graph, first)
          && isCapitalised(graph, first - 1)
          && graph
              .nodeAt(first - 1)
              .filter(other -> !other.is(MentionType.PERSONAL_BACKGROUND))
              .isEmpty()) {
        first--;
      }
      boolean part =
          last != null
              && last.end == node.first
              && isCapitalised(graph, node.first)
              && names.domain(graph, last.first, last.end).isEmpty();
      if (last != null && (last.end > first || part)) {
        graph.resize(node, last.first, node.end, "origin");
        graph.remove(last);
      } else if (first < node.first) {
        graph.resize(node, first, node.end, "origin");
      }
      last = node;
    }
  }

  private static boolean isCapitalised(Graph graph, int i) {
    String word = graph.token(i).text();
    return word.length() > 1
        && Character.isUpperCase(word.charAt(0))
        && Character.isLowerCase(word.charAt(1));
  }

  // Two mentions that touch are one name, where the first is none by itself: "hypermobile type"
  // "Ehlers-Danlos syndrome", "pegylated" "interferon". What overlaps a part of the body begins
  // with it: "gall [bladder mass]".
  void join(Graph graph, Graph.Sentence sentence) {
    joinSites(graph, sentence);
    joinCombinations(graph, sentence);
    joinGenus(graph, sentence);
    joinOrigins(graph, sentence);
    for (Graph.Node value : sentence.nodes(MentionType.LAB_VALUE).toList()) {
      // "gram-positive cocci" is a kind of germ and no result.
      if (graph.lower(sentence, value.first - 1).equals("-")
          && graph.lower(sentence, value.first - 2).equals("gram")) {
        graph.remove(value);
      }
      // "HLA-B27": the second half of a name is no value.
      boolean half =
          value.first > sentence.first + 1
              && graph.lower(sentence, value.first - 1).equals("-")
              && sentence.nodes.stream()
                  .anyMatch(n -> n.isTest() && n.first < value.first && n.end >= value.end);
      if (half) {
        graph.remove(value);
        continue;
      }
      // "K+ 3.1": the sign is the ion's, and no judgement.
      if (value.length() > 1
          && graph.token(value.first).lower().equals("+")
          && value.first > sentence.first
          && graph.token(value.first - 1).isWord()
          && graph.token(value.first - 1).span().end() == graph.token(value.first).span().start()) {
        int sign = value.first;
        graph.resize(value, sign + 1, value.end, "sign-of-ion");
        sentence.nodes.stream()
            .filter(node -> node.isTest() && node.end == sign)
            .findFirst()
            .ifPresent(node -> graph.resize(node, node.first, sign + 1, "sign-of-ion"));
      }
      // "positive end-expiratory pressure", "intact parathyroid hormone": a part of the name.
      int next = value.end;
      if (value.length() == 1 && judgedNames.contains(graph.lower(sentence, next))) {
        graph.remove(value);
        sentence.nodes.stream()
            .filter(node -> node.isTest() && node.first == next)
            .findFirst()
            .ifPresent(node -> graph.resize(node, value.first, node.end, "noun-of-name"));
      }
    }
    for (Graph.Node site : sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).toList()) {
      sentence.nodes.stream()
          .filter(Graph.Node::isProblem)
          .filter(node -> node.first > site.first && node.first < site.end && node.end > site.end)
          .findFirst()
          .ifPresent(node -> graph.resize(node, site.first, node.end, "site-in-name"));
    }
    Graph.Node last = null;
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isClinical()) {
        continue;
      }
      boolean touches = last != null && last.end == node.first && graph.token(node.first).isWord();
      if (touches && isFirstPart(graph, last, node)) {
        graph.resize(node, last.first, node.end, "joined");
        graph.remove(last);
      } else if (touches && (isOneStudy(graph, last, node) || isSerology(graph, last, node))) {
        graph.resize(node, last.first, node.end, "joined");
        graph.remove(last);
      } else if (touches && isFragmentOfName(graph, last, node)) {
        graph.retype(last, MentionType.DETAILED_DESCRIPTION, "describes-next");
      } else if (last != null && closesBracket(graph, last, node)) {
        graph.resize(last, last.first, node.end, "joined");
        graph.remove(node);
        continue;
      }
      last = node;
    }
  }

  // "carbidopa/levodopa": substances that are one drug in the vocabulary, the longest first.
  private void joinCombinations(Graph graph, Graph.Sentence sentence) {
    List<Graph.Node> drugs = sentence.nodes(MentionType.MEDICATION).toList();
    for (int i = 0; i < drugs.size(); i++) {
      Graph.Node first = drugs.get(i);
      int last = i;
      while (last + 1 < drugs.size()
          && drugs.get(last + 1).first == drugs.get(last).end + 1
          && COMBINING.contains(graph.token(drugs.get(last).end).text())) {
        last++;
      }
      while (last > i && !names.isCombination(graph.words(first.first, drugs.get(last).end))) {
        last--;
      }
      if (last > i) {
        graph.resize(first, first.first, drugs.get(last).end, "joined");
        drugs.subList(i + 1, last + 1).forEach(graph::remove);
        i = last;
      }
    }
  }

  // "H. pylori": a genus by its letter and the species are one name.
  private void joinGenus(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i + 2 < sentence.end; i++) {
      String species = graph.token(i + 2).text();
      // "S. calcium" is of serum.
      boolean named =
          Gazetteer.isAbbreviated(graph.token(i).text(), graph.token(i + 1).text(), species)
              && Gazetteer.isEpithet(species)
              && names.domain(species).isEmpty();
      if (named) {
        joinGenus(graph, sentence, i);
      }
    }
  }

  private static void joinGenus(Graph graph, Graph.Sentence sentence, int first) {
    List<Graph.Node> inside =
        sentence.nodes.stream().filter(node -> node.overlaps(first, first + 3)).toList();
    if (!inside.isEmpty() && inside.stream().allMatch(node -> isPartOf(node, first))) {
      Graph.Node kept =
          inside.stream().filter(Graph.Node::isTest).findFirst().orElse(inside.get(0));
      inside.stream().filter(node -> node != kept).forEach(graph::remove);
      graph.resize(kept, first, first + 3, "joined");
    }
  }

  private static boolean isPartOf(Graph.Node node, int first) {
    return node.first >= first && node.end <= first + 3;
  }

  // "granulomatosis with polyangiitis": one name, though a tagger marks its nouns.
  void joinNamed(Graph graph, Graph.Sentence sentence) {
    joinNamed(graph, sentence.nodes.stream().filter(Graph.Node::isProblem).toList());
    // "forced expiratory volume" in "1 s"
    joinNamed(graph, sentence.nodes.stream().filter(Graph.Node::isTest).toList());
  }

  void joinNamed(Graph graph, List<Graph.Node> alike) {
    for (int i = 0; i + 1 < alike.size(); i++) {
      Graph.Node first = alike.get(i);
      Graph.Node next = alike.get(i + 1);
      boolean apart = next.first > first.end && !joiners.contains(graph.token(first.end).lower());
      if (apart && names.domain(graph, first.first, next.end).isPresent()) {
        graph.resize(next, first.first, next.end, "joined");
        graph.remove(first);
      }
    }
  }

  // "the back of the" "right hand" is one part; one that ends with such words alone is none.
  private void joinSites(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node site : sentence.nodes(MentionType.BIOLOGICAL_STRUCTURE).toList()) {
      int end = site.end;
      while (end > site.first
          && (articles.contains(graph.token(end - 1).lower())
              || prepositions.contains(graph.token(end - 1).lower()))) {
        end--;
      }
      if (end == site.end) {
        continue;
      }
      Optional<Graph.Node> next =
          site.end < sentence.end
              ? graph
                  .nodeAt(site.end)
                  .filter(other -> other.type == MentionType.BIOLOGICAL_STRUCTURE)
              : Optional.empty();
      if (next.isPresent() && end > site.first) {
        graph.resize(next.get(), site.first, next.get().end, "joined");
        graph.remove(site);
      } else if (end > site.first) {
        graph.resize(site, site.first, end, "trim");
      } else {
        graph.remove(site);
      }
    }
  }

  // "CT angiography": two words for pictures that touch are one study.
  private static boolean isOneStudy(Graph graph, Graph.Node first, Graph.Node second) {
    return first.isTest() && second.isTest() && isPicture(graph, first) && isPicture(graph, second);
  }

  // "HCV serology", "CMV PCR": what is looked for and how are one test.
  private boolean isSerology(Graph graph, Graph.Node first, Graph.Node second) {
    return first.isTest()
        && second.isTest()
        && graph.words(first).length() > 1
        && (second.length() == 1 && germTests.contains(graph.lower(second))
            || isVirusBeforeAntibody(graph, first, second))
        && !germTests.contains(graph.token(first.end - 1).lower());
  }

  // "EBV VCA IgM": the virus and what was looked for.
  private boolean isVirusBeforeAntibody(Graph graph, Graph.Node first, Graph.Node second) {
    return first.length() == 1
        && isotypes.contains(graph.last(second).lower())
        && !isotypes.contains(graph.lower(first))
        && Vocabulary.Term.isInitialism(graph.words(first));
  }

  private static boolean isPicture(Graph graph, Graph.Node test) {
    return StudyKind.of(graph, test)
        .filter(study -> study.category() == FindingCategory.IMAGING)
        .isPresent();
  }

  // "interferon (IFN)-alpha": the bracket stands inside one name.
  private static boolean closesBracket(Graph graph, Graph.Node first, Graph.Node second) {
    boolean opens =
        second.first - first.end == 1 && graph.token(first.end).lower().equals("(")
            || second.first == first.end && graph.token(first.end - 1).lower().equals("(");
    for (int i = second.first; opens && i < second.end - 1; i++) {
      if (graph.token(i).lower().equals(")")) {
        return true;
      }
    }
    return false;
  }

  private boolean isFirstPart(Graph graph, Graph.Node first, Graph.Node second) {
    String word = graph.token(first.first).text();
    String last = graph.token(first.end - 1).lower();
    boolean adjective =
        first.length() > 1
            || first.isProblem() && adjectiveEndings.stream().anyMatch(last::endsWith)
            || names.isWord(word.toLowerCase(Locale.ROOT))
            || word.equals(word.toUpperCase(Locale.ROOT))
            || adjectives.stream().anyMatch(graph.token(first.end - 1).lower()::endsWith);
    boolean named = names.domain(graph, second.first, second.end).isPresent();
    boolean problems = first.isProblem() && second.isProblem() && (adjective || !named);
    boolean treatments =
        first.type == MentionType.MEDICATION
                && second.isTreatment()
                && adjectives.stream().anyMatch(graph.token(first.end - 1).lower()::endsWith)
            || first.type == MentionType.THERAPEUTIC_PROCEDURE && second.type == first.type
            || first.type == MentionType.MEDICATION
                && second.type == first.type
                && names.domain(graph, first.first, second.end).isPresent();
    boolean known =
        names.domain(graph, first.first, first.end).isPresent()
            || names.domain(graph.words(first) + "s").isPresent();
    // "dialysis catheter": what is put in, and no dialysis.
    boolean device =
        first.type == MentionType.THERAPEUTIC_PROCEDURE
            && second.type == first.type
            && second.length() == 1
            && DeviceNames.isNoun(graph.lower(second));
    return (problems || treatments)
        && (!known || device || names.domain(graph, first.first, second.end).isPresent());
  }

  // "syndrome of inappropriate [antidiuretic hormone] secretion", "familial [Mediterranean fever]":
  // one known disease, though a part of its name was taken for a drug or for the whole.
  void joinWholeNames(Graph graph, Graph.Sentence sentence) {
    for (int first = sentence.first; first < sentence.end; first++) {
      for (int end = Math.min(sentence.end, first + Gazetteer.LONGEST); end > first + 1; end--) {
        int from = first;
        int to = end;
        List<Graph.Node> parts =
            graph.nodesOver(first, end).filter(Graph.Node::isClinical).toList();
        boolean inside = parts.stream().allMatch(p -> p.first >= from && p.end <= to);
        boolean wrong =
            parts.stream().anyMatch(p -> p.type == MentionType.MEDICATION && p.end < to)
                // "systemic [lupus] erythematosus": what goes on behind is of the name.
                || parts.size() == 1 && parts.get(0).isProblem() && parts.get(0).end < to
                || parts.size() == 1
                    && parts.get(0).isProblem()
                    && parts.get(0).length() < to - from
                    && parts.get(0).first > from
                    && (names.domain(graph, parts.get(0).first, parts.get(0).end).isEmpty()
                        || hasUntagged(graph, from, parts.get(0).first));
        // "mitral and tricuspid regurgitation": a site stays a site.
        inside &=
            parts.stream().noneMatch(Graph.Node::isTest)
                && graph
                    .nodesOver(first, end)
                    .noneMatch(p -> p.type == MentionType.BIOLOGICAL_STRUCTURE);
        boolean listed =
            IntStream.range(first, end)
                .anyMatch(
                    i ->
                        joiners.contains(graph.token(i).lower())
                            || graph.token(i).lower().equals("with"));
        if (!inside || !wrong || listed) {
          continue;
        }
        Optional<Domain> domain =
            names.domain(graph.words(first, end)).filter(d -> d == Domain.CONDITION);
        if (domain.isPresent()) {
          parts.forEach(graph::remove);
          graph.add(Gazetteer.type(domain.get()), first, end, KNOWN_NAME, "whole-name");
          first = end - 1;
          break;
        }
      }
    }
  }

  // "small [cell] lung cancer": a word of a name that says nothing by itself.
  private static boolean hasUntagged(Graph graph, int from, int to) {
    return IntStream.range(from, to)
        .anyMatch(i -> graph.token(i).isWord() && graph.nodeAt(i).isEmpty());
  }

  // "groove pancreatitis": a word of no meaning by itself says which.
  private boolean isFragmentOfName(Graph graph, Graph.Node first, Graph.Node second) {
    return first.length() == 1
        && first.isProblem()
        && second.isProblem()
        && names.domain(graph, first.first, first.end).isEmpty()
        && !generic.isDiseaseName(graph.words(first));
  }

  // "a hepatitis B carrier", "carriers of cystic fibrosis": who carries a disease does not have it.
  void joinCarriers(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (!node.isProblem()) {
        continue;
      }
      int of = articles.contains(graph.lower(sentence, node.first - 1)) ? 2 : 1;
      boolean before =
          carriers.contains(graph.lower(sentence, node.first - of - 1))
              && CARRIED.contains(graph.lower(sentence, node.first - of));
      boolean behind = carriers.contains(graph.lower(sentence, node.end));
      if (before) {
        int carrier = node.first - of - 1;
        Optional<Graph.Node> named = graph.nodeAt(carrier).filter(n -> n.end == carrier + 1);
        int first = named.map(n -> n.first).orElse(carrier);
        named.ifPresent(graph::remove);
        graph.resize(node, first, node.end, CARRIER);
      } else if (behind) {
        graph.resize(node, node.first, node.end + 1, CARRIER);
      }
      if (before || behind) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, CARRIER);
      }
    }
  }

  // "CA 19-9", "CA 125": the number belongs to the name, and is no value.
  private boolean completeNumber(Graph graph, Graph.Sentence sentence, Graph.Node test) {
    int last = Math.min(sentence.end, test.first + Gazetteer.LONGEST);
    for (int end = last; end > test.end && graph.token(test.end).isNumber(); end--) {
      if (names
          .domain(graph.words(test.first, end))
          .filter(domain -> domain == Domain.TEST)
          .isPresent()) {
        for (Graph.Node value : graph.nodesOver(test.end, end).toList()) {
          if (value.type == MentionType.LAB_VALUE && value.end > end) {
            graph.resize(value, end, value.end, "number-of-name");
          } else {
            graph.remove(value);
          }
        }
        graph.resize(test, test.first, end, "number-of-name");
        return true;
      }
    }
    return false;
  }

  // "[Troponin] I", "[Hemoglobin] [A1c]": the longest name of a test that begins with the mention.
  private boolean completeTest(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    for (int end = Math.min(sentence.end, node.end + MOST_TEST_WORDS); end > node.end; end--) {
      int to = end;
      // The name of "potassium levels" is potassium.
      boolean whole =
          !testNouns.contains(graph.token(end - 1).lower())
              && !LEVELS.contains(graph.token(end - 1).lower())
              && graph.nodesOver(node.end, end).allMatch(n -> n.end <= to);
      if (whole && names.domain(graph, node.first, end).filter(d -> d == Domain.TEST).isPresent()) {
        graph.nodesOver(node.end, end).toList().forEach(graph::remove);
        graph.resize(node, node.first, end, "noun-of-name");
        return true;
      }
    }
    return false;
  }

  // "generalized muscle" weakness: a name that ends before its noun is completed.
  void complete(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int next = node.end;
      if (node.isProblem()
          && vocabularyNames.isCompound(graph, sentence, node.first)
          && graph.nodeAt(node.first - 1).filter(other -> other.isClinical()).isEmpty()) {
        graph.resize(node, node.first - 1, node.end, "noun-of-name");
      }
      boolean named = names.domain(graph, node.first, node.end).isPresent();
      if (next >= sentence.end || named && !node.isTest()) {
        continue;
      }
      if (node.isTest()
          && node.first > sentence.first
          && graph.nodeAt(node.first - 1).filter(other -> other.isClinical()).isEmpty()
          && names.domain(graph, node.first - 1, node.end).filter(d -> d == Domain.TEST).isPresent()
          && graph.token(node.first - 1).isWord()) {
        graph.resize(node, node.first - 1, node.end, "noun-of-name");
      }
      if (node.isTest()
          && (completeNumber(graph, sentence, node) || completeTest(graph, sentence, node))) {
        continue;
      }
      String word = graph.token(next).lower();
      Optional<Graph.Node> behind = graph.nodeAt(next);
      if (node.type == MentionType.THERAPEUTIC_PROCEDURE
          && generic.isProcedureName(word)
          && !generic.isProcedureName(graph.token(next - 1).lower())
          && behind.filter(other -> other.type != MentionType.CLINICAL_EVENT).isEmpty()) {
        // "vaginal [delivery]"
        behind.ifPresent(graph::remove);
        graph.resize(node, node.first, next + 1, "noun-of-name");
        continue;
      }
      if (node.isTest()
          && testNouns.contains(word)
          && !testNouns.contains(graph.token(next - 1).lower())
          && graph.nodeAt(next).isEmpty()) {
        graph.resize(node, node.first, next + 1, "noun-of-name");
        continue;
      }
      if (!node.isProblem()) {
        continue;
      }
      // "neuroendocrine (carcinoid) tumor"
      if (word.equals("(") && graph.lower(sentence, next + 2).equals(")")) {
        next += 3;
        word = graph.lower(sentence, next);
      }
      boolean noun =
          next < sentence.end
              && graph.token(next).isWord()
              && word.length() >= SHORTEST_NOUN
              && names.isProblemNoun(word)
              && !noNouns.contains(word)
              && graph.nodeAt(next).isEmpty();
      if (noun) {
        graph.resize(node, node.first, next + 1, "noun-of-name");
      }
    }
  }
}
