package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;

/**
 * Tells what is done from what is found, by the words around it: "a traumatic amputation" and a
 * treatment that was shown are findings, a device that was placed and letters that were performed
 * are procedures.
 */
final class ProcedureMentions {
  private static final int NEAR = 4;
  private static final int INJURY_SIGHT = 9;
  private static final Set<String> SHOW_VERBS = TokenPattern.wordClass("show");
  private static final Set<String> RECESSES = TokenPattern.wordClass("body-recess");
  private static final TokenPattern DRAINED =
      TokenPattern.of("<drainage-noun> of <article>? <drained>");
  private static final TokenPattern TYPED_DISSECTION =
      TokenPattern.of("type (a|b|1|2|3|i|ii|iii) (aortic|acute)? dissection");
  private static final TokenPattern INDUCED_ARREST =
      TokenPattern.of("(hypothermic|cardioplegic) (circulatory|cardiac)? arrest");
  private static final Set<String> RECEIVING = TokenPattern.wordClass("receiving-verb");
  private static final int LONGEST_TYPE = 4;
  private static final int NEAR_SENTENCES = 50;
  private static final Set<String> UNDERGOING = TokenPattern.wordClass("undergo-verb");
  private static final Set<String> UNEVENTFUL = TokenPattern.wordClass("uneventful");
  private static final Set<String> SHOWN = TokenPattern.wordClass("shown-or-had");
  private static final Set<String> HAD = TokenPattern.wordClass("have");
  private static final Set<String> INJURY_ACTS = TokenPattern.wordClass("injury-or-act");
  private static final Set<String> TRAUMATIC = TokenPattern.wordClass("traumatic");
  private static final Set<String> INJURY_EXTENTS = TokenPattern.wordClass("injury-extent");
  private static final Set<String> INJURIES = TokenPattern.wordClass("injury-noun");
  private static final Set<String> TREATED = TokenPattern.wordClass("treated-verb");
  private static final Set<String> RESECTIONS = TokenPattern.wordClass("resection-noun");
  private static final Set<String> TRACERS = TokenPattern.wordClass("tracer-name");
  private static final Set<String> HAVE = TokenPattern.wordClass("finite-have");
  private static final Set<String> TREATED_BY = TokenPattern.wordClass("treated-by");
  private static final Set<String> DECIDED = TokenPattern.wordClass("decided-participle");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> PERFORMING = TokenPattern.wordClass("testing-participle");
  private static final Set<String> LINK_VERBS = TokenPattern.wordClass("link-verb");
  private static final Set<String> CARE = TokenPattern.wordClass("care-noun");
  private static final Set<String> OPERATIONS = TokenPattern.wordClass("operation-noun");
  private static final Set<String> OPERATION_ENDINGS = TokenPattern.wordClass("operation-ending");
  private static final Set<String> TREATMENT_LETTERS = TokenPattern.wordClass("treatment-letters");
  private static final Set<String> SESSIONS = TokenPattern.wordClass("treatment-session");
  private static final Set<String> PLEURAL = TokenPattern.wordClass("pleural-word");
  private static final Set<String> PLEURAL_ACTS = TokenPattern.wordClass("pleural-act");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> GROWTHS = TokenPattern.wordClass("foreign-growth");
  private static final Set<String> PLACING = TokenPattern.wordClass("placing-verb");

  private final Gazetteer names;
  private final GenericTerms generic = GenericTerms.builtIn();

  ProcedureMentions(Gazetteer names) {
    this.names = names;
  }

