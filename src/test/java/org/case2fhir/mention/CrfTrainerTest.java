package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.case2fhir.mention.CrfTrainer.Sequence;
import org.case2fhir.mention.TaggerTrainer.TrainingOptions;
import org.junit.jupiter.api.Test;

class CrfTrainerTest {
  private static final List<Sequence> SEQUENCES = Chains.sequences(60, 1);

  @Test
  void gradientIsTheSlopeOfTheLikelihood() {
    CrfTrainer.Parameters parameters = CrfTrainer.Parameters.of(SEQUENCES, Chains.THREE, 1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      CrfTrainer.Likelihood likelihood =
          new CrfTrainer.Likelihood(SEQUENCES, parameters, Chains.THREE, threads);
      double[] point = Chains.random(new Random(2), parameters.size);
      double[] gradient = new double[point.length];
      likelihood.evaluate(point, gradient);
      double[] ignored = new double[point.length];
      for (int i = 0; i < point.length; i++) {
        double[] up = point.clone();
        double[] down = point.clone();
        up[i] += 1e-5;
        down[i] -= 1e-5;
        double rise = likelihood.evaluate(up, ignored) - likelihood.evaluate(down, ignored);
        assertThat(gradient[i]).as("weight " + i).isCloseTo(rise / 2e-5, within(1e-4));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void learnsWhatFeaturesTellAndForgetsWhatTheyDoNot() {
    CrfModel model = train(new TrainingOptions(1, 0.5, 0.01, 100, 1, 2));
    assertThat(Chains.labels(model, new long[][] {{0, 10}, {0, 11}, {0, 12}}))
        .containsExactly(0, 1, 2);
    assertThat(Chains.labels(model, new long[][] {{999}})).hasSize(1);
    // A label that only goes on is never first, whatever the features tell.
    assertThat(Chains.labels(model, new long[][] {{0, 12}})[0]).isNotEqualTo(2);
    CrfModel sparse = train(new TrainingOptions(1, 20, 0.01, 100, 1, 2));
    assertThat(sparse.size()).isLessThan(model.size());
  }

  @Test
  void penaltiesReachTheMinimumOfAKnownFunction() {
    // (x - 3)² + |x| is least at 2.5; (y - 0.2)² + |y| at 0.
    double[] point = {0, 1};
    OwlQn.Objective squares =
        (at, gradient) -> {
          gradient[0] = 2 * (at[0] - 3);
          gradient[1] = 2 * (at[1] - 0.2);
          return (at[0] - 3) * (at[0] - 3) + (at[1] - 0.2) * (at[1] - 0.2);
        };
    new OwlQn(squares, 1, 0).minimise(point, 200, step -> {});
    assertThat(point[0]).isCloseTo(2.5, within(1e-2));
    assertThat(point[1]).isZero();
  }

  @Test
  void threadsDoNotChangeTheModel() throws IOException {
    byte[] one = bytes(train(new TrainingOptions(1, 0.2, 0.3, 30, 2, 1)));
    byte[] four = bytes(train(new TrainingOptions(1, 0.2, 0.3, 30, 2, 4)));
    assertThat(four).isEqualTo(one);
  }

  @Test
  void modelsSurviveWritingAndReading() throws IOException {
    CrfModel model = train(TrainingOptions.DEFAULT);
    byte[] bytes = bytes(model);
    CrfModel read = CrfModel.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    assertThat(bytes(read)).isEqualTo(bytes);
    for (Sequence sequence : SEQUENCES) {
      assertThat(read.scores(sequence.features())).isEqualTo(model.scores(sequence.features()));
    }
  }

  @Test
  void damagedModelsAreRefusedOrAtLeastReadable() throws IOException {
    byte[] bytes = bytes(train(TrainingOptions.DEFAULT));
    for (int cut = 0; cut < bytes.length; cut += 7) {
      byte[] part = Arrays.copyOf(bytes, cut);
      assertThatThrownBy(() -> CrfModel.read(new DataInputStream(new ByteArrayInputStream(part))))
          .isInstanceOf(IOException.class);
    }
    Random random = new Random(4);
    for (int i = 0; i < 500; i++) {
      byte[] wrong = bytes.clone();
      wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        CrfModel read = CrfModel.read(new DataInputStream(new ByteArrayInputStream(wrong)));
        Chains.labels(read, SEQUENCES.get(0).features());
      } catch (IOException e) {
        assertThat(e).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void impossibleLabelsAreRefused() {
    Sequence wrong = new Sequence(new long[][] {{1}}, new int[] {2});
    CrfTrainer trainer = new CrfTrainer(Chains.THREE, TrainingOptions.DEFAULT);
    assertThatThrownBy(() -> trainer.train(List.of(wrong), step -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CrfModel train(TrainingOptions options) {
    return new CrfTrainer(Chains.THREE, options).train(SEQUENCES, step -> {});
  }

  private static byte[] bytes(CrfModel model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
