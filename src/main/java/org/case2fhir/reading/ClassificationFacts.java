package org.case2fhir.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Stages, grades and classes: "Ann Arbor stage IV", "WHO grade II", "NYHA class III", "T2N1M0".
 * Their names are rows of {@code classifications.tsv}.
 */
final class ClassificationFacts {
  private static final TokenPattern.Index<TokenPattern> NAMES =
      new TokenPattern.Index<>(
          RuleTable.builtIn("classifications.tsv").rows().stream()
              .map(row -> TokenPattern.of(row.get("name")))
              .toList(),
          Function.identity());
  private static final Pattern LEVEL =
      Pattern.compile("(?:i{1,3}|iv|vi{0,3}|[0-9])(?:[a-e]\\d?)?|[a-d]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECOND =
      Pattern.compile("(?:i{1,3}|iv|vi{0,3}|[0-9])[a-e]?|[a-e]", Pattern.CASE_INSENSITIVE);
  private static final Pattern TNM =
      Pattern.compile(
          "[cpyru]{0,2}T(?:[0-4x]|is)[a-d]?(?:N[0-3x][a-c]?)(?:M[01x][a-c]?)?\\w{0,4}"
              + "|[cpyru]{1,2}(?:T(?:[0-4x]|is)[a-d]?|N[0-3x][a-c]?)");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
  private static final Pattern IN_BRACKETS = Pattern.compile("\\s*[(\\[][^)\\]]*[)\\]]");
  private static final Pattern TUMOR = Pattern.compile("T(?:[0-4x]|is)[a-d]?");
  private static final Pattern NODES =
      Pattern.compile("[cpyru]{0,2}N[0-3x](?:[a-c]|mi)?(?:M[01x][a-c]?)?");
  private static final Pattern METASTASES = Pattern.compile("[cpyru]{0,2}M[01x][a-c]?");

  private static final Set<String> KINDS = TokenPattern.wordClass("kind-of-stage");
  private static final Set<String> STAGES = TokenPattern.wordClass("bare-stage");

  private final FactBuilder facts;
  private final Graph graph;
  private final Vocabulary vocabulary;

  private ClassificationFacts(FactBuilder facts, Vocabulary vocabulary) {
    this.facts = facts;
    this.graph = facts.graph();
    this.vocabulary = vocabulary;
  }

  /** Adds the facts of the account of the case. */
  static void read(FactBuilder facts, Vocabulary vocabulary) {
    ClassificationFacts reader = new ClassificationFacts(facts, vocabulary);
    facts.graph().sentences().stream().filter(Graph.Sentence::inCase).forEach(reader::read);
  }

  private void read(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      int end = nameEnd(sentence, i);
      if (end > i) {
        int value = valueStart(sentence, end);
        int last = valueEnd(sentence, value);
        if (last > value) {
          // "NYHA (New York Heart Association) class": the scale is named once.
          String name = IN_BRACKETS.matcher(graph.words(i, end)).replaceAll("");
          add(sentence, name, i, end, value, last);
          i = last - 1;
        }
      } else {
        int last = tnmEnd(sentence, i);
        if (last > i) {
          add(sentence, "TNM", i, last, i, last);
          i = last - 1;
        }
      }
    }
  }

  // "cT4 N0 M0", "T2, N1, M0", "pT1": up to the last part that is written.
  private int tnmEnd(Graph.Sentence sentence, int first) {
    if (!TNM.matcher(graph.token(first).text()).matches()
        && !TUMOR.matcher(graph.token(first).text()).matches()) {
      return -1;
    }
    int end = first + 1;
    for (Pattern part : List.of(NODES, METASTASES)) {
      int next = graph.lower(sentence, end).equals(",") ? end + 1 : end;
      if (next < sentence.end && part.matcher(graph.token(next).text()).matches()) {
        end = next + 1;
      }
    }
    boolean alone = end == first + 1 && !TNM.matcher(graph.token(first).text()).matches();
    return alone ? -1 : end;
  }

