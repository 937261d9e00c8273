package org.case2fhir.mention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.case2fhir.model.Span;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares with what the script that teaches the model computed from the same weights. */
class TransformerEncoderTest {
  /** Of the scores of the stored sentences; changes with the weights only. */
  private static final String SCORES_SHA256 =
      "9c811f112d609ea57771840405786851e8c5e559396929e5f30b016e148755f6";

  private static byte[] weights;
  private static TransformerTagger tagger;

  /** A sentence with the tokens and the scores that the script found. */
  private record Stored(String text, List<Span> tokens, List<double[]> scores) {
    List<Sentence> sentences() {
      return List.of(new Sentence(new Span(0, text.length()), List.of()));
    }
  }

  @BeforeAll
  static void readWeights() throws IOException {
    weights = resource("case-reports-transformer.model");
    tagger = TransformerTagger.read(new ByteArrayInputStream(weights));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TransformerEncoderTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static List<Stored> stored() throws IOException {
    List<Stored> sentences = new ArrayList<>();
    String all = new String(resource("transformer-scores.tsv"), StandardCharsets.UTF_8);
    for (String line : all.split("\n")) {
      String[] cells = line.split("\t");
      if (cells[0].isEmpty()) {
        double[] row =
            Arrays.stream(cells[1].split(" ")).mapToDouble(Double::parseDouble).toArray();
        sentences.get(sentences.size() - 1).scores().add(row);
      } else {
        sentences.add(new Stored(cells[0], spans(cells[1]), new ArrayList<>()));
      }
    }
    return sentences;
  }

  private static List<Span> spans(String numbers) {
    int[] ends = Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < ends.length; i += 2) {
      spans.add(new Span(ends[i], ends[i + 1]));
    }
    return spans;
  }

  @Test
  void tokensAreThoseOfTheScript() throws IOException {
    assertThat(stored()).hasSizeGreaterThan(5);
    for (Stored sentence : stored()) {
      assertThat(WordPieces.tokens(sentence.text(), new Span(0, sentence.text().length())))
          .isEqualTo(sentence.tokens());
    }
  }

  @Test
  void scoresAreThoseOfTheScript() throws IOException {
    for (Stored sentence : stored()) {
      List<float[]> scores = tagger.scores(sentence.text(), sentence.sentences());
      assertThat(scores).hasSameSizeAs(sentence.tokens());
      for (int i = 0; i < scores.size(); i++) {
        for (int label = 0; label < scores.get(i).length; label++) {
          assertThat((double) scores.get(i)[label])
              .isCloseTo(sentence.scores().get(i)[label], within(1e-4));
        }
      }
    }
  }

  @Test
  void scoresAreTheSameBitsEverywhere() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Stored sentence : stored()) {
      for (float[] row : tagger.scores(sentence.text(), sentence.sentences())) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * row.length);
        bytes.asFloatBuffer().put(row);
        digest.update(bytes.array());
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(SCORES_SHA256);
  }

  @Test
  void weightsTakeLittleRoom() {
    assertThat(weights.length).isLessThan(20_000_000);
  }

  @Test
  void damagedWeightsAreRefused() {
    for (int cut : new int[] {0, 3, 39, 44, 60, weights.length / 2, weights.length - 1}) {
      assertRefused(Arrays.copyOf(weights, cut));
    }
    for (int at : new int[] {0, 5, 9, 21, 45, 100_000, weights.length / 2, weights.length - 1}) {
      byte[] changed = weights.clone();
      changed[at] ^= 0x10;
      assertRefused(changed);
    }
    assertRefused(Arrays.copyOf(weights, weights.length + 1));
  }

  @Test
  void sizesThatDoNotFitAreRefusedThoughTheChecksumFits() {
    for (int at = 8; at < 40; at += 4) {
      for (int number : new int[] {-1, 0, 1, 7, 1000, 1 << 18, Integer.MAX_VALUE}) {
        ByteBuffer changed = ByteBuffer.wrap(weights.clone());
        changed.putInt(at, number);
        CRC32 checksum = new CRC32();
        checksum.update(changed.array(), 0, weights.length - 4);
        changed.putInt(weights.length - 4, (int) checksum.getValue());
        // A changed number of heads or of context may still fit.
        if (at == 12 || at == 28) {
          assertThatCode(() -> readOrRefuse(changed.array())).doesNotThrowAnyException();
        } else {
          assertRefused(changed.array());
        }
      }
    }
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      TransformerTagger.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("weights");
    }
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> TransformerTagger.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class);
  }
}
