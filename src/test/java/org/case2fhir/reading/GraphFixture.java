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

/** Graphs of short texts in which mentions stand in brackets: {@code no [fever:SIGN_SYMPTOM]}. */
final class GraphFixture {
  private GraphFixture() {}

  /** The graph of a text; a mention without a type is of the given one. */
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
    while (graph.token(first).span().end() <= span.start()) {
      first++;
    }
    int end = first;
    while (end < graph.size() && graph.token(end).span().start() < span.end()) {
      end++;
    }
    graph.add(type, first, end, 1, "fixture");
  }
}
