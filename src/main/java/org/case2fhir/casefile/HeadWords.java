package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.notation.HedgedWords;

/**
 * Keeps words that deny or doubt what they name from standing for a fact that holds.
 *
 * <p>{@code no fever} under {@code findings} is left out with an error, not turned round: only the
 * author knows what was meant. The words are taken as they are if the vocabulary knows them as a
 * whole ("no known allergies"), or if {@code assertion} stands beside them ("no light perception",
 * {@code assertion: present}).
 */
final class HeadWords {
  private final FactList list;
  private final ReadScope scope;

  HeadWords(FactList list, ReadScope scope) {
    this.list = list;
    this.scope = scope;
  }

  /** Whether words may name a fact told by a head without {@code assertion}. */
  boolean accept(String words, Head head, Location location) {
    Optional<HedgedWords> hedged = HedgedWords.in(words);
    if (hedged.isEmpty() || (head.assertion() == Assertion.PRESENT && isKnown(words))) {
      return true;
    }
    if (hedged.get().sense() == Assertion.POSSIBLE && head.assertion() != Assertion.PRESENT) {
      return true;
    }
    String message = Excerpt.of(words) + " says by itself whether it holds; it is left out";
    scope.issues().error("hedged-words", location, message, remedy(hedged.get(), head));
    return false;
  }

  private boolean isKnown(String words) {
    return list == FactList.MEASUREMENTS
        ? !scope.vocabulary().findTest(words, Optional.empty()).isEmpty()
        : !scope.vocabulary().find(list.domain(), words).isEmpty();
  }

  private String remedy(HedgedWords hedged, Head head) {
    if (hedged.bare().isEmpty()) {
      return list == FactList.ALLERGIES
          ? "write `no known allergies` if the case says that, else leave the list out"
          : "leave it out, or name what is absent";
    }
    String asTheyAre =
        "add `assertion: " + Keywords.of(head.assertion()) + "` if the words are meant as they are";
    return list.head(hedged.sense())
        .map(
            meant -> {
              String line = Excerpt.of(meant.key() + ": " + hedged.bare());
              return "did you mean " + line + "? else " + asTheyAre;
            })
        .orElse(asTheyAre);
  }
}
