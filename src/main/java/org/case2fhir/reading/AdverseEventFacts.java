package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.MedicationUse.MedicationStatus;

/**
 * Harm that the text ascribes to a drug of the patient: {@code adverse-event-cues.tsv}. The problem
 * itself stays a fact of its own. Words that leave the cause open ("possibly", "may have been") are
 * its note. None where the sentence asks or denies it, or speaks of others.
 */
final class AdverseEventFacts {
  private static final int MOST_ARTICLES = 2;
  private static final List<Cue> CUES =
      RuleTable.builtIn("adverse-event-cues.tsv").rows().stream()
          .map(
              row ->
                  new Cue(
                      row.get("id"),
                      TokenPattern.of(row.get("cue")),
                      row.get("place").equals("problem"),
                      row.get("reaction").equals("yes"),
                      row.get("hedged").equals("yes")))
          .toList();

  private final FactBuilder facts;
  private final Graph graph;
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> induced = TokenPattern.wordClass("drug-induced");
  private final Set<String> reactions = TokenPattern.wordClass("drug-reaction");
  private final Set<String> others = TokenPattern.wordClass("no-cause-behind");
  private final Set<String> doubts = TokenPattern.wordClass("causal-doubt");
  private final Set<String> kin = TokenPattern.wordClass("kin");
  private final Set<String> leads = TokenPattern.wordClass("cause-lead-in");
  private final Set<String> hedges = TokenPattern.wordClass("cause-hedge");

  /**
   * Words between a problem and a drug.
   *
   * @param problemFirst whether the problem stands before them
   * @param reaction whether only a typical reaction to drugs is one
   * @param hedged whether the cause is not sure
   */
  private record Cue(
      String id, TokenPattern pattern, boolean problemFirst, boolean reaction, boolean hedged) {}

  /**
   * What joins a problem and a drug in a sentence.
   *
   * @param first the first token that says it
   */
  private record Link(String rule, int first, boolean hedged) {}

  private AdverseEventFacts(FactBuilder facts) {
    this.facts = facts;
    this.graph = facts.graph();
  }

  /** Adds the facts of all sentences; behind the unification of problems and drugs. */
  static void read(FactBuilder facts) {
    AdverseEventFacts events = new AdverseEventFacts(facts);
    facts.graph().sentences().stream().filter(s -> s.inCase()).forEach(events::read);
  }

  private void read(Graph.Sentence sentence) {
    boolean doubtful =
        IntStream.range(sentence.first, sentence.end)
            .mapToObj(i -> graph.token(i).lower())
            .anyMatch(word -> doubts.contains(word) || kin.contains(word));
    if (doubtful || graph.lower(sentence, sentence.end - 1).equals("?")) {
      return;
    }
    for (Graph.Node problem : List.copyOf(sentence.nodes)) {
      if (problem.isProblem()) {
        Optional<FactDraft> draft = facts.about(problem).flatMap(this::kept);
        if (draft.filter(d -> d.assertion == Assertion.PRESENT).isPresent()) {
          read(sentence, problem, draft.get());
        }
      }
    }
  }

  private void read(Graph.Sentence sentence, Graph.Node problem, FactDraft draft) {
    for (Graph.Node drug : List.copyOf(sentence.nodes)) {
      boolean before = problem.end <= drug.first;
      boolean apart = before || drug.end <= problem.first;
      if (drug.type == MentionType.MEDICATION && apart) {
        int from = before ? problem.end : drug.end;
        int to = before ? drug.first : problem.first;
        boolean other = others.contains(graph.lower(sentence, drug.end));
        Optional<Link> link =
            CUES.stream()
                .filter(c -> c.problemFirst() == before && !(before && other))
                .filter(c -> !c.reaction() || isReaction(problem))
                .flatMap(c -> link(sentence, c, from, to).stream())
                .findFirst();
        Optional<FactDraft> suspect = link.flatMap(c -> given(drug));
        if (suspect.isPresent()) {
          add(draft, problem, suspect.get(), drug, link.get().rule());
          if (link.get().hedged()) {
            note(draft, problem, graph.words(link.get().first(), before ? drug.end : problem.end));
          }
        }
      }
    }
    named(sentence, problem).ifPresent(drug -> add(draft, problem, drug, problem, "induced"));
  }

