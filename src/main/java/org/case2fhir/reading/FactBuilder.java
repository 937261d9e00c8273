package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Span;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.notation.CaseChecks;
import org.case2fhir.notation.Reading.Remark;

/**
 * Collects the facts of a patient while they are put together: makes drafts with the place, time
 * and evidence that any fact has, and names them in the end.
 *
 * <p>An id comes from what the fact is about, where and when; of those that share it each gets a
 * suffix made of its content, so that the same text gives the same ids.
 */
final class FactBuilder {
  private static final int LONGEST_QUOTE = 300;
  private static final double LEAST_DIFFERENCE = 0.1;
  private static final double LESS_CERTAIN = 3;
  private static final String LOW_CONFIDENCE = "low-confidence";

  /** Details that are parts only of a fact that states them: a number may not fit its head. */
  private static final Set<Graph.Relation> STATED_BY_CALLER =
      EnumSet.of(
          Graph.Relation.VALUE,
          Graph.Relation.SIZE,
          Graph.Relation.REFERENCE,
          Graph.Relation.DOSE,
          Graph.Relation.FREQUENCY,
          Graph.Relation.ROUTE);

  private final Graph graph;
  private final Timeline timeline;
  private final ConceptCoder coder;
  private final List<FactDraft> drafts = new ArrayList<>();
  private final List<Issue> issues = new ArrayList<>();
  private final Map<Graph.Node, FactDraft> byHead = new HashMap<>();

  FactBuilder(Graph graph, Timeline timeline, ConceptCoder coder) {
    this.graph = graph;
    this.timeline = timeline;
    this.coder = coder;
  }

  Graph graph() {
    return graph;
  }

  Timeline timeline() {
    return timeline;
  }

  ConceptCoder coder() {
    return coder;
  }

  /** All drafts so far; passes that unify and check take some out. */
  List<FactDraft> drafts() {
    return drafts;
  }

  /** The draft about a mention. */
  Optional<FactDraft> about(Graph.Node head) {
    return Optional.ofNullable(byHead.get(head));
  }

  /**
   * Starts a fact about a mention: with its visit and time, whether it holds, and its words as
   * evidence; site, severity, value, dose and the rest are the caller's to add.
   *
   * @param rule id of the rule that makes it a fact
   */
  FactDraft draft(FactKind kind, Concept concept, Graph.Node head, String rule) {
    FactDraft draft = new FactDraft(kind, concept, head, rule);
    Timeline.Timing timing = timeline.timing(head);
    draft.visit = timing.visit();
    draft.time = timing.time();
    draft.assertion =
        switch (head.get(Property.HOLDS)) {
          case ABSENT, REFUTED -> Assertion.ABSENT;
          case POSSIBLE -> Assertion.POSSIBLE;
          default -> Assertion.PRESENT;
        };
    draft.confidence = head.confidence;
    cite(draft, details(head, edge -> true));
    draft.parts.addAll(details(head, FactBuilder::isPart));
    drafts.add(draft);
    byHead.putIfAbsent(head, draft);
    return draft;
  }

  // "6-minute" of "6-minute walk test" is in its name.
  private static boolean isPart(Graph.Edge edge) {
    return !STATED_BY_CALLER.contains(edge.relation())
        || edge.detail().overlaps(edge.head().first, edge.head().end);
  }

  private static List<Graph.Node> details(Graph.Node head, Predicate<Graph.Edge> which) {
    return head.edges.stream()
        .filter(edge -> edge.head() == head && edge.detail().sentence == head.sentence)
        .filter(which)
        .map(Graph.Edge::detail)
        .toList();
  }

  /** Makes mentions parts of a fact, and quotes them: together with its head where that is near. */
  void quote(FactDraft draft, List<Graph.Node> details) {
    draft.parts.addAll(details);
    cite(draft, details);
  }

