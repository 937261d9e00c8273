package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch.QualifierKind;

/**
 * What is said of a problem beside its name: how severe it is, how much of it there is, how many of
 * them, how often, and what else describes it. An extent such as "partial" and a grade such as
 * "end-stage" are no severity.
 */
final class ProblemDetails {
  private static final Set<String> DENIED = TokenPattern.wordClass("not-word");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Pattern PLURAL = Pattern.compile("\\p{L}{2,30}[^sui\\d]s");
  private static final Pattern COUNT = Pattern.compile("[2-9]|[1-9]\\d");
  private static final Set<String> COUNT_LEADS = TokenPattern.wordClass("count-lead");
  private static final Set<String> EXTENTS = TokenPattern.wordClass("extent");

  private final Graph graph;
  private final ConceptCoder coder;
  private final ProblemNames problemNames;

  ProblemDetails(Graph graph, ConceptCoder coder, ProblemNames problemNames) {
    this.graph = graph;
    this.coder = coder;
    this.problemNames = problemNames;
  }

  // "small glands without calcification": what stands before the denial is of what is there.
  private static boolean isBeforeDenial(Graph.Node node, Graph.Node detail) {
    return node.has(Property.Value.ABSENT)
        && node.proposal(Property.HOLDS)
            .filter(denial -> denial.end() <= node.first && detail.end <= denial.first())
            .isPresent();
  }

  // "The tumor had enlarged slightly": an adverb apart says nothing of the noun before it.
  private boolean isOfVerb(Graph.Node node, Graph.Node detail) {
    return detail.first > node.end && graph.last(detail).lower().endsWith("ly");
  }

  // "a large nodule", "partial obstruction": how much of it there is, and not how severe it is.
  private boolean isExtent(Graph.Node severity) {
    return isGrade(graph.words(severity))
        || IntStream.range(severity.first, severity.end)
            .anyMatch(i -> EXTENTS.contains(graph.token(i).lower()));
  }

  // "high-grade", "end-stage": how far it has come, and not how severe it is.
  private static boolean isGrade(String words) {
    return Stream.of(words.toLowerCase(Locale.ROOT).split("[\\s-]"))
        .anyMatch(TokenPattern.wordClass("grade-noun")::contains);
  }

