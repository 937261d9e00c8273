package org.case2fhir;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.mention.Evaluation;
import org.case2fhir.mention.Evaluation.Score;

/**
 * How well a model finds mentions: overlapping spans count in precision, recall and F1, equal ones
 * in exact F1.
 *
 * @param groups what a case is made of
 * @param types each type of mention
 * @param meanF1 of the groups
 * @param meanExactF1 of the groups
 */
public record ModelQuality(List<Row> groups, List<Row> types, double meanF1, double meanExactF1) {
  public ModelQuality {
    groups = List.copyOf(groups);
    types = List.copyOf(types);
  }

  /**
   * One line of the table.
   *
   * @param name of the group or type
   * @param gold mentions that people marked
   * @param found mentions that the model found
   */
  public record Row(
      String name,
      int gold,
      int found,
      double precision,
      double recall,
      double f1,
      double exactF1) {
    private static Row of(String name, Score score) {
      return new Row(
          name,
          score.gold(),
          score.found(),
          score.precision(),
          score.recall(),
          score.f1(),
          score.exactF1());
    }
  }

  static ModelQuality of(Evaluation evaluation) {
    List<Row> groups = new ArrayList<>();
    evaluation.groups().forEach((group, score) -> groups.add(Row.of(group.name(), score)));
    List<Row> types = new ArrayList<>();
    evaluation.types().forEach((type, score) -> types.add(Row.of(type.label(), score)));
    return new ModelQuality(groups, types, evaluation.meanF1(), evaluation.meanExactF1());
  }
}
