package org.case2fhir.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Span;
import org.jsoup.nodes.Entities;

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
  public static Coverage of(ExtractedCase read) {
    Map<Graph.Node, FactDraft> heads = new HashMap<>();
    Map<Graph.Node, FactDraft> parts = new HashMap<>();
    for (FactDraft draft : read.drafts()) {
      heads.put(draft.head, draft);
      draft.parts.forEach(part -> parts.put(part, draft));
    }
    Graph graph = read.graph();
    // The cells of a table are no mentions; what is quoted of them became a fact.
    NavigableMap<Integer, List<Graph.Node>> byStart = new TreeMap<>();
    if (read.drafts().stream().anyMatch(Coverage::isOfTable)) {
      graph
          .nodes()
          .forEach(
              node ->
                  byStart
                      .computeIfAbsent(
                          graph.original(node.first, node.end).start(), at -> new ArrayList<>())
                      .add(node));
    }
    Set<Integer> doubtful = new HashSet<>();
    for (FactDraft draft : read.drafts()) {
      if (isOfTable(draft)) {
        quoted(graph, byStart, draft).forEach(node -> parts.putIfAbsent(node, draft));
      }
    }
    for (FactDraft draft : heads.values()) {
      if (draft.confidence < SHAKY) {
        doubtful.add(draft.head.sentence);
      }
    }
    List<Sentence> sentences = new ArrayList<>();
    for (Graph.Sentence sentence : graph.sentences()) {
      if (sentence.first < sentence.end) {
        sentences.add(sentence(graph, sentence, heads, parts, doubtful.contains(sentence.index)));
      }
    }
    sentences.sort(Comparator.comparingInt(sentence -> sentence.span().start()));
    return new Coverage(sentences);
  }

  private static boolean isOfTable(FactDraft draft) {
    return draft.rule.startsWith("table");
  }

  private static Stream<Graph.Node> quoted(
      Graph graph, NavigableMap<Integer, List<Graph.Node>> byStart, FactDraft draft) {
    return draft.evidence.stream()
        .flatMap(quote -> quote.span().stream())
        .flatMap(
            quote ->
                byStart.subMap(quote.start(), true, quote.end(), true).values().stream()
                    .flatMap(List::stream)
                    .filter(n -> graph.original(n.first, n.end).end() <= quote.end()));
  }

  private static Sentence sentence(
      Graph graph,
      Graph.Sentence sentence,
      Map<Graph.Node, FactDraft> heads,
      Map<Graph.Node, FactDraft> parts,
      boolean doubtful) {
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

  /**
   * Coverage for people, as one HTML page that needs nothing else: the whole document with its
   * facts highlighted, what is denied struck through, what is doubted dotted, lost words marked;
   * and for tools, as JSON with offsets in UTF-16 code units of the document's text.
   */
  public static final class CoverageWriter {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern NOT_IN_HTML =
        Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Cf}&&[^\n\r\t]]");

    private final String text;
    private final StringBuilder out = new StringBuilder();

    private CoverageWriter(String text) {
      this.text = text;
    }

    /** One object: the document, and a list of sentences with their words. */
    public static String json(SourceDocument document, List<Coverage> patients) {
      StringWriter out = new StringWriter();
      try (JsonGenerator json = FACTORY.createGenerator(out).useDefaultPrettyPrinter()) {
        json.writeStartObject();
        json.writeStringField("document", document.id());
        json.writeObjectFieldStart("words");
        for (Outcome outcome : Outcome.values()) {
          json.writeNumberField(word(outcome), words(patients, outcome));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("sentences");
        for (int patient = 0; patient < patients.size(); patient++) {
          for (Sentence sentence : patients.get(patient).sentences()) {
            write(json, sentence, patient + 1, document);
          }
        }
        json.writeEndArray();
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write to memory", e);
      }
      return out + "\n";
    }

    private static void write(
        JsonGenerator json, Sentence sentence, int patient, SourceDocument document)
        throws IOException {
      json.writeStartObject();
      json.writeNumberField("patient", patient);
      span(json, sentence.span(), document);
      json.writeBooleanField("shaky", sentence.shaky());
      json.writeArrayFieldStart("words");
      for (Mark mark : sentence.marks()) {
        json.writeStartObject();
        span(json, mark.span(), document);
        json.writeStringField("label", mark.label());
        json.writeStringField("outcome", word(mark.outcome()));
        if (mark.assertion().isPresent()) {
          json.writeStringField("assertion", word(mark.assertion().get()));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }

    private static void span(JsonGenerator json, Span span, SourceDocument document)
        throws IOException {
      json.writeNumberField("start", span.start());
      json.writeNumberField("end", span.end());
      json.writeStringField("text", document.text().substring(span.start(), span.end()));
    }

    private static int words(List<Coverage> patients, Outcome outcome) {
      return patients.stream().mapToInt(coverage -> coverage.words(outcome)).sum();
    }

    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The page. */
    public static String html(SourceDocument document, List<Coverage> patients) {
      CoverageWriter page = new CoverageWriter(document.text());
      page.head(document.id(), patients);
      List<Sentence> sentences =
          patients.stream()
              .flatMap(coverage -> coverage.sentences().stream())
              .sorted(Comparator.comparingInt(sentence -> sentence.span().start()))
              .toList();
      int at = 0;
      for (Sentence sentence : sentences) {
        if (sentence.span().start() >= at) {
          page.plain(at, sentence.span().start());
          page.sentence(sentence);
          at = sentence.span().end();
        }
      }
      page.plain(at, document.text().length());
      page.out.append("</article>\n</body>\n</html>\n");
      return page.out.toString();
    }

    private static String style() {
      try (InputStream in = CoverageWriter.class.getResourceAsStream("coverage.css")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void head(String name, List<Coverage> patients) {
      out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
      out.append(
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
      out.append(escape("Coverage of " + name)).append("</title>\n<style>\n").append(style());
      out.append("</style>\n</head>\n<body>\n<h1>").append(escape(name)).append("</h1>\n<p>");
      List<String> counts = new ArrayList<>();
      for (Outcome outcome : Outcome.values()) {
        counts.add(words(patients, outcome) + " " + word(outcome));
      }
      out.append(escape("Clinical words: " + String.join(", ", counts) + ".")).append("</p>\n");
      out.append(
          "<p class=\"legend\"><mark class=\"fact present\">present</mark> <mark class=\"fact"
              + " absent\">absent</mark> <mark class=\"fact possible\">possible</mark> <mark"
              + " class=\"part\">part of a fact</mark> <mark class=\"context\">context: time,"
              + " place, hypothetical or another person's</mark> <mark"
              + " class=\"lost\">lost</mark></p>\n"
              + "<article>");
    }

    private void sentence(Sentence sentence) {
      out.append("<span class=\"sentence").append(sentence.shaky() ? " shaky" : "").append("\">");
      int at = sentence.span().start();
      for (Mark mark : sentence.marks()) {
        if (mark.span().start() >= at && mark.span().end() <= sentence.span().end()) {
          plain(at, mark.span().start());
          mark(mark);
          at = mark.span().end();
        }
      }
      plain(at, sentence.span().end());
      out.append("</span>");
    }

    private void mark(Mark mark) {
      String classes =
          Stream.concat(
                  Stream.of(word(mark.outcome())),
                  mark.assertion().stream().map(CoverageWriter::word))
              .reduce((a, b) -> a + " " + b)
              .orElseThrow();
      String title =
          mark.label().replace('_', ' ')
              + mark.assertion()
                  .filter(assertion -> assertion != Assertion.PRESENT)
                  .map(assertion -> ", " + word(assertion))
                  .orElse("");
      out.append("<mark class=\"").append(classes).append("\" title=\"");
      out.append(escape(title)).append("\">");
      plain(mark.span().start(), mark.span().end());
      out.append("</mark>");
    }

    private void plain(int start, int end) {
      out.append(escape(text.substring(start, end)));
    }

    private static String escape(String words) {
      return Entities.escape(NOT_IN_HTML.matcher(words).replaceAll("\ufffd"));
    }
  }
}
