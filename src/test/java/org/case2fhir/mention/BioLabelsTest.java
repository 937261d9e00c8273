package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BioLabelsTest {
  @Test
  void isTheBestPathWhereMentionsGoOnOnlyWhereTheyBegan() {
    List<MentionType> types = List.of(MentionType.AGE, MentionType.SEX, MentionType.MEDICATION);
    Transitions rules = new BioLabels(types).transitions();
    double[] free = new double[rules.size()];
    Random random = new Random(5);
    for (int length = 1; length < 5; length++) {
      for (int round = 0; round < 20; round++) {
        double[] scores = random.doubles(length * 7, -10, 0).toArray();
        assertThat(BioLabels.Path.find(scores, length, 7))
            .isEqualTo(Chains.best(rules, scores, free, length));
      }
    }
  }

  @Test
  void nothingGoesOnAtTheStart() {
    double[] goesOn = {-5, -5, 0, -5, -5, 0};
    assertThat(BioLabels.Path.find(goesOn, 2, 3)).containsExactly(1, 2);
  }
}