  // "mild to moderate": from the first word of severity up to the last.
  private int severityEnd(Graph.Node severity) {
    Set<String> degrees = TokenPattern.wordClass("severity-degree");
    Set<String> joints = TokenPattern.wordClass("severity-joint");
    Graph.Sentence sentence = graph.sentenceOf(severity);
    int end = severity.end;
    if (!degrees.contains(graph.token(end - 1).lower())) {
      return end;
    }
    int at = end;
    while (at < end + 3 && joints.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at > end && degrees.contains(graph.lower(sentence, at)) ? at + 1 : end;
  }

  // "from mild to severe" is a course: what it came to.
  private int severityStart(Graph.Sentence sentence, Graph.Node severity) {
    int end = severityEnd(severity);
    boolean course = end > severity.end && graph.lower(sentence, severity.first - 1).equals("from");
    return course ? end - 1 : severity.first;
  }

  // "[mild] to [moderate regurgitation]": the end of the range is no part of the name.
  ConceptCoder.Coded withoutRange(
      Graph.Sentence sentence, Graph.Node node, ConceptCoder.Coded coded, List<Domain> domains) {
    String last =
        node.details(Graph.Relation.SEVERITY)
            .filter(detail -> severityEnd(detail) > detail.end && !node.has(Property.Value.ABSENT))
            .map(detail -> graph.lower(sentence, severityEnd(detail) - 1))
            .findFirst()
            .orElse("");
    String text = coded.concept().text();
    boolean led =
        !last.isEmpty()
            && text.length() > last.length() + 1
            && text.toLowerCase(Locale.ROOT).startsWith(last + " ");
    return led ? coder.code(List.of(text.substring(last.length() + 1)), domains, sentence) : coded;
  }

  void details(Graph.Sentence sentence, FactDraft draft, ConceptCoder.Coded coded) {
    Graph.Node node = draft.head;
    draft.severity =
        node.details(Graph.Relation.SEVERITY)
            .filter(detail -> !isOfVerb(node, detail) && !isExtent(detail))
            .filter(detail -> !isBeforeDenial(node, detail))
            .map(detail -> graph.words(severityStart(sentence, detail), severityEnd(detail)))
            .findFirst()
            .or(
                () ->
                    coded.match().stream()
                        .flatMap(match -> match.qualifiers().stream())
                        .filter(q -> q.kind() == QualifierKind.SEVERITY)
                        .map(q -> q.words())
                        .filter(words -> !isGrade(words))
                        .findFirst())
            .map(
                words -> coder.code(List.of(words), List.of(Domain.QUALIFIER), sentence).concept());
    List<int[]> shares =
        node.details(Graph.Relation.SITE).flatMap(site -> share(sentence, site).stream()).toList();
    shares.forEach(share -> draft.notes.add(graph.words(share[0], share[1])));
    Stream.concat(
            node.details(Graph.Relation.DESCRIPTION),
            node.details(Graph.Relation.SEVERITY).filter(this::isExtent))
        .filter(
            detail -> !problemNames.isDenial(node, detail.first) && !isBeforeDenial(node, detail))
        .filter(detail -> !isOfCourse(node, detail))
        .filter(detail -> shares.stream().noneMatch(share -> detail.overlaps(share[0], share[1])))
        .filter(detail -> !PREPOSITIONS.contains(graph.last(detail).lower()))
        .map(detail -> note(sentence, detail))
        .filter(words -> !draft.concept.text().contains(words))
        .forEach(draft.notes::add);
    count(sentence, node).ifPresent(draft.notes::add);
    // "seizures five times a day"
    List<Graph.Node> frequencies =
        node.details(Graph.Relation.FREQUENCY)
            .filter(detail -> detail.sentence == node.sentence)
            .toList();
    // "pain radiating to the back": where it goes.
    node.details(Graph.Relation.SITE)
        .filter(site -> site.first >= node.end)
        .forEach(site -> radiation(draft, site));
    frequencies.forEach(detail -> draft.notes.add(ConceptCoder.plain(graph.words(detail))));
    draft.parts.addAll(frequencies);
  }

  private void radiation(FactDraft draft, Graph.Node site) {
    int first = BodySites.radiation(graph, draft.head, site);
    if (first < 0) {
      return;
    }
    String words = ConceptCoder.plain(graph.words(first, site.end));
    draft.notes.removeIf(words::contains);
    draft.notes.add(words);
    draft.parts.add(site);
  }

  // "ulcers that were [not] merging": said of it with its denial.
  private String note(Graph.Sentence sentence, Graph.Node detail) {
    boolean denied = DENIED.contains(graph.lower(sentence, detail.first - 1));
    int first = denied ? detail.first - 1 : detail.first;
    return ConceptCoder.plain(graph.words(first, detail.end));
  }

  // "in [four of 56 lymph nodes]": how many of the parts are affected; first token and end.
  private Optional<int[]> share(Graph.Sentence sentence, Graph.Node site) {
    int slash = graph.lower(sentence, site.first).equals("/") ? 1 : 0;
    int first = site.first + slash;
    int all = BodySites.isCount(graph.lower(sentence, first)) ? first : first - 1;
    int of = all - 1;
    while (TokenPattern.wordClass("article").contains(graph.lower(sentence, of))) {
      of--;
    }
    return BodySites.isCount(graph.lower(sentence, all))
            && TokenPattern.wordClass("share-joint").contains(graph.lower(sentence, of))
            && BodySites.isCount(graph.lower(sentence, of - 1))
        ? Optional.of(new int[] {of - 1, site.end})
        : Optional.empty();
  }

  // "the fracture [healed]": that it ended, and not how it was.
  private static boolean isOfCourse(Graph.Node node, Graph.Node detail) {
    return node.proposal(Property.TEMPORALITY)
        .filter(proposal -> proposal.first() <= detail.first && proposal.end() >= detail.end)
        .isPresent();
  }

  // "3 perforations", "five polyps": how many of them there are.
  private Optional<String> count(Graph.Sentence sentence, Graph.Node node) {
    String noun = graph.last(node).lower();
    boolean plural = PLURAL.matcher(noun).matches();
    int at = node.first - 1;
    String word = graph.lower(sentence, at);
    boolean number = COUNT.matcher(word).matches() || AgePhrase.number(word).isPresent();
    String before = graph.lower(sentence, at - 1);
    boolean opens = at == sentence.first || COUNT_LEADS.contains(before);
    return plural && number && opens ? Optional.of(graph.token(at).text()) : Optional.empty();
  }
}
