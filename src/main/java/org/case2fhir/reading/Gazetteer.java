package org.case2fhir.reading;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;
import org.case2fhir.terminology.Vocabulary.Term;

/** The names of the vocabulary as they stand in prose, with the type of mention each is. */
final class Gazetteer {
  private static final Set<String> NO_NOUNS = TokenPattern.wordClass("no-problem-noun");
  private static final Set<String> NAME_PREPOSITIONS = TokenPattern.wordClass("name-preposition");

  /** Most tokens of a name. */
  static final int LONGEST = 6;

  private static final int SHORTEST = 4;
  private static final int SHORTEST_EPITHET = 3;

  private final Map<String, Domain> names = new HashMap<>();

  /** Names in capitals, which are other words in small letters: "CREST". */
  private final Map<String, Domain> initialisms = new HashMap<>();

  /** Illnesses of few capitals, which are other things too: illnesses only beside illnesses. */
  private final Set<String> shortIllnesses = new HashSet<>(TokenPattern.wordClass("short-illness"));

  /** Drugs of several substances, as these in one order: "levodopa/carbidopa" is one of them. */
  private final Set<List<String>> combinations = new HashSet<>();

  private final Set<String> words = new HashSet<>();
  private final Set<String> tests = new HashSet<>();

  /** Names of germs, of several words: a disease may be named in them. */
  private final Set<String> organisms = new HashSet<>();

  /** Names of germs of one word or several, and short forms of them. */
  private final Set<String> germs = new HashSet<>(TokenPattern.wordClass("germ-without-code"));

  /** Parts of the body. */
  private final Set<String> parts = new HashSet<>();

  /** The last words of the names of problems that have several. */
  private final Set<String> problemNouns = new HashSet<>();

  private final Set<String> common = RuleTable.builtIn("common-words.tsv").words("word");

  Gazetteer(Vocabulary vocabulary) {
    vocabulary
        .terms(Domain.ORGANISM)
        .map(term -> term.toLowerCase(Locale.ROOT))
        .filter(term -> !TokenPattern.wordClass("any-germ").contains(term))
        .flatMap(term -> Stream.of(term, term.replace('-', ' ')))
        .forEach(germs::add);
    germs.stream().filter(term -> term.indexOf(' ') > 0).forEach(organisms::add);
    vocabulary
        .terms(Domain.BODY_SITE)
        .map(term -> term.toLowerCase(Locale.ROOT))
        .forEach(parts::add);
    // A name of several domains is that of the first.
    for (Domain domain :
        List.of(
            Domain.MEDICATION, Domain.CONDITION, Domain.FINDING, Domain.TEST, Domain.PROCEDURE)) {
      vocabulary
          .terms(domain)
          .filter(term -> term.length() >= SHORTEST)
          .filter(term -> !common.contains(term.toLowerCase(Locale.ROOT)))
          .forEach(term -> add(term, domain));
    }
    // Abbreviations of classes, "G-CSF"; their words may be tests, too: "catecholamines".
    RuleTable.builtIn("drug-classes.tsv").words("class").stream()
        .filter(term -> !term.equals(term.toLowerCase(Locale.ROOT)))
        .forEach(term -> add(term, Domain.MEDICATION));
  }

