package org.case2fhir.reading;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.model.Span;

/**
 * Examples in the rows of tables: short texts in which mentions stand in brackets, {@code no
 * [fever]}, with their type where it is not the usual one, {@code no [fever:SIGN_SYMPTOM]}.
 */
final class RuleExample {
  private RuleExample() {}

  /**
   * The graph of an example, with its mentions and nothing else.
   *
   * @param type of a mention that names none
   * @throws IllegalArgumentException if a mention is empty or names no type
   */
  static Graph graph(String marked, MentionType type) {
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    List<MentionType> types = new ArrayList<>();
    int at = 0;
    while (at < marked.length()) {
      int open = marked.indexOf('[', at);
      int close = open < 0 ? -1 : marked.indexOf(']', open);
      if (close < 0) {
        text.append(marked, at, marked.length());
        break;
      }
      text.append(marked, at, open);
      String inside = marked.substring(open + 1, close);
      int colon = inside.lastIndexOf(':');
      String words = colon < 0 ? inside : inside.substring(0, colon);
      if (words.isBlank()) {
        throw new IllegalArgumentException("the brackets of an example hold no words");
      }
      types.add(colon < 0 ? type : MentionType.valueOf(inside.substring(colon + 1)));
      spans.add(new Span(text.length(), text.length() + words.length()));
      text.append(words);
      at = close + 1;
    }
    Graph graph = graph(text.toString());
    for (int i = 0; i < spans.size(); i++) {
      add(graph, spans.get(i), types.get(i));
    }
    return graph;
  }

  private static Graph graph(String text) {
    SourceDocument document =
        DocumentReader.read("x.txt", text.getBytes(StandardCharsets.UTF_8)).value().orElseThrow();
    Passage passage = Passage.of(document, List.of(new Span(0, document.text().length())));
    List<PatientSentence> sentences = new ArrayList<>();
    for (Sentence sentence : SentenceSplitter.of(passage.text())) {
      sentences.add(new PatientSentence(SectionKind.CASE, sentences.isEmpty(), passage, sentence));
    }
    return Graph.of(document, sentences);
  }

  private static void add(Graph graph, Span span, MentionType type) {
    int first = 0;
    while (first < graph.size() && graph.token(first).span().end() <= span.start()) {
      first++;
    }
    int end = first;
    while (end < graph.size() && graph.token(end).span().start() < span.end()) {
      end++;
    }
    if (first == end || graph.token(first).sentence() != graph.token(end - 1).sentence()) {
      throw new IllegalArgumentException("the brackets of an example hold no words of a sentence");
    }
    graph.add(type, first, end, 1, "example");
  }
}
