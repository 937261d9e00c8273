package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Span;

/**
 * How much of a text became facts, counted by clinical words: those of mentions, names that end
 * like drugs, and numbers. Each is in a fact, context, or lost.
 *
 * @param sentences in the order of the document
 */
public record Coverage(List<Sentence> sentences) {
  /** Mentions that give a fact its place, time and person and are never facts themselves. */
  private static final Set<MentionType> CONTEXT_TYPES =
      EnumSet.of(
          MentionType.AGE,
          MentionType.SEX,
          MentionType.CLINICAL_EVENT,
          MentionType.NONBIOLOGICAL_LOCATION,
          MentionType.SUBJECT,
          MentionType.ACTIVITY,
          MentionType.COREFERENCE,
          MentionType.DATE,
          MentionType.TIME,
          MentionType.DURATION);

  private static final List<String> DRUG_ENDINGS =
      RuleTable.builtIn("drug-endings.tsv").rows().stream().map(row -> row.get("ending")).toList();
  private static final int SHORTEST_DRUG = 7;
  private static final double SHAKY = 0.5;

  public Coverage {
    sentences = List.copyOf(sentences);
  }

  /** What became of a clinical word. */
  public enum Outcome {
    /** The head of a fact. */
    FACT,
    /** A part of a fact. */
    PART,
    /** Knowingly no fact: time, place and person, what is hypothetical, general or another's. */
    CONTEXT,
    /** No fact, and nothing says that it should be none. */
    LOST
  }

  /**
   * Clinical words that belong together.
   *
   * @param span in the document
   * @param words how many they are
   * @param label what they name
   * @param assertion of the fact that they are the head of
   */
  public record Mark(
      Span span, int words, Outcome outcome, String label, Optional<Assertion> assertion) {}

  /**
   * A sentence.
   *
   * @param span in the document
   * @param marks its clinical words in the order of the text, not overlapping
   * @param shaky whether its reading is unsure: less than half of its clinical words are
   *     understood, or a fact of it is more likely false than true
   */
  public record Sentence(Span span, List<Mark> marks, boolean shaky) {
    public Sentence {
      marks = List.copyOf(marks);
    }
  }

  /** Looks at each sentence of a case. */
  public static Coverage of(ReadCase read) {
    Map<Graph.Node, FactDraft> heads = new HashMap<>();
    Map<Graph.Node, FactDraft> parts = new HashMap<>();
    for (FactDraft draft : read.drafts()) {
      heads.put(draft.head, draft);
      draft.parts.forEach(part -> parts.put(part, draft));
    }
    Graph graph = read.graph();
    // The cells of a table are no mentions; what is quoted of them became a fact.
    for (FactDraft draft : read.drafts()) {
      if (draft.rule.startsWith("table")) {
        graph
            .nodes()
            .filter(node -> isQuoted(graph, node, draft))
            .forEach(node -> parts.putIfAbsent(node, draft));
      }
    }
    List<Sentence> sentences = new ArrayList<>();
    for (Graph.Sentence sentence : graph.sentences()) {
      if (sentence.first < sentence.end) {
        sentences.add(sentence(graph, sentence, heads, parts));
      }
    }
    sentences.sort(Comparator.comparingInt(sentence -> sentence.span().start()));
    return new Coverage(sentences);
  }

  private static boolean isQuoted(Graph graph, Graph.Node node, FactDraft draft) {
    Span span = graph.original(node.first, node.end);
    return draft.evidence.stream()
        .flatMap(quote -> quote.span().stream())
        .anyMatch(quote -> quote.start() <= span.start() && span.end() <= quote.end());
  }

  private static Sentence sentence(
      Graph graph,
      Graph.Sentence sentence,
      Map<Graph.Node, FactDraft> heads,
      Map<Graph.Node, FactDraft> parts) {
    Graph.Node[] byToken = new Graph.Node[sentence.end - sentence.first];
    Outcome[] outcomes = new Outcome[byToken.length];
    for (Graph.Node node : sentence.nodes) {
      Outcome outcome = outcome(node, heads, parts);
      for (int i = node.first; i < node.end; i++) {
        int at = i - sentence.first;
        if (outcomes[at] == null || outcome.compareTo(outcomes[at]) < 0) {
          outcomes[at] = outcome;
          byToken[at] = node;
        }
      }
    }
    boolean doubtful = false;
    for (FactDraft draft : heads.values()) {
      doubtful |= draft.head.sentence == sentence.index && draft.confidence < SHAKY;
    }
    List<Mark> marks = new ArrayList<>();
    int understood = 0;
    int lost = 0;
    int at = 0;
    while (at < byToken.length) {
      int end = at + 1;
      Graph.Node node = byToken[at];
      if (node != null) {
        while (end < byToken.length && byToken[end] == node) {
          end++;
        }
        FactDraft fact = outcomes[at] == Outcome.FACT ? heads.get(node) : null;
        marks.add(
            mark(
                graph,
                sentence,
                at,
                end,
                outcomes[at],
                node.type.label(),
                Optional.ofNullable(fact).map(draft -> draft.assertion)));
      } else if (isClinical(graph.token(sentence.first + at))) {
        marks.add(mark(graph, sentence, at, end, Outcome.LOST, "Untagged", Optional.empty()));
      }
      at = end;
    }
    for (Mark mark : marks) {
      if (mark.outcome() == Outcome.LOST) {
        lost += mark.words();
      } else {
        understood += mark.words();
      }
    }
    Span span = graph.original(sentence.first, sentence.end);
    return new Sentence(span, marks, doubtful || lost > understood);
  }

  private static Mark mark(
      Graph graph,
      Graph.Sentence sentence,
      int first,
      int end,
      Outcome outcome,
      String label,
      Optional<Assertion> assertion) {
    int words = 0;
    for (int i = first; i < end; i++) {
      Graph.Token token = graph.token(sentence.first + i);
      words += token.isWord() || token.isNumber() ? 1 : 0;
    }
    Span span = graph.original(sentence.first + first, sentence.first + end);
    return new Mark(span, words, outcome, label, assertion);
  }

  // A number that no mention holds is a value that was not understood; a drug is known by its end.
  private static boolean isClinical(Graph.Token token) {
    return token.text().length() >= SHORTEST_DRUG
        && token.isWord()
        && DRUG_ENDINGS.stream().anyMatch(token.lower()::endsWith);
  }

  private static Outcome outcome(
      Graph.Node node, Map<Graph.Node, FactDraft> heads, Map<Graph.Node, FactDraft> parts) {
    if (heads.containsKey(node)) {
      return Outcome.FACT;
    }
    if (parts.containsKey(node)) {
      return Outcome.PART;
    }
    boolean left =
        CONTEXT_TYPES.contains(node.type)
            || node.has(Property.Value.HYPOTHETICAL)
            || node.has(Property.Value.PLANNED)
            || !node.has(Property.Value.PATIENT);
    return left ? Outcome.CONTEXT : Outcome.LOST;
  }

  /** How many clinical words have one of these outcomes. */
  public int words(Outcome... outcomes) {
    List<Outcome> wanted = Arrays.asList(outcomes);
    return sentences.stream()
        .flatMap(sentence -> sentence.marks().stream())
        .filter(mark -> wanted.contains(mark.outcome()))
        .mapToInt(Mark::words)
        .sum();
  }

  /** The stretches that were lost, in the order of the document. */
  public List<Span> lost() {
    return sentences.stream()
        .flatMap(sentence -> sentence.marks().stream())
        .filter(mark -> mark.outcome() == Outcome.LOST)
        .map(Mark::span)
        .toList();
  }
}
