package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.model.Code;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;
import org.case2fhir.reading.PatientText.PatientSentence;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * The graph of a text whose mentions stand in brackets with their type: "[CRP:T] was [5 mg/L:V]".
 *
 * @param graph with the edges that were found
 */
record ResultFixture(Graph graph) {
  private static final Pattern MENTION = Pattern.compile("\\[([^\\[\\]]+):([A-Z_]+)]");
  private static final Vocabulary VOCABULARY = Vocabulary.builtIn();
  private static final UnitTable UNITS = UnitTable.builtIn();
  private static final ResultReader RESULTS = new ResultReader(UNITS, VOCABULARY);
  private static final RelationFinder RELATIONS =
      new RelationFinder(RelationModel.builtIn(), RESULTS);
  private static final PropertyResolver PROPERTIES = new PropertyResolver(CueTable.builtIn());

  private record Marked(Span span, MentionType type) {}

  static ResultFixture of(String marked) {
    StringBuilder text = new StringBuilder();
    List<Marked> mentions = new ArrayList<>();
    Matcher matcher = MENTION.matcher(marked);
    int last = 0;
    while (matcher.find()) {
      text.append(marked, last, matcher.start());
      int start = text.length();
      text.append(matcher.group(1));
      mentions.add(new Marked(new Span(start, text.length()), type(matcher.group(2))));
      last = matcher.end();
    }
    text.append(marked.substring(last));
    String plain = text.toString();
    SourceDocument document = new SourceDocument("test", plain, Optional.empty(), List.of());
    Passage passage = Passage.of(document, List.of(new Span(0, plain.length())));
    Graph graph =
        Graph.of(
            document,
            SentenceSplitter.of(passage.text()).stream()
                .map(sentence -> new PatientSentence(SectionKind.CASE, false, passage, sentence))
                .toList());
    mentions.forEach(mention -> add(graph, mention));
    Coordinations.find(graph);
    new ValueReader(UNITS, VOCABULARY).mark(graph);
    RESULTS.judgements().mark(graph);
    PROPERTIES.resolve(graph);
    RELATIONS.join(graph);
    return new ResultFixture(graph);
  }

  private static void add(Graph graph, Marked mention) {
    int first = 0;
    while (graph.original(first, first + 1).end() <= mention.span().start()) {
      first++;
    }
    int end = first;
    while (end < graph.size() && graph.original(end, end + 1).start() < mention.span().end()) {
      end++;
    }
    graph.add(mention.type(), first, end, 1, "test");
  }

  private static MentionType type(String name) {
    return switch (name) {
      case "T" -> MentionType.DIAGNOSTIC_PROCEDURE;
      case "V" -> MentionType.LAB_VALUE;
      case "S" -> MentionType.SIGN_SYMPTOM;
      case "M" -> MentionType.MEDICATION;
      case "D" -> MentionType.DOSAGE;
      default -> MentionType.valueOf(name);
    };
  }

  /** The edges: "CRP VALUE 5 mg/L". */
  List<String> edges() {
    return graph.edges().stream()
        .map(e -> graph.words(e.head()) + " " + e.relation() + " " + graph.words(e.detail()))
        .toList();
  }

  /** The results: "CRP = 5 mg/L". */
  List<String> results() {
    FactBuilder facts = new FactBuilder(graph, Timeline.read(graph, false), coder(graph));
    TestFacts.read(facts, VOCABULARY, UNITS);
    return facts.drafts().stream().map(ResultFixture::words).toList();
  }

  /** The codes of the tests with a result. */
  List<String> codes() {
    FactBuilder facts = new FactBuilder(graph, Timeline.read(graph, false), coder(graph));
    TestFacts.read(facts, VOCABULARY, UNITS);
    return facts.drafts().stream()
        .flatMap(draft -> draft.concept.codes().stream())
        .map(Code::code)
        .toList();
  }

  /** The stages, grades and classes: "WHO grade = II". */
  List<String> classifications() {
    FactBuilder facts = new FactBuilder(graph, Timeline.read(graph, false), coder(graph));
    ClassificationFacts.read(facts, VOCABULARY);
    return facts.drafts().stream().map(ResultFixture::words).toList();
  }

  /** What grew, and what it is sensitive to. */
  List<String> cultures() {
    FactBuilder facts = new FactBuilder(graph, Timeline.read(graph, false), coder(graph));
    CultureFacts.read(facts, VOCABULARY);
    return facts.drafts().stream().map(ResultFixture::words).toList();
  }

  /** Variants and karyotypes. */
  List<String> genomics() {
    FactBuilder facts = new FactBuilder(graph, Timeline.read(graph, false), coder(graph));
    GenomicFacts.read(facts);
    return facts.drafts().stream().map(ResultFixture::words).toList();
  }

  private static String words(FactDraft draft) {
    return Stream.of(
            draft.concept.text() + " =",
            draft.value.map(ResultFixture::words).orElse("?"),
            draft.interpretation.map(i -> "(" + i.code() + ")").orElse(""),
            draft.reference.map(range -> "{" + words(range) + "}").orElse(""))
        .filter(part -> !part.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  static String words(Value value) {
    if (value instanceof Value.Measured measured) {
      Optional<Comparator> comparator = measured.amount().comparator();
      String mark = comparator.map(c -> c.toString().startsWith("LESS") ? "<" : ">").orElse("");
      String number = measured.amount().number().toPlainString();
      return (mark + number + " " + measured.amount().unit().text()).strip();
    }
    if (value instanceof Value.Interval range) {
      String low = range.low().map(Object::toString).orElse("");
      String high = range.high().map(Object::toString).orElse("");
      return (low + "-" + high + " " + range.unit().text()).strip();
    }
    if (value instanceof Value.Coded coded) {
      return coded.concept().text();
    }
    return value instanceof Value.Words words ? words.text() : value.toString();
  }

  private static ConceptCoder coder(Graph graph) {
    return new ConceptCoder(graph, VOCABULARY, DefinedAbbreviations.in(graph.document().text()));
  }
}
