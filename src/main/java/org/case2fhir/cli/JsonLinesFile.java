package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.case2fhir.WholeFile;

/**
 * A file with the JSON of each input on a line, in their order. Until it is complete it lies beside
 * its place, where a later run may go on with it.
 */
final class JsonLinesFile implements AutoCloseable {
  private final WholeFile file;

  /** How many bytes hold. */
  private long end;

  /** Whether a line is missing because it could not be written. */
  private boolean broken;

  private JsonLinesFile(WholeFile file) {
    this.file = file;
  }

  /**
   * Begins the file.
   *
   * @throws IOException if nothing can be written there
   */
  static JsonLinesFile open(Path target) throws IOException {
    Path place = WholeFile.place(target);
    return new JsonLinesFile(
        WholeFile.resumable(place, place.resolveSibling("." + place.getFileName() + ".part")));
  }

  /** Where the record of the run that writes such a file is. */
  static Path record(Path target) {
    Path place = WholeFile.place(target);
    return place.resolveSibling("." + place.getFileName() + ".run.jsonl");
  }

  /** Where the next line begins, in bytes. */
  long end() {
    return end;
  }

  /**
   * Keeps lines of an earlier run.
   *
   * @return whether they are the next ones, and there
   * @throws IOException if nobody knows
   */
  boolean keep(long from, long to) throws IOException {
    if (from != end || to > file.length()) {
      return false;
    }
    end = to;
    return true;
  }

  /**
   * Adds a line. What an earlier run wrote from here on is cut off.
   *
   * @param json one value, on any number of lines
   * @throws IOException if it cannot be written
   */
  void add(byte[] json) throws IOException {
    byte[] line = line(json);
    try {
      file.cut(end);
      file.out().write(line);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
    end += line.length;
  }

  /** The same value without white space between its tokens, and with a line feed at its end. */
  private static byte[] line(byte[] json) {
    StringBuilder line = new StringBuilder(json.length);
    boolean inString = false;
    String text = new String(json, StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString && c == '\\') {
        line.append(c).append(text.charAt(++i));
        continue;
      }
      inString ^= c == '"';
      if (inString || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        line.append(c);
      }
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Puts the file in its place; without a line nothing changes.
   *
   * @throws IOException if it cannot be put there, or a line could not be written: a file without
   *     it must not replace one that has it
   */
  void finish() throws IOException {
    if (end == 0) {
      file.discard();
    } else if (broken) {
      throw new IOException(
          "not all lines could be written; what was there before stays. Make room, and add --resume"
              + " to go on");
    } else {
      file.cut(end);
      file.commit();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