  private void cite(FactDraft draft, List<Graph.Node> details) {
    int first = draft.head.first;
    int end = draft.head.end;
    Stream<int[]> cue =
        draft.head.proposal(Property.HOLDS).stream()
            .filter(proposal -> proposal.end() > proposal.first())
            .map(proposal -> new int[] {proposal.first(), proposal.end()});
    Stream<Graph.Node> nodes = Stream.concat(details.stream(), draft.head.sharedNoun().stream());
    List<int[]> ranges =
        Stream.concat(cue, nodes.map(node -> new int[] {node.first, node.end})).toList();
    for (int[] range : ranges) {
      int from = Math.min(first, range[0]);
      int to = Math.max(end, range[1]);
      boolean near =
          graph.token(from).sentence() == graph.token(to - 1).sentence()
              && graph.original(from, to).length() <= LONGEST_QUOTE;
      if (near) {
        first = from;
        end = to;
      } else {
        draft.evidence.add(graph.evidence(range[0], range[1]));
      }
    }
    draft.evidence.add(graph.evidence(first, end));
  }

  /** Adds what happened more than once: "strokes in 2011 and 2013" are two. */
  void addOtherDates() {
    for (FactDraft draft : List.copyOf(drafts)) {
      if (draft.kind == FactKind.MEDICATION
          && draft.assertion == Assertion.PRESENT
          && draft.onset.isPresent()
          && draft.abatement.isEmpty()
          && timeline.firstDate(draft.head).equals(draft.onset)) {
        timeline.otherDates(draft.head).forEach(date -> drafts.add(draft.courseAt(date)));
      }
      boolean event =
          draft.kind == FactKind.PROCEDURE
              || draft.kind == FactKind.DIAGNOSIS
              || draft.kind == FactKind.FINDING && draft.value.isEmpty();
      if (event && draft.assertion == Assertion.PRESENT && draft.time.isPresent()) {
        List<When> others = timeline.otherDates(draft.head);
        others.forEach(date -> drafts.add(draft.at(date)));
        if (!others.isEmpty() && draft.kind == FactKind.PROCEDURE) {
          // "Biopsies in July and in August": a study has the words of both.
          draft.time = timeline.firstDate(draft.head).or(() -> draft.time);
        }
      }
    }
  }

  /** Reports what was uncertain in some words. */
  void report(Remark remark, int first, int end) {
    issues.add(
        new Issue(
            // The words are kept, so that nothing is lost.
            remark.severity() == org.case2fhir.issue.Severity.ERROR
                ? org.case2fhir.issue.Severity.WARNING
                : remark.severity(),
            remark.code(),
            remark.message(),
            location(graph.original(first, end)),
            remark.solution()));
  }

  /** Adds an issue. */
  void report(Issue issue) {
    issues.add(issue);
  }

  /** Where a stretch of the document stands, by line and column. */
  Location location(Span span) {
    return timeline.lines().at(span.start());
  }

  /** Takes out the facts below a confidence; an issue says how many, and one names each. */
  void leaveOut(double confidence) {
    List<FactDraft> weak = drafts.stream().filter(draft -> draft.confidence < confidence).toList();
    if (weak.isEmpty()) {
      return;
    }
    drafts.removeAll(new HashSet<>(weak));
    issues.add(
        Issue.warning(
            LOW_CONFIDENCE,
            weak.size()
                + (weak.size() == 1 ? " fact is" : " facts are")
                + " left out, whose confidence is below "
                + share(confidence),
            Location.of(graph.document().id()),
            "look at each, or lower --min-confidence"));
    for (FactDraft draft : weak) {
      issues.add(
          Issue.information(
              LOW_CONFIDENCE,
              draft.kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + " "
                  + Excerpt.of(draft.concept.text())
                  + " is left out, its confidence is "
                  + share(draft.confidence),
              location(graph.original(draft.head.first, draft.head.end)),
              "add it to the case if the text states it, or lower --min-confidence"));
    }
  }

  /**
   * Keeps the facts that the text states first.
   *
   * @param most how many a case can have
   */
  void keepFirst(int most) {
    if (drafts.size() <= most) {
      return;
    }
    List<FactDraft> late =
        drafts.stream()
            .sorted(Comparator.comparingInt(draft -> draft.head.first))
            .skip(most)
            .toList();
    drafts.removeAll(new HashSet<>(late));
    issues.add(
        Issue.error(
            "too-many-facts",
            late.size()
                + " facts are left out from here on: a case can have 5000 facts and encounters",
            location(graph.original(late.get(0).head.first, late.get(0).head.end)),
            "give one case report at a time, or only the part of the text that matters"));
  }