  /**
   * Whether a word is short for an illness, such as "HTN", where the words around it tell of
   * illnesses.
   */
  boolean isShortIllness(String word) {
    boolean capitals = word.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9');
    return capitals && shortIllnesses.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether words name a test, though the vocabulary may know them as something else too. */
  boolean isTest(String lower) {
    return tests.contains(lower);
  }

  /** Whether words name a germ in full: "hepatitis B virus". */
  boolean isOrganism(String words) {
    return organisms.contains(words.toLowerCase(Locale.ROOT)) || isBinomial(words);
  }

  /** Whether words name a germ, in full, in short or by its genus: "HSV", "Nocardia". */
  boolean isGerm(String words) {
    return germs.contains(words.toLowerCase(Locale.ROOT))
        || isBinomial(words)
        || isGenusName(words);
  }

  /** Whether words name a part of the body. */
  boolean isPart(String words) {
    return parts.contains(words.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether words are the name of a species, or of a genus with "spp.", that no code is known of:
   * "Pseudomonas aeruginosa".
   */
  static boolean isBinomial(String words) {
    if (words.isEmpty() || !Character.isUpperCase(words.charAt(0))) {
      return false;
    }
    String[] parts = words.split(" ");
    return parts.length == 2 && isGenus(parts[0]) && isEpithet(parts[1]);
  }

  /** Whether three tokens may be a species whose genus is its letter: "P. acnes". */
  static boolean isAbbreviated(String genus, String mark, String species) {
    return genus.length() == 1
        && Character.isUpperCase(genus.charAt(0))
        && mark.equals(".")
        && species.length() > SHORTEST_EPITHET
        && species.chars().allMatch(Character::isLowerCase);
  }

  /** Whether a word may be the second of the name of a species. */
  static boolean isEpithet(String word) {
    return word.length() >= SHORTEST_EPITHET
        && word.chars().allMatch(c -> c >= 'a' && c <= 'z')
        && endsAs("epithet-ending", word)
        && !endsAs("no-epithet-ending", word);
  }

  private static boolean endsAs(String wordClass, String word) {
    return TokenPattern.wordClass(wordClass).stream().anyMatch(word::endsWith);
  }

  /** Whether a word is the name of a genus, written as one: "Nocardia". */
  static boolean isGenusName(String word) {
    return !word.isEmpty() && Character.isUpperCase(word.charAt(0)) && isGenus(word);
  }

  private static boolean isGenus(String word) {
    return TokenPattern.wordClass("genus").contains(word.toLowerCase(Locale.ROOT));
  }

  private void add(String written, Domain domain) {
    String term = written.toLowerCase(Locale.ROOT);
    if (Term.isInitialism(written)) {
      initialisms.putIfAbsent(written, domain);
    } else {
      names.putIfAbsent(term, domain);
    }
    if (domain == Domain.TEST) {
      tests.add(term);
    }
    if (domain == Domain.MEDICATION && term.indexOf('/') > 0) {
      combinations.add(substances(term));
      names.putIfAbsent(term.replace(" / ", "/"), domain);
    }
    String[] parts = term.split("[^\\p{L}]+");
    words.addAll(List.of(parts));
    boolean problem = domain == Domain.CONDITION || domain == Domain.FINDING;
    String last = parts.length > 1 ? parts[parts.length - 1] : "";
    // In "fracture of the orbit" the last word names no problem.
    if (problem
        && !last.isEmpty()
        && !NO_NOUNS.contains(last)
        && !(this.parts.contains(last) && Stream.of(parts).anyMatch(NAME_PREPOSITIONS::contains))) {
      problemNouns.add(last);
    }
  }

  private static List<String> substances(String drug) {
    return Stream.of(drug.toLowerCase(Locale.ROOT).split("[/+-]"))
        .map(String::strip)
        .sorted()
        .toList();
  }

  /** Whether words with a mark between them are one drug of several substances, in any order. */
  boolean isCombination(String words) {
    return combinations.contains(substances(words));
  }

  /** Whether names of problems end with a word in lower case. */
  boolean isProblemNoun(String lower) {
    return problemNouns.contains(lower)
        || lower.endsWith("s") && problemNouns.contains(lower.substring(0, lower.length() - 1));
  }

  /** Whether a word in lower case is a part of any name. */
  boolean isWord(String lower) {
    return words.contains(lower);
  }

  /** The domain of words; in the plural too. */
  Optional<Domain> domain(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    Domain domain = names.get(lower);
    if (domain == null && lower.endsWith("s") && !common.contains(lower)) {
      domain = names.get(lower.substring(0, lower.length() - 1));
    }
    return Optional.ofNullable(domain).or(() -> initialism(words));
  }

  /** The domain of the words of some tokens. */
  Optional<Domain> domain(Graph graph, int first, int end) {
    return end - first <= LONGEST ? domain(graph.words(first, end)) : Optional.empty();
  }

  private Optional<Domain> initialism(String words) {
    String one =
        words.endsWith("s") && words.length() > 1 ? words.substring(0, words.length() - 1) : words;
    return Optional.ofNullable(initialisms.getOrDefault(words, initialisms.get(one)));
  }

  /** What a name of a domain is in a text. */
  static MentionType type(Domain domain) {
    return switch (domain) {
      case CONDITION -> MentionType.DISEASE_DISORDER;
      case MEDICATION -> MentionType.MEDICATION;
      case TEST -> MentionType.DIAGNOSTIC_PROCEDURE;
      case PROCEDURE -> MentionType.THERAPEUTIC_PROCEDURE;
      default -> MentionType.SIGN_SYMPTOM;
    };
  }
}
