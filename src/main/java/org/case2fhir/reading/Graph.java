package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;

/**
 * What is known of one patient's text: tokens, sentences, mentions with their properties, and edges
 * between mentions. The passes of {@link CaseReader} add to it; every node, edge and property
 * carries the id of the rule or model that made it.
 *
 * <p>Tokens are numbered through the whole text; a stretch is a half-open range of token numbers.
 * For one thread.
 */
final class Graph {
  private final SourceDocument document;
  private static final Set<String> RELATIVE_THINGS = TokenPattern.wordClass("relative-thing");
  private static final Set<String> BARE_LEADS = TokenPattern.wordClass("bare-adjective-lead");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");

  private final List<Token> tokens = new ArrayList<>();
  private final List<Sentence> sentences = new ArrayList<>();
  private final Set<Edge> edges = new LinkedHashSet<>();

  /** Ids of the cues that stand in the text. */
  final Set<String> cues = new HashSet<>();

  private Graph(SourceDocument document) {
    this.document = document;
  }

  /** The graph of a patient's sentences, with tokens and sentences only. */
  static Graph of(SourceDocument document, List<PatientSentence> sentences) {
    Graph graph = new Graph(document);
    sentences.forEach(graph::add);
    return graph;
  }

  /** Adds a sentence behind all others: a row of a table. */
  Sentence append(PatientSentence source) {
    add(source);
    return sentences.get(sentences.size() - 1);
  }

  private void add(PatientSentence source) {
    int first = tokens.size();
    String text = source.passage().text();
    for (Span span : source.sentence().tokens()) {
      String words = text.substring(span.start(), span.end());
      tokens.add(
          new Token(tokens.size(), sentences.size(), span, words, words.toLowerCase(Locale.ROOT)));
    }
    for (int i = first; i < tokens.size(); i++) {
      tokens.set(i, withoutRelative(tokens.get(i)));
    }
    sentences.add(new Sentence(sentences.size(), source, first, tokens.size()));
  }

  /** The document that the text is part of. */
  SourceDocument document() {
    return document;
  }

  /** All sentences in the order of the account. */
  List<Sentence> sentences() {
    return sentences;
  }

  /** The words of a stretch in lower case, those that a hyphen joins apart. */
  List<String> lowerWords(int first, int end) {
    List<String> words = new ArrayList<>();
    for (int i = Math.max(0, first); i < end; i++) {
      words.addAll(List.of(tokens.get(i).lower().split("-")));
    }
    return words;
  }

  // "a relative bradycardia": an adjective, and no member of the family.
  private Token withoutRelative(Token token) {
    int next = token.index() + 1;
    boolean relative = token.lower().equals("relative") && next < tokens.size();
    // "a scar, relative microdontia": a person has an article or an adjective in front.
    boolean bare =
        relative
            && token.index() > 0
            && BARE_LEADS.contains(tokens.get(token.index() - 1).lower())
            && tokens.get(next).isWord()
            && !VERBS.contains(tokens.get(next).lower())
            && !PREPOSITIONS.contains(tokens.get(next).lower())
            && !JOINERS.contains(tokens.get(next).lower());
    boolean adjective = bare || relative && RELATIVE_THINGS.contains(tokens.get(next).lower());
    return adjective
        ? new Token(token.index(), token.sentence(), token.span(), token.text(), "relatively")
        : token;
  }

  /** The number of tokens. */
  int size() {
    return tokens.size();
  }

  /** A token by its number. */
  Token token(int index) {
    return tokens.get(index);
  }

  /** A token in lower case; empty beyond the ends of a sentence. */
  String lower(Sentence sentence, int index) {
    return index >= sentence.first && index < sentence.end ? tokens.get(index).lower() : "";
  }

  /** Where the words in brackets end that begin at a token; the token where none do. */
  int behindBrackets(Sentence sentence, int at) {
    if (!lower(sentence, at).equals("(")) {
      return at;
    }
    for (int i = at + 1; i < sentence.end; i++) {
      if (tokens.get(i).lower().equals(")")) {
        return i + 1;
      }
    }
    return at;
  }

  /** Where the words in brackets begin that end before a token; the token where none do. */
  int beforeBrackets(Sentence sentence, int end) {
    if (!lower(sentence, end - 1).equals(")")) {
      return end;
    }
    for (int i = end - 2; i > sentence.first; i--) {
      if (tokens.get(i).lower().equals("(")) {
        return i;
      }
    }
    return end;
  }