  private int nameEnd(Graph.Sentence sentence, int first) {
    int best = -1;
    for (TokenPattern name : NAMES.of(graph.token(first).lower())) {
      best = Math.max(best, name.end(graph, sentence, first));
    }
    return best;
  }

  private int valueStart(Graph.Sentence sentence, int at) {
    int i = at;
    while (i < sentence.end
        && i - at < 3
        && TokenPattern.wordClass("level-lead").contains(graph.token(i).lower())) {
      i++;
    }
    return i;
  }

  private int valueEnd(Graph.Sentence sentence, int at) {
    if (at >= sentence.end || !LEVEL.matcher(graph.token(at).text()).matches()) {
      return -1;
    }
    boolean article = graph.token(at).text().equals("a");
    if (article) {
      return -1;
    }
    int end = at + 1;
    String mark = graph.lower(sentence, end);
    boolean more = mark.equals("-") || mark.equals("–") || mark.equals("/") || mark.equals("+");
    boolean second =
        more && end + 1 < sentence.end && SECOND.matcher(graph.token(end + 1).text()).matches();
    boolean letter =
        end < sentence.end
            && graph.token(end).text().matches("[A-E]")
            && graph.token(end).span().start() - graph.token(at).span().end() <= 1;
    return second ? end + 2 : letter ? end + 1 : end;
  }

  // "CKD stage 3" is a disease of a stage: where its name ends.
  private int diseaseEnd(Graph.Sentence sentence, Graph.Node node, int first, int last) {
    int end = Math.min(node.end, last);
    while (node.isProblem()
        && end > node.first
        && !facts.coder().knows(Domain.CONDITION, graph.words(node.first, end), sentence)) {
      end--;
    }
    return node.isProblem() && end <= first + 1 ? end : 0;
  }

  // "[surgical] stage IA" names no disease.
  private boolean isKindOfStage(int from, int stage) {
    for (int i = from; i < stage; i++) {
      if (!KINDS.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return true;
  }

  // "Stage III [of] retinopathy", "dyspnea stage IV": a stage by itself says of nothing what it is.
  private String staged(Graph.Sentence sentence, int first, int last) {
    int behind = graph.lower(sentence, last).equals("of") ? last + 1 : last;
    return sentence.nodes.stream()
        .filter(Graph.Node::isProblem)
        .filter(node -> node.end == first || node.first == behind)
        .findFirst()
        .map(node -> graph.words(node.first, node.end) + " ")
        .orElse("");
  }

  private void add(Graph.Sentence sentence, String name, int first, int end, int value, int last) {
    boolean unreal = false;
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.overlaps(first, last)) {
        unreal |= node.has(Property.Value.HYPOTHETICAL) || !node.has(Property.Value.PATIENT);
        int named = diseaseEnd(sentence, node, first, last);
        if (named > node.first) {
          graph.resize(node, node.first, named, "classified");
        } else if (node.end <= last && isKindOfStage(node.first, first)) {
          graph.remove(node);
        }
      }
    }
    if (unreal) {
      return;
    }
    String named =
        STAGES.contains(name.toLowerCase(Locale.ROOT))
            ? staged(sentence, first, last) + name
            : name;
    Graph.Node head = graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 1, "classification");
    Concept scale = new Concept(named, vocabulary.find(Domain.TEST, named));
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, scale, head, "classification");
    draft.value = Optional.of(level(scale, graph.words(value, last)));
    draft.measurementCategory = MeasurementCategory.SURVEY;
    draft.evidence.clear();
    draft.evidence.add(graph.evidence(first, last));
  }

  // A known score is a number: "Gleason score 7".
  private Value level(Concept scale, String words) {
    List<Code> codes = vocabulary.findResult(scale.text(), words);
    if (!codes.isEmpty()) {
      return new Value.Coded(new Concept(words, codes));
    }
    boolean number = scale.isCoded() && NUMBER.matcher(words).matches();
    return number ? new Value.Measured(Amount.of(words, Unit.NONE)) : new Value.Words(words);
  }
}
