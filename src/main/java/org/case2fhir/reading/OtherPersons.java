package org.case2fhir.reading;

import java.util.Set;

/**
 * Nouns for persons and animals that are neither the patient nor of the family: a neighbor, a
 * donor, the patient's dog. In the account of a woman, her child is one of them.
 */
final class OtherPersons {
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-person");
  private static final Set<String> OTHER_LEADS = TokenPattern.wordClass("other-patient-lead");
  private static final Set<String> OFFSPRING = TokenPattern.wordClass("fetus-or-newborn");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> COUNTS = TokenPattern.wordClass("count-word");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> ANIMALS = TokenPattern.wordClass("pet-or-livestock");
  private static final Set<String> OF_ANIMALS = TokenPattern.wordClass("animal-people");
  private static final Set<String> DONORS = TokenPattern.wordClass("donor");
  private static final TokenPattern OTHER_RECIPIENT =
      TokenPattern.of("<recipient> of the <other-of-pair>");
  private static final Set<String> CO_NOUNS = TokenPattern.wordClass("co-noun");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> NUMBERS = TokenPattern.wordClass("num");
  private static final Set<String> QUANTIFIERS = TokenPattern.wordClass("person-quantifier");
  private static final int LEAD_SIGHT = 4;

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final boolean woman;

  OtherPersons(Graph graph, Graph.Sentence sentence, boolean woman) {
    this.graph = graph;
    this.sentence = sentence;
    this.woman = woman;
  }

  // "Her roommate", "the source patient": nobody of the family.
  boolean isOther(int i) {
    boolean other =
        woman
            && OFFSPRING.contains(at(i))
            && (OWNERS.contains(at(i - 1)) || ARTICLES.contains(at(i - 1)));
    return other
        || isOtherNoun(i) && hasLead(i)
        || OTHER_RECIPIENT.end(graph, sentence, i) > i
        || PERSON.contains(at(i)) && OTHER_LEADS.contains(at(i - 1));
  }

  // A neighbor, a donor, an animal; not what the donor or the animal gave its name: "the donor
  // liver", "the dog bite".
  private boolean isOtherNoun(int i) {
    boolean named = ANIMALS.contains(at(i)) || DONORS.contains(at(i));
    boolean animal = named && !at(i + 1).equals("-") && !OF_ANIMALS.contains(at(i + 1));
    boolean verb = VERBS.contains(at(i + 1)) || FINITE.contains(at(i + 1));
    boolean aside = at(i + 1).equals(",") || at(i + 1).equals("(") || WHO.contains(at(i + 1));
    boolean coworker = CO_NOUNS.contains(at(i)) && at(i - 1).equals("-") && at(i - 2).equals("co");
    return OTHERS.contains(at(i))
        || coworker
        || animal && (verb || aside || ADVERBS.contains(at(i + 1)));
  }

  // "Her neighbor", "several of his classmates", "two coworkers", "the large dog".
  private boolean hasLead(int i) {
    for (int j = i - 1; j >= Math.max(sentence.first, i - LEAD_SIGHT); j--) {
      if (OWNERS.contains(at(j))
          || ARTICLES.contains(at(j))
          || COUNTS.contains(at(j))
          || QUANTIFIERS.contains(at(j))
          || NUMBERS.contains(at(j))) {
        return true;
      }
      if (VERBS.contains(at(j)) || PREPOSITIONS.contains(at(j)) || at(j).equals(",")) {
        return false;
      }
    }
    return false;
  }

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}