  /** The sentence of a token. */
  Sentence sentenceOf(int token) {
    return sentences.get(tokens.get(token).sentence());
  }

  /** The sentence of a node. */
  Sentence sentenceOf(Node node) {
    return sentences.get(node.sentence);
  }

  /** The words from a token to before another of the same sentence, as they are written. */
  String words(int first, int end) {
    if (first >= end) {
      return "";
    }
    // From the passage: the text of a long sentence would be copied for each of its words.
    return sentenceOf(first)
        .source
        .passage()
        .text()
        .substring(tokens.get(first).span().start(), tokens.get(end - 1).span().end());
  }

  /** The words of a node, with the noun that it shares with a later one. */
  String words(Node node) {
    String own = words(node.first, node.end);
    return node.noun == null ? own : own + " " + sharedWords(node);
  }

  /** The words that a node shares with a later one; empty where it shares none. */
  String sharedWords(Node node) {
    return node.noun == null ? "" : words(node.nounFirst, node.noun.end);
  }

  /** The last token of a node's words. */
  Token last(Node node) {
    return token((node.noun == null ? node : node.noun).end - 1);
  }

  /** The same in lower case. */
  String lower(Node node) {
    return words(node).toLowerCase(Locale.ROOT);
  }

  /** All nodes in the order of the text. */
  Stream<Node> nodes() {
    return sentences.stream().flatMap(sentence -> sentence.nodes.stream());
  }

  /** All nodes that share tokens with a range of one sentence. */
  Stream<Node> nodesOver(int from, int to) {
    if (from < 0 || from >= tokens.size()) {
      return Stream.empty();
    }
    Sentence sentence = sentenceOf(from);
    int last = sentence.nodesUpTo(to - 1);
    int first = sentence.nodesUpTo(from - sentence.longestNode);
    return sentence.nodes.subList(first, last).stream().filter(node -> node.overlaps(from, to));
  }

  /** The shortest node at a token. */
  Optional<Node> nodeAt(int token) {
    // A text may end without a full stop: what stands behind its last word is nothing.
    if (token < 0 || token >= tokens.size()) {
      return Optional.empty();
    }
    Sentence sentence = sentenceOf(token);
    Node shortest = null;
    // Nodes stand in the order of their first tokens; only near ones can reach so far.
    for (int i = sentence.nodesUpTo(token) - 1;
        i >= 0 && sentence.nodes.get(i).first > token - sentence.longestNode;
        i--) {
      Node node = sentence.nodes.get(i);
      if (token < node.end && (shortest == null || node.length() <= shortest.length())) {
        shortest = node;
      }
    }
    return Optional.ofNullable(shortest);
  }

  /** Adds a node; of one sentence, not empty. */
  Node add(MentionType type, int first, int end, double confidence, String origin) {
    Node node = new Node(type, tokens.get(first).sentence(), first, end, confidence, origin);
    sentences.get(node.sentence).insert(node);
    return node;
  }

  /** Takes a node out, with its edges. */
  void remove(Node node) {
    sentences.get(node.sentence).nodes.remove(node);
    List.copyOf(node.edges).forEach(this::disjoin);
  }

  /** Gives a node other ends, as a rule says. */
  void resize(Node node, int first, int end, String rule) {
    Sentence sentence = sentences.get(node.sentence);
    sentence.nodes.remove(node);
    node.first = first;
    node.end = end;
    node.trail.add(rule);
    sentence.insert(node);
  }

  /** Gives a node another type, as a rule says. */
  void retype(Node node, MentionType type, String rule) {
    if (node.type != type) {
      node.type = type;
      node.trail.add(rule);
    }
  }

  /** Joins a detail to its head; once only. */
  void join(Relation relation, Node head, Node detail, String origin) {
    boolean known =
        head.edges.stream()
            .anyMatch(e -> e.relation == relation && e.head == head && e.detail == detail);
    if (!known && head != detail) {
      Edge edge = new Edge(relation, head, detail, origin);
      edges.add(edge);
      head.edges.add(edge);
      detail.edges.add(edge);
    }
  }

  /** Takes edges out. */
  void disjoin(Edge edge) {
    edges.remove(edge);
    edge.head.edges.remove(edge);
    edge.detail.edges.remove(edge);
  }

