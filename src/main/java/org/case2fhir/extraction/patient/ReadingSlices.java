package org.case2fhir.extraction.patient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/** Cuts the reading of a passage into those of its sentences, in linear time. */
final class ReadingSlices {
  private ReadingSlices() {}

  static List<PassageReading> of(PassageReading reading) {
    Map<Integer, List<Relation>> relations = new HashMap<>();
    for (Relation relation : reading.relations()) {
      relations
          .computeIfAbsent(relation.head().span().start(), start -> new ArrayList<>())
          .add(relation);
    }
    List<PassageReading> slices = new ArrayList<>();
    int next = 0;
    for (Sentence sentence : reading.sentences()) {
      List<Mention> mentions = new ArrayList<>();
      while (next < reading.mentions().size()
          && reading.mentions().get(next).span().start() < sentence.span().end()) {
        Mention mention = reading.mentions().get(next++);
        if (isIn(mention.span(), sentence.span())) {
          mentions.add(mention);
        }
      }
      slices.add(slice(reading, sentence, mentions, relations));
    }
    return slices;
  }

  private static boolean isIn(Span inner, Span outer) {
    return inner.start() >= outer.start() && inner.end() <= outer.end();
  }

  private static PassageReading slice(
      PassageReading reading,
      Sentence sentence,
      List<Mention> mentions,
      Map<Integer, List<Relation>> relations) {
    Map<Mention, Context> contexts = new HashMap<>();
    List<Relation> own = new ArrayList<>();
    for (Mention mention : mentions) {
      contexts.put(mention, reading.contexts().getOrDefault(mention, Context.PLAIN));
      for (Relation relation : relations.getOrDefault(mention.span().start(), List.of())) {
        if (relation.head().equals(mention) && isIn(relation.detail().span(), sentence.span())) {
          own.add(relation);
        }
      }
    }
    return new PassageReading(reading.passage(), List.of(sentence), mentions, contexts, own);
  }
}