  /**
   * Of two facts that contradict each other takes out the one that is plainly less likely; of two
   * that are about as likely both stay, and the checks of the case report them.
   *
   * @param named each fact with its draft
   * @return whether any was taken out
   */
  boolean leaveOutWeaker(List<CaseChecks.Contradiction> pairs, Map<Fact, FactDraft> named) {
    boolean any = false;
    for (CaseChecks.Contradiction pair : pairs) {
      FactDraft first = named.get(pair.first());
      FactDraft second = named.get(pair.second());
      boolean both = drafts.contains(first) && drafts.contains(second);
      boolean less = both && first.confidence < second.confidence;
      FactDraft weaker = less ? first : second;
      FactDraft stronger = less ? second : first;
      if (both && isPlainlyWeaker(weaker.confidence, stronger.confidence)) {
        drafts.remove(weaker);
        issues.add(contradicted(weaker, stronger));
        any = true;
      }
    }
    return any;
  }

  // Far more likely to be wrong; of two that are hardly ever wrong it does not matter.
  private static boolean isPlainlyWeaker(double weaker, double stronger) {
    return stronger - weaker >= LEAST_DIFFERENCE && 1 - weaker >= LESS_CERTAIN * (1 - stronger);
  }

  private Issue contradicted(FactDraft weaker, FactDraft stronger) {
    return Issue.warning(
        "weaker-contradiction",
        Excerpt.of(weaker.concept.text())
            + " is left out here, with the confidence "
            + share(weaker.confidence)
            + ": it contradicts what is stated in "
            + location(graph.original(stronger.head.first, stronger.head.end))
            + " with "
            + share(stronger.confidence),
        location(graph.original(weaker.head.first, weaker.head.end)),
        "if the text states both, add it to the case with the time or site that tells them apart");
  }

  private static String share(double confidence) {
    return String.format(Locale.ROOT, "%.2f", confidence);
  }

  /** What was uncertain. */
  List<Issue> issues() {
    return issues;
  }

  /** The facts, named, in the order of a case, each with its draft. */
  Map<Fact, FactDraft> facts(List<Visit> visits) {
    Map<FactDraft, String> ids = ids();
    List<Map.Entry<Fact, FactDraft>> facts = new ArrayList<>();
    drafts.forEach(draft -> facts.add(Map.entry(draft.fact(ids), draft)));
    Map<String, Integer> order = new HashMap<>();
    visits.forEach(visit -> order.put(visit.id(), order.size()));
    facts.sort(
        Comparator.comparing((Map.Entry<Fact, FactDraft> entry) -> entry.getKey().kind())
            .thenComparing(
                entry -> entry.getKey().circumstances().visit().map(order::get).orElse(-1)));
    Map<Fact, FactDraft> named = new LinkedHashMap<>();
    facts.forEach(entry -> named.put(entry.getKey(), entry.getValue()));
    return named;
  }

  private Map<FactDraft, String> ids() {
    Map<FactDraft, String> ids = new HashMap<>();
    Set<FactRef> taken = new HashSet<>();
    Map<FactRef, Integer> sharing = new HashMap<>();
    drafts.forEach(draft -> sharing.merge(derived(draft), 1, Integer::sum));
    for (FactDraft draft : drafts) {
      FactRef derived = derived(draft);
      if (sharing.get(derived) == 1 && taken.add(derived)) {
        ids.put(draft, derived.id());
      }
    }
    for (FactDraft draft : drafts) {
      if (!ids.containsKey(draft)) {
        ids.put(draft, suffixed(draft, taken));
      }
    }
    return ids;
  }

  private static FactRef derived(FactDraft draft) {
    return FactRef.of(draft.kind, FactIds.derive(draft.concept, draft.circumstances()));
  }

  private static String suffixed(FactDraft draft, Set<FactRef> taken) {
    String derived = derived(draft).id();
    String content =
        String.join(
            " ",
            draft.assertion.toString(),
            draft.value.toString(),
            draft.interpretation.toString(),
            draft.doses.toString(),
            draft.conclusion.toString(),
            draft.illnesses.toString(),
            draft.evidence.stream().map(evidence -> evidence.quote()).toList().toString());
    String id;
    do {
      content = derived + content;
      id = derived + "~" + Sha256.of(content).substring(0, 8);
    } while (!taken.add(FactRef.of(draft.kind, id)));
    return id;
  }
}