  /** All edges in the order in which they were found. */
  Set<Edge> edges() {
    return edges;
  }

  /** Where a stretch stands in the document. */
  Span original(int first, int end) {
    Passage passage = sentenceOf(first).source.passage();
    return passage.original(tokens.get(first).span().start(), tokens.get(end - 1).span().end());
  }

  /** A stretch as it stands in the document, with its place. */
  Evidence evidence(int first, int end) {
    Span span = original(first, end);
    return new Evidence(document.text().substring(span.start(), span.end()), Optional.of(span));
  }

  /**
   * A word, a number or a mark.
   *
   * @param index its number in the text
   * @param sentence number of its sentence
   * @param span in its passage's text
   * @param text as it is written
   * @param lower in lower case
   */
  record Token(int index, int sentence, Span span, String text, String lower) {
    /** Whether it begins with a letter. */
    boolean isWord() {
      return Character.isLetter(text.codePointAt(0));
    }

    /** Whether it begins with a digit. */
    boolean isNumber() {
      return Character.isDigit(text.codePointAt(0));
    }
  }

  /** A sentence: a range of tokens, and what was found in it. */
  static final class Sentence {
    final int index;
    final PatientSentence source;
    final int first;
    final int end;
    final List<Node> nodes = new ArrayList<>();

    /** Lists of mentions joined by commas, "and" and "or", in the order of the text. */
    final List<Coordination> coordinations = new ArrayList<>();

    private Statement statement;

    /** Tokens of clauses about somebody else than the patient, counted from the first. */
    private final BitSet others = new BitSet();

    /** The length of the longest node that was ever here. */
    private int longestNode;

    Sentence(int index, PatientSentence source, int first, int end) {
      this.index = index;
      this.source = source;
      this.first = first;
      this.end = end;
    }

    private void insert(Node node) {
      int at = nodes.size();
      while (at > 0 && nodes.get(at - 1).compareTo(node) > 0) {
        at--;
      }
      nodes.add(at, node);
      longestNode = Math.max(longestNode, node.length());
    }

    /** How many nodes start at a token or before it. */
    private int nodesUpTo(int token) {
      int low = 0;
      int high = nodes.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (nodes.get(middle).first <= token) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Marks a clause that is about somebody else than the patient. */
    void markOther(int from, int to) {
      others.set(from - first, to - first);
    }

    /** Whether a clause about somebody else than the patient holds a token. */
    boolean isOfOther(int token) {
      return token >= first && others.get(token - first);
    }

    /** It with what shows whom it is about. */
    Statement statement() {
      if (statement == null) {
        statement = Statement.of(source, Optional.empty());
      }
      return statement;
    }

    /** Its words. */
    String text() {
      return source.text();
    }

    /** Where it begins in its passage. */
    int offset() {
      return source.sentence().span().start();
    }

    /** What the part of the document is for that it stands in. */
    SectionKind section() {
      return source.section();
    }

    /** Whether it stands in the account of the case itself. */
    boolean inCase() {
      return source.inCase();
    }

    /** Nodes of these types in the order of the text. */
    Stream<Node> nodes(MentionType... types) {
      List<MentionType> wanted = List.of(types);
      return nodes.stream().filter(node -> wanted.contains(node.type));
    }

    /** The list that a node is a member of. */
    Optional<Coordination> coordination(Node node) {
      return coordinations.stream().filter(list -> list.members().contains(node)).findFirst();
    }
  }

  /**
   * Mentions that a sentence lists.
   *
   * @param members in the order of the text, at least two
   * @param alternative whether "or" or "nor" joins the last
   */
  record Coordination(List<Node> members, boolean alternative) {
    int first() {
      return members.get(0).first;
    }

    int end() {
      return members.get(members.size() - 1).end;
    }
  }

  /** A mention: a range of tokens of one sentence that names something. */
  static final class Node implements Comparable<Node> {
    MentionType type;
    final int sentence;
    int first;
    int end;
    double confidence;

    /** The model or rule that found it. */
    final String origin;

    /** The rules that changed it since. */
    final List<String> trail = new ArrayList<>();

    /** Edges that it is head or detail of. */
    final List<Edge> edges = new ArrayList<>();

    private final Map<Property, Proposal> properties = new EnumMap<>(Property.class);