  // "[rash], which may have been caused by [amoxicillin]": behind the cue only an article, before
  // it only verbs and what leaves the cause open.
  private Optional<Link> link(Graph.Sentence sentence, Cue cue, int from, int to) {
    int first = from;
    while (first < to && leads.contains(graph.token(first).lower())) {
      first++;
    }
    boolean hedged = cue.hedged();
    for (int i = from; i <= to; i++) {
      int end = cue.pattern().end(graph, sentence, i);
      boolean fits =
          end > i
              && end <= to
              && to - end <= MOST_ARTICLES
              && IntStream.range(end, to).allMatch(j -> articles.contains(graph.token(j).lower()));
      if (fits) {
        return Optional.of(new Link(cue.id(), Math.min(first, i), hedged));
      }
      String word = graph.lower(sentence, i);
      hedged |= hedges.contains(word);
      if (!leads.contains(word) && !hedges.contains(word)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isReaction(Graph.Node problem) {
    return reactions.contains(graph.token(problem.end - 1).lower());
  }

  // "isoniazid-induced hepatitis" of a patient who has had isoniazid.
  private Optional<FactDraft> named(Graph.Sentence sentence, Graph.Node problem) {
    for (int i = sentence.first + 1; i < problem.end - 1; i++) {
      boolean cause = induced.contains(graph.token(i).lower()) && i + 1 >= problem.first;
      if (cause) {
        int name = graph.token(i - 1).lower().equals("-") ? i - 2 : i - 1;
        String word = graph.lower(sentence, name);
        return facts.drafts().stream()
            .filter(draft -> isGiven(draft) && draft.concept.text().equalsIgnoreCase(word))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private Optional<FactDraft> given(Graph.Node drug) {
    String words = graph.words(drug);
    return facts
        .about(drug)
        .flatMap(this::kept)
        .or(
            () ->
                facts.drafts().stream()
                    .filter(draft -> draft.concept.text().equalsIgnoreCase(words))
                    .filter(AdverseEventFacts::isGiven)
                    .findFirst())
        .filter(AdverseEventFacts::isGiven);
  }

  private static boolean isGiven(FactDraft draft) {
    return draft.kind == FactKind.MEDICATION
        && draft.assertion == Assertion.PRESENT
        && draft.medicationStatus != MedicationStatus.NOT_TAKEN;
  }

  // The draft that stands for it now.
  private Optional<FactDraft> kept(FactDraft draft) {
    if (facts.drafts().contains(draft)) {
      return Optional.of(draft);
    }
    boolean drug = draft.kind == FactKind.MEDICATION;
    return facts.drafts().stream()
        .filter(other -> drug == (other.kind == FactKind.MEDICATION))
        .filter(other -> drug || isProblem(other))
        .filter(other -> isSame(other.concept, draft.concept))
        .findFirst();
  }

  private static boolean isProblem(FactDraft draft) {
    return draft.kind == FactKind.DIAGNOSIS || draft.kind == FactKind.FINDING;
  }

  private static boolean isSame(Concept one, Concept other) {
    return one.text().equalsIgnoreCase(other.text())
        || one.codes().stream().anyMatch(other.codes()::contains);
  }

  private Optional<FactDraft> event(FactDraft problem) {
    return facts.drafts().stream()
        .filter(draft -> draft.kind == FactKind.ADVERSE_EVENT)
        .filter(draft -> isSame(draft.concept, problem.concept))
        .findFirst();
  }

  private void note(FactDraft problem, Graph.Node head, String words) {
    event(problem).filter(event -> event.head == head).ifPresent(event -> event.notes.add(words));
  }

  private void add(
      FactDraft problem, Graph.Node head, FactDraft drug, Graph.Node cause, String rule) {
    FactDraft event =
        event(problem)
            .orElseGet(
                () -> {
                  FactDraft made =
                      facts.draft(
                          FactKind.ADVERSE_EVENT, problem.concept, head, "adverse-event-" + rule);
                  made.severity = problem.severity;
                  return made;
                });
    event.suspects.add(drug);
    facts.quote(event, List.of(cause));
  }
}
