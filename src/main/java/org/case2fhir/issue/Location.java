package org.case2fhir.issue;

/**
 * A place in an input.
 *
 * @param source name of the file, {@code -} for standard input
 * @param line from 1; 0 where only the file is known
 * @param column from 1, in UTF-16 code units; 0 where only the line is known
 * @param path the element there, as JSON Pointer in structured input or as FHIRPath in a resource;
 *     may be empty
 */
public record Location(String source, int line, int column, String path) {

  /** The file as a whole. */
  public static Location of(String source) {
    return new Location(source, 0, 0, "");
  }

  /** As compilers print it, {@code file:line:column}, cut to what is known. */
  @Override
  public String toString() {
    if (line == 0) {
      return source;
    }
    return column == 0 ? source + ":" + line : source + ":" + line + ":" + column;
  }
}
