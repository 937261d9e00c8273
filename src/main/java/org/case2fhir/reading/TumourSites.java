package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.terminology.Domain;

/**
 * Gives a tumour that pathology names without a place that of the one mass before it: "a tumour of
 * the sigmoid colon. Biopsy showed an adenocarcinoma." A metastasis, a tumour named after a part,
 * and one behind two masses in different places get none.
 */
final class TumourSites {
  private static final int SIGHT = 2;
  private static final Set<String> KINDS = TokenPattern.wordClass("tumour-kind");
  private static final Set<String> MASSES = TokenPattern.wordClass("tumour-mass");
  private static final Set<String> ADJECTIVES = TokenPattern.wordClass("site-adjective-ending");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-mass");
  private static final Set<String> PLACED_ACTS = TokenPattern.wordClass("placed-act-part");
  private static final Set<String> SPREAD = TokenPattern.wordClass("tumour-spread");

  private final FactBuilder facts;
  private final Graph graph;

  private TumourSites(FactBuilder facts) {
    this.facts = facts;
    this.graph = facts.graph();
  }

  /** Completes the unified facts. */
  static void complete(FactBuilder facts) {
    TumourSites sites = new TumourSites(facts);
    for (FactDraft draft : facts.drafts()) {
      if (sites.isNamedByPathology(draft)) {
        List<FactDraft> masses = sites.massesBefore(draft, false);
        if (masses.isEmpty()) {
          continue;
        }
        masses.addAll(sites.massesBefore(draft, true));
        if (masses.stream().map(mass -> Set.copyOf(mass.sites)).distinct().count() == 1) {
          draft.sites.addAll(masses.get(0).sites);
        }
      }
    }
  }

  private static boolean isProblem(FactDraft draft) {
    return draft.kind == FactKind.DIAGNOSIS || draft.kind == FactKind.FINDING;
  }

  private boolean isNamedByPathology(FactDraft draft) {
    if (!isProblem(draft) || draft.assertion == Assertion.ABSENT || !draft.sites.isEmpty()) {
      return false;
    }
    Graph.Sentence sentence = graph.sentenceOf(draft.head);
    String[] words = draft.concept.text().toLowerCase(Locale.ROOT).split("[ -]");
    boolean kind = KINDS.stream().anyMatch(words[words.length - 1]::endsWith);
    for (int i = 0; kind && i < words.length; i++) {
      // "endometrial stromal sarcoma" in a mass of the vagina is named after another part.
      boolean adjective = i + 1 < words.length && ADJECTIVES.stream().anyMatch(words[i]::endsWith);
      kind = !adjective && !facts.coder().knows(Domain.BODY_SITE, words[i], sentence);
    }
    return kind && isShownByPathology(sentence, draft.head) && !hasSpread(sentence);
  }

  // A study of tissue, without a place of its own, stands before it.
  private boolean isShownByPathology(Graph.Sentence sentence, Graph.Node head) {
    boolean shown = false;
    for (int i = sentence.first; i < head.first; i++) {
      boolean study =
          StudyKind.at(graph, sentence, i)
              .filter(kind -> kind.category() == FindingCategory.PATHOLOGY)
              .isPresent();
      String before = graph.lower(sentence, i - 1);
      if (study && facts.coder().knows(Domain.BODY_SITE, before, sentence)) {
        // "Skin histology"
        return false;
      }
      shown |= study;
    }
    return shown
        && !isElsewhere(sentence, head)
        && sentence.nodes.stream()
            .filter(node -> node.isTest() || node.isTreatment())
            .allMatch(node -> node.details(Graph.Relation.SITE).findAny().isEmpty());
  }

  // "Histology of the skin", "endoscopy with biopsy", "hemicolectomy was done, and histology":
  // tissue of that part.
  private boolean isElsewhere(Graph.Sentence sentence, Graph.Node head) {
    int mass = head.first;
    while (mass > sentence.first && !MASSES.contains(graph.token(mass - 1).lower())) {
      mass--;
    }
    int from = mass;
    return IntStream.range(from, head.first)
            .mapToObj(i -> graph.token(i).lower())
            .anyMatch(word -> PLACED_ACTS.stream().anyMatch(word::contains))
        || sentence
            .nodes(MentionType.BIOLOGICAL_STRUCTURE)
            .anyMatch(part -> part.first >= from && part.end <= head.first);
  }

  private boolean hasSpread(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (SPREAD.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private List<FactDraft> massesBefore(FactDraft tumour, boolean others) {
    List<FactDraft> found = new ArrayList<>();
    for (FactDraft draft : facts.drafts()) {
      int behind = tumour.head.sentence - draft.head.sentence;
      boolean mass =
          isProblem(draft)
              && draft.assertion == Assertion.PRESENT
              && draft.head.first < tumour.head.first
              && behind <= SIGHT
              && (MASSES.contains(graph.last(draft.head).lower())
                  // "a foot ulcer and a lung nodule": a tumour may be in either.
                  || others && OTHERS.contains(graph.last(draft.head).lower()));
      if (mass) {
        found.add(draft);
      }
    }
    return found;
  }
}
