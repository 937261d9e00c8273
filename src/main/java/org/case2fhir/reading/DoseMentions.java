package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;

/**
 * Separates a dose from the drug that it is of: an amount, the form that a drug comes in and the
 * number of its cycles are no part of its name, and a dose that was changed is no result.
 */
final class DoseMentions {
  private static final Set<String> UNITS = TokenPattern.wordClass("dose-unit");
  private static final Set<String> DOSE_NOUNS = TokenPattern.wordClass("dose-of-lead");
  private static final Set<String> DOSE_LINKS = TokenPattern.wordClass("dose-heading-link");
  private static final Set<String> DOSE_CHANGES = TokenPattern.wordClass("dose-change");
  private static final Set<String> CHANGED_TO = TokenPattern.wordClass("changed-to");
  private static final Set<String> REGIMENS = TokenPattern.wordClass("chemotherapy-regimen");
  private static final Set<String> COUNTED_FORMS = TokenPattern.wordClass("counted-form");
  private static final Set<String> NUMERALS = TokenPattern.wordClass("dose-numeral");
  private static final Set<String> RANGES = TokenPattern.wordClass("range-mark");
  private static final Set<String> SCALES = TokenPattern.wordClass("dose-scale");
  private static final Set<String> SCALE_LINKS = TokenPattern.wordClass("dose-scale-link");

  private DoseMentions() {}

  /** Separates the doses of a sentence from the drugs. */
  static void split(Graph graph, Graph.Sentence sentence) {
    joinTotals(graph, sentence);
    splitScales(graph, sentence);
    splitDoses(graph, sentence);
    retypeForms(graph, sentence);
    retypeChangedDoses(graph, sentence);
  }

  // "[cumulative dose], [550 mg/m2]" is one, "[(total dose: 100 g])" has no bracket of its own.
  private static void joinTotals(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.DOSAGE) {
        continue;
      }
      boolean opens = node.length() > 1 && graph.token(node.first).text().equals("(");
      if (opens && !graph.last(node).text().equals(")")) {
        graph.resize(node, node.first + 1, node.end, "dose-in-brackets");
      }
      boolean heading =
          DOSE_NOUNS.contains(graph.last(node).lower())
              && IntStream.range(node.first, node.end).noneMatch(i -> graph.token(i).isNumber());
      int at = node.end;
      while (heading && DOSE_LINKS.contains(graph.lower(sentence, at))) {
        at++;
      }
      int amount = at;
      Optional<Graph.Node> behind =
          heading && amount > node.end && amount < sentence.end
              ? graph
                  .nodeAt(amount)
                  .filter(next -> next.type == MentionType.DOSAGE && next.first == amount)
              : Optional.empty();
      if (behind.isPresent()) {
        int end = behind.get().end;
        graph.remove(behind.get());
        graph.resize(node, node.first, end, "dose-heading");
      }
    }
  }

  // "[carboplatin] [AUC 5]": the area under the curve is how the dose is counted, and no drug.
  private static void splitScales(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int scale = node.end - 1;
      int number = node.end;
      while (SCALE_LINKS.contains(graph.lower(sentence, number))) {
        number++;
      }
      if (node.type != MentionType.MEDICATION
          || !SCALES.contains(graph.token(scale).lower())
          || number >= sentence.end
          || !graph.token(number).isNumber()) {
        continue;
      }
      int at = number;
      int end =
          graph
              .nodeAt(number)
              .filter(dose -> dose.type == MentionType.DOSAGE && dose.first == at)
              .map(dose -> dose.end)
              .orElse(number + 1);
      sentence.nodes.stream()
          .filter(other -> other != node && other.overlaps(scale, end))
          .toList()
          .forEach(graph::remove);
      if (node.length() > 1) {
        graph.resize(node, node.first, scale, "dose-scale");
      } else {
        graph.remove(node);
      }
      graph.add(MentionType.DOSAGE, scale, end, node.confidence, "dose-scale");
    }
  }

  // "ceftriaxone 2 g", "40 mg prednisone" in one mention: a drug and its dose.
  private static void splitDoses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.MEDICATION) {
        continue;
      }
      int first = node.first;
      int end = node.end;
      for (int i = first; i + 1 < end; i++) {
        boolean dose = graph.token(i).isNumber() && UNITS.contains(graph.token(i + 1).lower());
        if (dose && i == first && end > i + 2) {
          graph.resize(node, i + 2, end, "dose-in-name");
          graph.add(MentionType.DOSAGE, i, i + 2, node.confidence, "dose-in-name");
          break;
        }
        if (dose && i > first) {
          // "codeine 1-2 tablets": the dose begins with the lower end of a range.
          boolean range =
              i > first + 2
                  && RANGES.contains(graph.token(i - 1).lower())
                  && graph.token(i - 2).isNumber();
          int start = range ? i - 2 : i;
          graph.resize(node, first, start, "dose-in-name");
          graph.add(MentionType.DOSAGE, start, end, node.confidence, "dose-in-name");
          break;
        }
      }
    }
  }

  // "two ampoules of calcium gluconate": the form that a drug comes in is no drug.
  private static void retypeForms(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean form =
          node.type == MentionType.MEDICATION
              && node.length() == 1
              && COUNTED_FORMS.contains(graph.lower(node))
              && graph.lower(sentence, node.end).equals("of")
              && graph
                  .nodeAt(node.end + 1)
                  .filter(drug -> drug.type == MentionType.MEDICATION)
                  .isPresent();
      if (!form) {
        continue;
      }
      int first = node.first - 1;
      boolean counted =
          first >= sentence.first
              && (graph.token(first).isNumber() || NUMERALS.contains(graph.lower(sentence, first)));
      if (counted) {
        graph
            .nodeAt(first)
            .filter(number -> number.first == first && number.end == node.first)
            .ifPresent(graph::remove);
      }
      boolean free = counted && graph.nodeAt(first).isEmpty();
      graph.retype(node, MentionType.DOSAGE, "form");
      if (free) {
        graph.resize(node, first, node.end, "form");
      }
    }
  }

  // "prednisone was reduced to 5 mg" with the words of a value: a dose.
  private static void retypeChangedDoses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int changed = node.first - 1;
      while (CHANGED_TO.contains(graph.lower(sentence, changed))) {
        changed--;
      }
      boolean dose =
          node.type == MentionType.LAB_VALUE
              && changed < node.first - 1
              && UNITS.contains(graph.lower(sentence, node.end - 1))
              && DOSE_CHANGES.contains(graph.lower(sentence, changed));
      int verb = changed;
      Optional<Graph.Node> subject =
          sentence.nodes.stream()
              .filter(n -> n.end <= verb && (n.isTest() || n.type == MentionType.MEDICATION))
              .reduce((a, b) -> b.end >= a.end ? b : a);
      if (dose && subject.filter(n -> n.type == MentionType.MEDICATION).isPresent()) {
        graph.retype(node, MentionType.DOSAGE, "changed-dose");
        graph
            .nodeAt(changed)
            .filter(n -> n.type == MentionType.LAB_VALUE && n.length() == 1)
            .ifPresent(graph::remove);
      }
    }
  }

  // "six cycles of CHOP": the regimen is what was given, and no part of how often.
  static void splitRegimens(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean named =
          node.type == MentionType.DOSAGE
              && node.length() > 2
              && REGIMENS.contains(graph.token(node.end - 1).lower())
              && graph.token(node.end - 2).lower().equals("of");
      if (named) {
        int end = node.end;
        graph.resize(node, node.first, end - 2, "regimen");
        graph.add(MentionType.MEDICATION, end - 1, end, node.confidence, "regimen");
      }
    }
  }
}