    private Node noun;
    private int nounFirst;

    private Node(
        MentionType type, int sentence, int first, int end, double confidence, String origin) {
      this.type = type;
      this.sentence = sentence;
      this.first = first;
      this.end = end;
      this.confidence = confidence;
      this.origin = origin;
    }

    /** Makes it share the last words of a later node: "oral" in "oral and genital ulcers". */
    void shareNoun(Node later, int from) {
      this.noun = later;
      this.nounFirst = from;
    }

    /** The later node whose noun it shares. */
    Optional<Node> sharedNoun() {
      return Optional.ofNullable(noun);
    }

    /** Its number of tokens. */
    int length() {
      return end - first;
    }

    /** Whether it shares tokens with a range. */
    boolean overlaps(int from, int to) {
      return first < to && from < end;
    }

    /** Whether it is of one of these types. */
    boolean is(MentionType... types) {
      for (MentionType each : types) {
        if (type == each) {
          return true;
        }
      }
      return false;
    }

    /** A finding or a disease. */
    boolean isProblem() {
      return is(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
    }

    /** A drug or a treatment. */
    boolean isTreatment() {
      return is(MentionType.MEDICATION, MentionType.THERAPEUTIC_PROCEDURE);
    }

    /** A test or a study. */
    boolean isTest() {
      return type == MentionType.DIAGNOSTIC_PROCEDURE;
    }

    /** A problem, a treatment or a test. */
    boolean isClinical() {
      return isProblem() || isTreatment() || isTest();
    }

    /** What is said of it, resolved from all proposals. */
    Optional<Proposal> proposal(Property property) {
      return Optional.ofNullable(properties.get(property));
    }

    /** The value of a property; that which holds where nothing is said. */
    Property.Value get(Property property) {
      Proposal proposal = properties.get(property);
      return proposal == null ? property.plain() : proposal.value();
    }

    /** Whether a property has a value. */
    boolean has(Property.Value value) {
      return get(value.property()) == value;
    }

    /** Proposes a value; the stronger of two stays, of equals the nearer. */
    void propose(Proposal proposal) {
      properties.merge(
          proposal.value().property(),
          proposal,
          (old, other) -> other.isStrongerThan(old) ? other : old);
    }

    /** What is said of it by other mentions. */
    Stream<Node> details(Relation relation) {
      return edges.stream()
          .filter(edge -> edge.head == this && edge.relation == relation)
          .map(Edge::detail);
    }

    /** What it is said of. */
    Stream<Node> heads(Relation relation) {
      return edges.stream()
          .filter(edge -> edge.detail == this && edge.relation == relation)
          .map(Edge::head);
    }

    @Override
    public int compareTo(Node other) {
      return first != other.first
          ? Integer.compare(first, other.first)
          : Integer.compare(end, other.end);
    }

    @Override
    public String toString() {
      return type + "[" + first + "," + end + ")";
    }
  }

  /**
   * A value that a rule proposes for a property of a node.
   *
   * @param rule its id
   * @param rank how specific the rule is; the higher decides
   * @param distance tokens between the rule's words and the node
   * @param first first token of the words that the rule matched
   * @param end behind their last token; equal to first where no words did
   */
  record Proposal(Property.Value value, String rule, int rank, int distance, int first, int end) {
    boolean isStrongerThan(Proposal other) {
      int byRank = Integer.compare(rank, other.rank);
      int byValue = Integer.compare(value.strength(), other.value.strength());
      return byRank != 0 ? byRank > 0 : byValue != 0 ? byValue > 0 : distance < other.distance;
    }
  }

  /**
   * One mention says something about another.
   *
   * @param origin id of the rule or model that says so
   */
  record Edge(Relation relation, Node head, Node detail, String origin) {}

  /** What a detail is to its head. */
  enum Relation {
    /** The result of a test; the measure of a finding. */
    VALUE,
    /** The range in which a test's value is normal. */
    REFERENCE,
    DOSE,
    FREQUENCY,
    ROUTE,
    SITE,
    SEVERITY,
    DESCRIPTION,
    SIZE,
    DURATION,
    TIME,
    /** A second name of the same thing: an abbreviation in brackets. */
    SAME,
    /** The study or examination that showed a finding. */
    SHOWN_BY,
    /** The problem that a treatment is given for. */
    REASON
  }
}