  // A device that was placed, and what is named like an operation, are procedures.
  void retypeByUse(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      // "peritoneal implants" are what grows there, and no device
      boolean growth =
          node.isTreatment()
              && DeviceNames.singular(graph.last(node).lower()).equals("implant")
              && GROWTHS.contains(graph.lower(sentence, node.end - 2));
      if (growth) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "growth");
        continue;
      }
      if (node.isTreatment() && isInjury(graph, sentence, node)) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "injury");
        continue;
      }
      if (node.isTreatment() && isTypedDissection(graph, sentence, node)) {
        graph.retype(node, MentionType.DISEASE_DISORDER, "typed-dissection");
        continue;
      }
      // "sacro-iliitis" as a part of the body
      if (node.is(MentionType.BIOLOGICAL_STRUCTURE)
          && IntStream.range(node.first, node.end)
              .noneMatch(i -> PREPOSITIONS.contains(graph.token(i).lower()))
          && generic.isDiseaseName(graph.words(node))) {
        graph.retype(node, MentionType.DISEASE_DISORDER, "named-like-disease");
        continue;
      }
      boolean mistaken = node.isProblem() || node.is(MentionType.MEDICATION);
      String last = graph.token(node.end - 1).lower();
      if (isLettersOfTreatment(graph, sentence, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "letters-of-treatment");
        continue;
      }
      if (mistaken && isInducedArrest(graph, sentence, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "induced-arrest");
        continue;
      }
      // "pleurodesis" that no vocabulary knows, "thoracentesis" that it knows as what is done
      boolean ending = OPERATION_ENDINGS.stream().anyMatch(last::endsWith);
      boolean known =
          names
              .domain(graph, node.first, node.end)
              .filter(domain -> !ending || domain != Domain.PROCEDURE)
              .isPresent();
      if (!mistaken || known) {
        continue;
      }
      boolean placed =
          DEVICES.contains(last)
              && LINK_VERBS.contains(graph.lower(sentence, node.end))
              && PLACING.contains(graph.lower(sentence, node.end + 1));
      boolean named =
          placed || CARE.contains(last) || OPERATIONS.contains(last) && node.length() > 1;
      if (node.isProblem() && isCapitals(graph, node)) {
        retypeCapitals(graph, sentence, node);
      }
      if (ending || named && (node.isProblem() || CARE.contains(last))) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "named-like-operation");
      }
    }
  }

  // "a Stanford type A dissection": what the wall of a vessel has, and nothing that was done.
  private static boolean isTypedDissection(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return IntStream.range(Math.max(sentence.first, node.end - LONGEST_TYPE), node.end)
        .anyMatch(i -> TYPED_DISSECTION.end(graph, sentence, i) == node.end);
  }

  // "[deep hypothermic circulatory arrest]": surgeons stop the heart; nobody's heart stopped.
  private static boolean isInducedArrest(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return IntStream.range(Math.max(sentence.first, node.first - 2), node.end)
        .anyMatch(i -> INDUCED_ARREST.end(graph, sentence, i) == node.end);
  }

  // "received [ECT] and lithium", "12 sessions of [ECT]": electroconvulsive therapy; the emission
  // tomography of the same letters shows something.
  private static boolean isLettersOfTreatment(
      Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean letters = node.length() == 1 && TREATMENT_LETTERS.contains(graph.lower(node));
    boolean counted =
        graph.lower(sentence, node.first - 1).equals("of")
            && SESSIONS.contains(graph.lower(sentence, node.first - 2));
    return letters
        && (node.isProblem() || node.is(MentionType.MEDICATION) || node.isTest() && counted);
  }

  // "a traumatic amputation", "a wound of the thumb with partial amputation": what happened, and
  // nothing that was done.
  private static boolean isInjury(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (!INJURY_ACTS.contains(graph.last(node).lower())) {
      return false;
    }
    int back = node.end - 2;
    while (back >= sentence.first
        && !TRAUMATIC.contains(graph.token(back).lower())
        && (back >= node.first || INJURY_EXTENTS.contains(graph.token(back).lower()))) {
      back--;
    }
    int lead = back;
    if (TRAUMATIC.contains(graph.lower(sentence, lead))) {
      return true;
    }
    return graph.lower(sentence, lead).equals("with")
        && sentence.nodes.stream()
            .filter(n -> n.isProblem() && n.end <= lead && lead - n.first <= INJURY_SIGHT)
            .anyMatch(n -> INJURIES.contains(graph.last(n).lower()));
  }

  private static boolean isPleural(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return IntStream.range(node.first - 1, node.end)
        .anyMatch(i -> PLEURAL.contains(graph.lower(sentence, i)));
  }

  // "PNL was indicated and performed", "repeat MDCT": letters that no vocabulary knows are what was
  // done with them, and no disease.
  private static void retypeCapitals(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int at = node.end;
    if (LINK_VERBS.contains(graph.lower(sentence, at))) {
      at++;
      while (JOINERS.contains(graph.lower(sentence, at))
          || DECIDED.contains(graph.lower(sentence, at))) {
        at++;
      }
      if (PERFORMING.contains(graph.lower(sentence, at))) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "letters-performed");
        return;
      }
    }
    // "Underwent UGH ... a history of UGH": a disease elsewhere.
    List<Graph.Sentence> all = graph.sentences();
    int from = Math.max(0, sentence.index - NEAR_SENTENCES);
    int end = Math.min(all.size(), sentence.index + NEAR_SENTENCES);
    boolean act =
        isUndergone(graph, sentence, node)
            && all.subList(from, end).stream()
                .allMatch(
                    near ->
                        near.nodes.stream()
                            .filter(Graph.Node::isProblem)
                            .filter(other -> graph.words(other).equals(graph.words(node)))
                            .allMatch(other -> isUndergone(graph, near, other)));
    if (act) {
      graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "letters-undergone");
      return;
    }
    if (node.isProblem() && isReceived(graph, sentence, node)) {
      graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "letters-received");
      return;
    }
    // "MR" is mitral regurgitation, too.
    if (graph.words(node).length() > 3 && StudyKind.of(graph, node).isPresent()) {
      graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "letters-of-study");
    }
  }

  // "underwent an MPI", "two sessions of PDT"
  private static boolean isUndergone(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int before = node.first - 1;
    while (ARTICLES.contains(graph.lower(sentence, before))) {
      before--;
    }
    return UNDERGOING.contains(graph.lower(sentence, before))
        || graph.lower(sentence, before).equals("of")
            && SESSIONS.contains(graph.lower(sentence, before - 1));
  }

  // "received [PBT] at a dose of", "received DBS, which": nobody receives a disease; "received ITP
  // treatment" is what was given for one.
  private static boolean isReceived(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String next = graph.lower(sentence, node.end);
    return RECEIVING.contains(graph.lower(sentence, node.first - 1))
        && (next.isEmpty()
            || !Character.isLetterOrDigit(next.charAt(0)) && !next.startsWith("-")
            || PREPOSITIONS.contains(next));
  }

  private static boolean isCapitals(Graph graph, Graph.Node node) {
    String word = graph.words(node);
    return node.length() == 1
        && word.length() > 1
        && word.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
  }

  // "CT revealed an anastomosis", "he had asynchrony": what is shown or had is a finding, unless
  // the vocabulary knows it as something that is done.
  void retypeShown(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type != MentionType.THERAPEUTIC_PROCEDURE || !node.origin.equals("tagger")) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && node.first - at <= NEAR && isDescription(graph, at)) {
        at--;
      }
      String verb = graph.lower(sentence, at);
      boolean known = names.domain(graph.words(node)).isPresent();
      boolean named = generic.isProcedureName(graph.lower(node));
      boolean shown = SHOWN.contains(verb);
      if (shown && !known && !named && (!HAD.contains(verb) || node.length() == 1)) {
        graph.retype(node, MentionType.SIGN_SYMPTOM, "shown");
      }
    }
  }

  private static boolean isDescription(Graph graph, int token) {
    return ARTICLES.contains(graph.token(token).lower())
        || graph
            .nodeAt(token)
            .filter(n -> n.is(MentionType.DETAILED_DESCRIPTION, MentionType.SEVERITY))
            .isPresent();
  }

  // "drainage of the [pacemaker pocket]": where, and nothing that is done.
  static void retypeRecesses(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.type == MentionType.THERAPEUTIC_PROCEDURE
          && node.length() > 1
          && RECESSES.contains(graph.last(node).lower())) {
        graph.retype(node, MentionType.BIOLOGICAL_STRUCTURE, "recess");
      }
    }
  }

  // "an [uneventful clipping]", "the [drainage] of ascites" is an operation, and no finding.
  void retypeUneventful(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String last = graph.last(node).lower();
      boolean operation =
          OPERATIONS.contains(last) || OPERATION_ENDINGS.stream().anyMatch(last::endsWith);
      boolean drained = DRAINED.end(graph, sentence, node.first) > 0;
      // "bullectomy and pleural [abrasion]": a pleura is abraded by a surgeon.
      if (node.isProblem() && PLEURAL_ACTS.contains(last) && isPleural(graph, sentence, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "pleural-act");
        int first =
            PLEURAL.contains(graph.lower(sentence, node.first - 1)) ? node.first - 1 : node.first;
        graph.nodeAt(first).filter(site -> site != node).ifPresent(graph::remove);
        graph.resize(node, first, node.end, "pleural-act");
        continue;
      }
      // "a stroke treated with [thrombolysis]"
      boolean treats =
          TREATED_BY.contains(graph.lower(sentence, node.first - 1))
              && TREATED.contains(graph.lower(sentence, node.first - 2));
      if (node.isProblem() && treats && !isKnownProblem(graph, node)) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "treated-with");
        continue;
      }
      if (!node.isProblem() || !operation && !drained) {
        continue;
      }
      if (node.length() > 1 && UNEVENTFUL.contains(graph.token(node.first).lower())) {
        graph.resize(node, node.first + 1, node.end, "uneventful");
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "uneventful");
      } else if (UNEVENTFUL.contains(graph.lower(sentence, node.first - 1)) || drained) {
        graph.retype(node, MentionType.THERAPEUTIC_PROCEDURE, "uneventful");
      }
    }
  }

  private boolean isKnownProblem(Graph graph, Graph.Node node) {
    return names
        .domain(graph, node.first, node.end)
        .map(Gazetteer::type)
        .filter(type -> type == MentionType.DISEASE_DISORDER || type == MentionType.SIGN_SYMPTOM)
        .isPresent();
  }

  // "CT showed complete [tumor] resection": what was taken out is not seen any more.
  static void joinShownResection(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.end >= sentence.end) {
        continue;
      }
      Optional<Graph.Node> act =
          graph
              .nodeAt(node.end)
              .filter(next -> next.type == MentionType.THERAPEUTIC_PROCEDURE)
              .filter(next -> next.sentence == node.sentence && next.first == node.end);
      if (!node.isProblem()
          || act.isEmpty()
          || !RESECTIONS.contains(graph.last(act.get()).lower())) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && isDescription(graph, at)) {
        at--;
      }
      if (SHOW_VERBS.contains(graph.lower(sentence, at))
          && !HAD.contains(graph.lower(sentence, at))) {
        int first = at + 1;
        while (first < node.first && ARTICLES.contains(graph.token(first).lower())) {
          first++;
        }
        int from = first;
        Graph.Node seen = act.get();
        List.copyOf(sentence.nodes).stream()
            .filter(other -> other != seen && other.overlaps(from, seen.end))
            .forEach(graph::remove);
        graph.resize(seen, from, seen.end, "shown-resection");
        graph.retype(seen, MentionType.SIGN_SYMPTOM, "shown-resection");
      }
    }
  }

  // "[DMSA] has confirmed a small kidney": the scan that is named by its tracer.
  static void retypeTracers(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      int verb = HAVE.contains(graph.lower(sentence, node.end)) ? node.end + 1 : node.end;
      if ((node.isTreatment() || node.isProblem())
          && TRACERS.contains(graph.last(node).lower())
          && SHOW_VERBS.contains(graph.lower(sentence, verb))) {
        graph.retype(node, MentionType.DIAGNOSTIC_PROCEDURE, "tracer");
      }
    }
  }
}
