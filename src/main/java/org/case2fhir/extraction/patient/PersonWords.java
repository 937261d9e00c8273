package org.case2fhir.extraction.patient;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.Hints;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.model.Sex;

/** Words for persons and animals, from the tables beside this class. */
final class PersonWords {
  private static final Map<String, Optional<Sex>> PERSONS = new HashMap<>();
  private static final Set<String> SPECIES = new TreeSet<>();

  static {
    for (String[] row : WordTable.rows(PersonWords.class, "persons.tsv")) {
      PERSONS.put(row[0], row[1].isEmpty() ? Optional.empty() : Optional.of(Sex.valueOf(row[1])));
    }
    WordTable.rows(PersonWords.class, "species.tsv").forEach(row -> SPECIES.add(row[0]));
  }

  /** One of the words for a person, as part of a pattern. */
  static final String PERSON = alternatives(PERSONS.keySet());

  /** One of the words that only a human being is called by, as part of a pattern. */
  static final String HUMAN = alternatives(humans());

  /** One of the words for an animal patient, as part of a pattern. */
  static final String ANIMAL = alternatives(SPECIES);

  /** A sentence without these words has no word for a person. */
  static final Hints PERSON_HINTS = Hints.of(PERSONS.keySet());

  /** A sentence without these words has no word for an animal patient. */
  static final Hints ANIMAL_HINTS = Hints.of(SPECIES);

  private PersonWords() {}

  // Animals too are young, of a sex, and patients.
  private static Set<String> humans() {
    Set<String> humans = new TreeSet<>(PERSONS.keySet());
    humans.removeAll(
        Set.of(
            "male",
            "female",
            "newborn",
            "neonate",
            "patient",
            "adult",
            "individual",
            "gravid",
            "twin",
            "fetus",
            "preterm",
            "diabetic",
            "african",
            "asian",
            "runner"));
    return humans;
  }

  private static String alternatives(Set<String> words) {
    return new TreeSet<>(words)
        .descendingSet().stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
  }

  /** Whether a word may mean the patient. */
  static boolean isPerson(String word) {
    return PERSONS.containsKey(word.toLowerCase(Locale.ROOT));
  }

  /** The sex that a word for a person tells. */
  static Optional<Sex> sex(String word) {
    return PERSONS.getOrDefault(word.toLowerCase(Locale.ROOT), Optional.empty());
  }
}
