package org.case2fhir.terminology;

import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.model.Value;

/**
 * Terms beside those that come with the program: a user's table, an installed release, a
 * terminology server.
 *
 * <p>A source compares whole terms only. Whatever is lenient (qualifiers split off, inverted word
 * order, misspellings) is decided by {@link Vocabulary}, which asks again with other words.
 * Implementations must be safe for use by several threads, and must not throw for any text.
 */
public interface TermSource {
  /** What a user knows it by: a file, a release with its version, the address of a server. */
  String name();

  /**
   * The one concept that these words name in a domain.
   *
   * @param normalForm the words as {@link TextForm#of} writes them; compare it with the normal form
   *     of the source's own terms
   * @param text the same words as the case writes them, for sources that search by themselves
   * @return empty when the words are unknown or have several meanings; never a broader, narrower or
   *     similar concept
   */
  Optional<TermMatch> match(Domain domain, String normalForm, String text);

  /**
   * The one test that these words name, with codes whose property fits its value.
   *
   * @param value absent when only the name is known
   */
  default Optional<TermMatch> matchTest(String normalForm, String text, Optional<Value> value) {
    return match(Domain.TEST, normalForm, text);
  }

  /** The words of a domain that it can list, as they are written; none if it only answers. */
  default Stream<String> terms(Domain domain) {
    return Stream.empty();
  }

  /** Whether its codes are also given to concepts of the tables, in systems that those lack. */
  default boolean supplements() {
    return false;
  }
}
