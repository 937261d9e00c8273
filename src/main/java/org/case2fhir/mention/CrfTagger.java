package org.case2fhir.mention;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Finds mentions by a trained model. Immutable and safe for use by several threads; the same text
 * gives the same mentions.
 */
public final class CrfTagger implements MentionTagger {
  private static final String RESOURCE = "case-reports.model";
  private static final int MAGIC = 0x43324654;
  private static final int VERSION = 1;
  private static final int MOST_TYPES = 120;

  private final TokenFeatures features;
  private final BioLabels labels;
  private final CrfModel model;

  /** A tagger of these parts. */
  CrfTagger(TokenFeatures features, BioLabels labels, CrfModel model) {
    this.features = features;
    this.labels = labels;
    this.model = model;
  }

  /** The tagger that comes with the program, learned from published case reports. */
  public static CrfTagger builtIn() {
    return BuiltIn.TAGGER;
  }

  @Override
  public String kind() {
    return "fast";
  }

  /**
   * The mentions in a text, in the order of the text, not overlapping.
   *
   * @param sentences of the text
   */
  @Override
  public List<Mention> tag(String text, List<Sentence> sentences) {
    List<Mention> mentions = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      Sentence sentence = sentences.get(i);
      if (hasWord(text, sentence)) {
        long[][] keys = features.keys(text, sentences, i);
        mentions.addAll(labels.decode(sentence.tokens(), model.lattice(keys)::probability));
      }
    }
    return mentions;
  }

  // Marks alone name nothing.
  private static boolean hasWord(String text, Sentence sentence) {
    return sentence.tokens().stream()
        .anyMatch(token -> Character.isLetterOrDigit(text.codePointAt(token.start())));
  }

  /** The model as a file: the same bytes for the same tagger. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeByte(labels.types().size());
      for (MentionType type : labels.types()) {
        out.writeUTF(type.label());
      }
      features.write(out);
      model.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a model file.
   *
   * @throws IOException if it cannot be read, or is not a model of this version, or damaged
   */
  public static CrfTagger read(InputStream file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new GZIPInputStream(file, 1 << 16), 1 << 16))) {
      if (in.readInt() != MAGIC || in.readUnsignedByte() != VERSION) {
        throw new IOException("not a model of this version");
      }
      BioLabels labels = new BioLabels(readTypes(in));
      TokenFeatures features = TokenFeatures.read(in);
      CrfModel model = CrfModel.read(in);
      if (in.read() >= 0 || model.transitions().labels() != 1 + 2 * labels.types().size()) {
        throw new IOException("a damaged model");
      }
      return new CrfTagger(features, labels, model);
    }
  }

  private static List<MentionType> readTypes(DataInputStream in) throws IOException {
    int count = in.readUnsignedByte();
    if (count == 0 || count > MOST_TYPES) {
      throw new IOException("a damaged model");
    }
    List<MentionType> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(
          MentionType.find(in.readUTF())
              .orElseThrow(() -> new IOException("a model of unknown mentions")));
    }
    return types;
  }

  /** Read when it is first asked for. */
  private static final class BuiltIn {
    static final CrfTagger TAGGER = load();

    private static CrfTagger load() {
      try (InputStream in = CrfTagger.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("no model " + RESOURCE);
        }
        return read(in);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the model " + RESOURCE, e);
      }
    }
  }
}
