package org.case2fhir.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One patient's case: everything that is known of it, wherever it was read from.
 *
 * <p>Ids are unique within visits and within each kind of fact, and every id that a fact names
 * exists; whoever builds a case answers for that and says what it had to leave out.
 *
 * @param id name of the case, from which every resource's identity is made
 * @param title what to call the case
 * @param source the publication, where there is one
 * @param facts in the order of their kinds, and within a kind facts without a visit first, then
 *     visit by visit
 */
public record CaseReport(
    String id,
    Optional<String> title,
    Optional<SourceCitation> source,
    Subject subject,
    List<Visit> visits,
    List<Fact> facts) {
  private static final Pattern MADE_FROM_CONTENT =
      Pattern.compile("case-[0-9a-f]{16}(?:-patient-\\d{1,4})?");

  public CaseReport {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a case needs an id");
    }
    visits = List.copyOf(visits);
    facts = List.copyOf(facts);
  }

  /**
   * Whether its id was made from the content of what it was read from, because there was neither a
   * publication to name it after nor an id given: then a corrected text has another id.
   */
  public boolean isNamedAfterContent() {
    return MADE_FROM_CONTENT.matcher(id).matches();
  }

  /** The facts of one kind, in order. */
  public <F extends Fact> Stream<F> facts(Class<F> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast);
  }
}
