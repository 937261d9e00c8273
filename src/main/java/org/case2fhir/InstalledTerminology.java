package org.case2fhir;

import java.util.List;
import org.case2fhir.terminology.index.IndexHeader;

/**
 * A terminology that can be used, installed or built in; texts are empty where nothing is known.
 *
 * @param name short name
 * @param title name for people
 * @param version as {@code Coding.version} has it
 * @param released date of the release
 * @param licence the notice that its users must see
 * @param source file that it was imported from
 * @param format what the file was read as
 * @param systems canonical URIs
 * @param rows rows of the file that were read
 * @param concepts concepts kept
 * @param terms distinct terms and codes
 */
public record InstalledTerminology(
    String name,
    String title,
    String version,
    String released,
    String licence,
    String source,
    String format,
    List<String> systems,
    long rows,
    long concepts,
    long terms) {
  public InstalledTerminology {
    systems = List.copyOf(systems);
  }

  static InstalledTerminology of(IndexHeader header) {
    return new InstalledTerminology(
        header.name(),
        header.title(),
        header.version(),
        header.released(),
        header.licence(),
        header.source(),
        header.format(),
        header.systems(),
        header.rows(),
        header.concepts(),
        header.terms());
  }
}
