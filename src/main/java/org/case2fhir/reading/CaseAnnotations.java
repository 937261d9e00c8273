package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.Annotations;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.mention.MentionType;

/**
 * The mentions of the patients' sentences as annotations: Age, Sex, Condition, Finding, Medication,
 * Dose, Procedure, Test, Value; HasValue and HasDose between them; Assertion absent or possible.
 *
 * <p>Every mention stands here as it was found, whether it became a fact or not.
 */
public final class CaseAnnotations {
  private final List<TextBound> stretches = new ArrayList<>();
  private final List<Annotations.Relation> relations = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();

  private CaseAnnotations() {}

  /** The content of the annotation file of a document. */
  public static String write(SourceDocument document, List<ExtractedCase> cases) {
    CaseAnnotations writer = new CaseAnnotations();
    for (ExtractedCase read : cases) {
      Graph graph = read.graph();
      graph.sentences().stream()
          .filter(sentence -> sentence.first < sentence.end)
          .sorted(Comparator.comparingInt(s -> graph.original(s.first, s.first + 1).start()))
          .forEach(sentence -> writer.add(graph, sentence));
    }
    return new Annotations(writer.stretches, writer.relations, writer.attributes)
        .write(document.text());
  }

  private void add(Graph graph, Graph.Sentence sentence) {
    Map<Graph.Node, String> ids = new HashMap<>();
    for (Graph.Node node : sentence.nodes) {
      label(node.type)
          .ifPresent(
              label -> {
                String id = "T" + (stretches.size() + 1);
                ids.put(node, id);
                stretches.add(
                    new TextBound(id, label, List.of(graph.original(node.first, node.end))));
                assertion(node)
                    .ifPresent(word -> attributes.add(new Attribute("Assertion", id, word)));
              });
    }
    for (Graph.Node head : sentence.nodes) {
      for (Graph.Edge edge : head.edges) {
        String kind =
            switch (edge.relation()) {
              case VALUE -> "HasValue";
              case DOSE -> "HasDose";
              default -> "";
            };
        String detail = ids.get(edge.detail());
        if (edge.head() == head && !kind.isEmpty() && ids.containsKey(head) && detail != null) {
          relations.add(new Annotations.Relation(kind, ids.get(head), detail));
        }
      }
    }
  }

  private static Optional<String> label(MentionType type) {
    return switch (type) {
      case AGE -> Optional.of("Age");
      case SEX -> Optional.of("Sex");
      case DISEASE_DISORDER -> Optional.of("Condition");
      case SIGN_SYMPTOM -> Optional.of("Finding");
      case MEDICATION -> Optional.of("Medication");
      case DOSAGE -> Optional.of("Dose");
      case THERAPEUTIC_PROCEDURE -> Optional.of("Procedure");
      case DIAGNOSTIC_PROCEDURE -> Optional.of("Test");
      case LAB_VALUE -> Optional.of("Value");
      default -> Optional.empty();
    };
  }

  // What is said to be gone is no longer there where it is stated: absent, as annotators mark it.
  private static Optional<String> assertion(Graph.Node node) {
    return switch (node.get(Property.HOLDS)) {
      case ABSENT, REFUTED -> Optional.of("absent");
      case POSSIBLE -> Optional.of("possible");
      default -> node.has(Property.Value.RESOLVED) ? Optional.of("absent") : Optional.empty();
    };
  }
}
