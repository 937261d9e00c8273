package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums, against the list of all labellings. */
class LatticeTest {
  private static final Transitions RULES = Chains.THREE;

  @Test
  void sumsAndProbabilitiesAreThoseOfAllLabellings() {
    Random random = new Random(3);
    Lattice lattice = new Lattice(RULES);
    for (int length = 1; length <= 5; length++) {
      double[] scores = Chains.random(random, length * 3);
      double[] weights = Chains.random(random, RULES.size());
      var factors = new Transitions.Factors(RULES, weights, 0);
      lattice.compute(scores, length, factors);
      double[] mass = new double[length * 3];
      double[] pairs = new double[RULES.size()];
      double z = 0;
      for (int[] path : Chains.paths(RULES, length)) {
        double p = Math.exp(Chains.score(RULES, scores, weights, path));
        z += p;
        for (int t = 0; t < length; t++) {
          mass[t * 3 + path[t]] += p;
          if (t > 0) {
            pairs[RULES.find(path[t - 1], path[t])] += p;
          }
        }
      }
      double[] expected = new double[3 * 3];
      lattice.addPairs(expected);
      assertThat(lattice.logZ()).isCloseTo(Math.log(z), within(1e-9));
      for (int i = 0; i < mass.length; i++) {
        assertThat(lattice.probability(i / 3, i % 3)).isCloseTo(mass[i] / z, within(1e-9));
      }
      for (int k = 0; k < pairs.length; k++) {
        int first = RULES.from(k);
        int second = RULES.to(k);
        double uses = expected[first * 3 + second] * factors.get(k);
        assertThat(uses).isCloseTo(pairs[k] / z, within(1e-9));
      }
    }
  }

  @Test
  void longSequencesNeitherOverflowNorVanish() {
    int length = 20_000;
    double[] scores = new double[length * 3];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i % 3 == 0 ? 900 : -900;
    }
    Lattice lattice = new Lattice(RULES);
    lattice.compute(scores, length, new Transitions.Factors(RULES, new double[RULES.size()], 0));
    assertThat(lattice.logZ()).isCloseTo(900.0 * length, within(1e-3));
    assertThat(lattice.probability(length / 2, 0)).isCloseTo(1, within(1e-9));
  }
}
