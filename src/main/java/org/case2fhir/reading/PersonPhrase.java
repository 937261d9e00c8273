package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeUnit;

/**
 * A person or animal that a sentence names: "a previously healthy 7-week-old", "her son, aged 5".
 * An age belongs to the noun whose phrase it stands in, and to nobody else.
 *
 * @param first token of the phrase
 * @param end behind its noun
 * @param indefinite whether it begins with "a": somebody new
 */
record PersonPhrase(
    Role role, int first, int end, Optional<Sex> sex, Optional<AgePhrase> age, boolean indefinite) {
  private static final int LONGEST = 18;
  private static final int BIRTH_REACH = 18;
  private static final int ACT_REACH = 6;
  private static final int REACH = 8;

  private static final Set<String> BREAKS = TokenPattern.wordClass("np-break");
  private static final Set<String> DETERMINERS = TokenPattern.wordClass("determiner");
  private static final Set<String> POSSESSIVES = TokenPattern.wordClass("possessive");
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite");
  private static final Set<String> BIRTH = TokenPattern.wordClass("birth");
  private static final Set<String> OFFSPRING = TokenPattern.wordClass("offspring");
  private static final Set<String> PARENT_LINKS = TokenPattern.wordClass("parent-link");
  private static final Set<String> AGE_LINKS = TokenPattern.wordClass("age-link");
  private static final Set<String> SPORTS = TokenPattern.wordClass("sport-or-breed");
  private static final Set<String> ATHLETIC = TokenPattern.wordClass("athletic");
  private static final int OLDER_THAN_DOGS = 16;
  private static final Set<String> ANIMAL_PEOPLE = TokenPattern.wordClass("animal-people");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> THINGS = TokenPattern.wordClass("thing-with-age");
  private static final Set<String> APPOSITIONS = Set.of(",", "(");
  private static final Set<String> JOINTS = TokenPattern.wordClass("person-joint");
  private static final Set<String> CLOSERS = Set.of(",", ")", ";", ".");
  private static final Set<String> TITLES = TokenPattern.wordClass("person-title");
  private static final Set<String> PERSON_ACTS = TokenPattern.wordClass("person-act");
  private static final Set<String> THEN = TokenPattern.wordClass("another-time");
  private static final Set<String> CASES = TokenPattern.wordClass("case-word");
  private static final Set<String> DONORS = TokenPattern.wordClass("donor-of-another");
  private static final Set<String> LABELLED = TokenPattern.wordClass("labelled-patient");
  private static final int LABEL_REACH = 5;
  private static final Set<String> OWN = Set.of("our");
  private static final Set<String> WITH = Set.of("with");
  private static final TokenPattern ACT = TokenPattern.of("<somebody-act>");
  private static final TokenPattern PRONOUN = TokenPattern.of("(he|she) (is|was)");
  private static final TokenPattern OF_CHILDREN = TokenPattern.of("of (two|three|four|five|NUM)");

  /** Who may be meant. */
  enum Role {
    PERSON,
    /** Who was just born, or not yet. */
    INFANT,
    /** A relative of somebody. */
    KIN,
    /** A donor, a doctor. */
    OTHER,
    ANIMAL;

    /** Whether a patient may be called so. */
    boolean isPatient() {
      return this == PERSON || this == INFANT;
    }
  }

  private record Noun(Role role, Optional<Sex> sex) {}

  private static final Map<String, Noun> NOUNS = nouns();

  private static Map<String, Noun> nouns() {
    Map<String, Noun> nouns = new HashMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("persons.tsv").rows()) {
      Role role = Role.valueOf(row.get("role").toUpperCase(Locale.ROOT));
      Optional<Sex> sex = Optional.of(row.get("sex")).filter(s -> !s.isEmpty()).map(Sex::valueOf);
      row.list("words").forEach(word -> nouns.put(word, new Noun(role, sex)));
    }
    return Map.copyOf(nouns);
  }

  /** The persons of a sentence in order. */
  static List<PersonPhrase> find(List<String> words, List<String> lower) {
    return new Finder(words, lower).find();
  }

  /** Looks through one sentence. */
  private static final class Finder {
    private final List<String> words;
    private final List<String> lower;
    private final List<AgePhrase> ages;
    private final List<PersonPhrase> found = new ArrayList<>();

    Finder(List<String> words, List<String> lower) {
      this.words = words;
      this.lower = lower;
      this.ages = new ArrayList<>(AgePhrase.find(words, lower));
    }

    List<PersonPhrase> find() {
      int from = 0;
      for (int i = 0; i < lower.size(); i++) {
        Optional<Noun> noun = noun(i);
        if (noun.isPresent() && !isModifier(i)) {
          PersonPhrase phrase = phrase(from, i, noun.get());
          found.add(phrase);
          from = i + 1;
        }
      }
      List.copyOf(ages).forEach(this::withoutNoun);
      found.sort(Comparator.comparingInt(PersonPhrase::first));
      return found;
    }

    private Optional<Noun> noun(int i) {
      Noun noun = isLetters(i) ? null : NOUNS.get(lower.get(i));
      if (noun == null && isGravidity(lower.get(i))) {
        noun = new Noun(Role.PERSON, Optional.of(Sex.FEMALE));
      }
      boolean animal = noun != null && noun.role() == Role.ANIMAL;
      return animal && isOfPeople(i + 1) ? Optional.empty() : Optional.ofNullable(noun);
    }

    /** "MS treated with": the disease; "MS. A. Smith" is a person. */
    private boolean isLetters(int i) {
      String word = words.get(i);
      boolean named =
          i + 1 < words.size()
              && (lower.get(i + 1).equals(".")
                  || Character.isUpperCase(words.get(i + 1).charAt(0)));
      return TITLES.contains(lower.get(i)) && word.equals(word.toUpperCase(Locale.ROOT)) && !named;
    }

    /** Whether the animal before a token only stands beside a human: "cat owner", "dog-bite". */
    private boolean isOfPeople(int next) {
      if (next >= lower.size()) {
        return false;
      }
      String word = lower.get(next);
      boolean hyphen = word.equals("-") && next + 1 < lower.size();
      boolean possessive = POSSESSIVES.contains(word) && !Character.isLetter(word.charAt(0));
      return possessive || ANIMAL_PEOPLE.contains(hyphen ? lower.get(next + 1) : word);
    }

    /** "G3P2": so many pregnancies and births. */
    private static boolean isGravidity(String word) {
      return word.length() >= 4
          && word.charAt(0) == 'g'
          && Character.isDigit(word.charAt(1))
          && word.charAt(2) == 'p'
          && Character.isDigit(word.charAt(3));
    }

    /** Whether another noun of the same phrase follows: "male infant", "twin girl". */
    private boolean isModifier(int i) {
      for (int j = i + 1; j < Math.min(lower.size(), i + 5); j++) {
        String word = lower.get(j);
        if (noun(j).isPresent()) {
          return noun(j).get().role() != Role.OTHER || noun(i).get().role() == Role.OTHER;
        }
        boolean stops = BREAKS.contains(word) || DETERMINERS.contains(word) || word.equals(",");
        if (stops) {
          return false;
        }
      }
      return false;
    }

    private PersonPhrase phrase(int from, int head, Noun noun) {
      int first = head;
      while (first > from && head - first < LONGEST && !isBreak(first - 1)) {
        first--;
        if (DETERMINERS.contains(lower.get(first)) && !isInAge(first)) {
          break;
        }
      }
      int begin = first;
      Optional<AgePhrase> age = take(a -> a.first() >= begin && a.end() <= head + 1);
      if (age.isEmpty()) {
        int end = nameEnd(head);
        age =
            take(
                a ->
                    a.first() >= end
                        && a.first() <= end + REACH
                        && (isLinked(end, a.first()) && isClosed(a) || isApart(end, a)));
      }
      Optional<Sex> sex = noun.sex();
      Role role = noun.role();
      for (int i = first; i < head; i++) {
        Optional<Noun> other = noun(i);
        sex = sex.isPresent() ? sex : other.flatMap(Noun::sex);
        boolean infant = other.filter(n -> n.role() == Role.INFANT).isPresent();
        role = role == Role.PERSON && infant ? Role.INFANT : role;
      }
      sex = sex.isPresent() ? sex : age.flatMap(AgePhrase::sex);
      sex = sex.isPresent() ? sex : behind(head);
      if (role == Role.ANIMAL && isAthlete(first, head, age)) {
        role = Role.PERSON;
      }
      boolean indefinite = INDEFINITE.contains(lower.get(first));
      role = role(role, first, head, indefinite && age.isPresent());
      return new PersonPhrase(role, first, head + 1, sex, age, indefinite);
    }

    /**
     * "A 30-year-old boxer", "a professional boxer": no dog is so old, or has that for a living.
     */
    private boolean isAthlete(int first, int head, Optional<AgePhrase> age) {
      if (!SPORTS.contains(lower.get(head))) {
        return false;
      }
      boolean old =
          age.map(AgePhrase::span)
              .filter(span -> span.unit() == TimeUnit.YEAR)
              .filter(span -> span.amount().intValue() >= OLDER_THAN_DOGS)
              .isPresent();
      return old || lower.subList(Math.max(0, first), head).stream().anyMatch(ATHLETIC::contains);
    }

    /** Behind the name of "Mrs. A. Smith"; else behind the noun. */
    private int nameEnd(int head) {
      int end = head + 1;
      while (TITLES.contains(lower.get(head))
          && end < Math.min(lower.size(), head + REACH)
          && (lower.get(end).equals(".") || Character.isUpperCase(words.get(end).charAt(0)))) {
        end++;
      }
      return end;
    }

    /** "A man, 54 years, had": more words would make it a time. */
    private boolean isClosed(AgePhrase age) {
      return !age.isBare()
          || lower.get(age.first() - 1).equals("of")
          || age.end() >= lower.size()
          || CLOSERS.contains(lower.get(age.end()));
    }

    /** "A girl of mixed ancestry, aged 4 years": no verb between, and a comma before the age. */
    private boolean isApart(int from, AgePhrase age) {
      if (age.isBare() || age.isEarlier() || !lower.get(age.first() - 1).equals(",")) {
        return false;
      }
      for (int i = from; i < age.first(); i++) {
        boolean of = lower.get(i).equals("of") || lower.get(i).equals("from");
        if (BREAKS.contains(lower.get(i)) && !of || noun(i).isPresent()) {
          return false;
        }
      }
      return true;
    }

    /** "A child, male, with a cough", "a Caucasian, German woman". */
    private Optional<Sex> behind(int head) {
      if (head + 2 >= lower.size() || !APPOSITIONS.contains(lower.get(head + 1))) {
        return Optional.empty();
      }
      for (int i = head + 2; i < Math.min(lower.size(), head + 5); i++) {
        if (noun(i).isPresent()) {
          return noun(i).get().sex();
        }
        if (BREAKS.contains(lower.get(i)) || DETERMINERS.contains(lower.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    /** "And" and commas may join what is said of somebody only where a number stands before. */
    private boolean isBreak(int i) {
      String word = lower.get(i);
      if (noun(i).filter(n -> n.role() == Role.KIN).isPresent()) {
        return true;
      }
      boolean joint = JOINTS.contains(word);
      boolean compound = i > 0 && lower.get(i - 1).equals("-");
      return joint ? !hasAge(i) : BREAKS.contains(word) && !compound && !isInAge(i);
    }

    private boolean isInAge(int i) {
      return ages.stream().anyMatch(a -> a.first() < i && i < a.end());
    }

    private boolean hasAge(int before) {
      return ages.stream().anyMatch(a -> a.first() < before && a.first() >= before - LONGEST);
    }

    private Role role(Role role, int first, int head, boolean introduced) {
      boolean opens = introduced && (first <= 4 || isOfCase(first)) && !isParent(first);
      if (role == Role.KIN && opens) {
        // "A 60-year-old mother of two", but not "a 60-year-old sister of the patient".
        boolean ofSomebody = head + 1 < lower.size() && lower.get(head + 1).equals("of");
        return ofSomebody && OF_CHILDREN.end(lower, head + 1) < 0 ? Role.KIN : Role.PERSON;
      }
      if (role == Role.KIN && isLabelled(first)) {
        return Role.PERSON;
      }
      if (role.isPatient() && isNextToRelative(first)) {
        return Role.KIN;
      }
      if (role.isPatient() && (isOfSomebody(first) || isParent(first))) {
        return role == Role.INFANT && !isParent(first) ? Role.INFANT : Role.KIN;
      }
      return role;
    }

    /** "His mother (primipara)", "one sibling, a girl", "mother is a teacher". */
    private boolean isNextToRelative(int first) {
      if (found.isEmpty() || first == 0) {
        return false;
      }
      PersonPhrase before = found.get(found.size() - 1);
      boolean donor = DONORS.contains(lower.get(before.end() - 1));
      return (before.role() == Role.KIN || donor)
          && before.end() >= first - 2
          && isLinked(before.end(), first);
    }

    /** "Patient 2, his sister,": a relative who is a patient of the account, too. */
    private boolean isLabelled(int first) {
      if (first < 2 || first > LABEL_REACH || !lower.get(first - 1).equals(",")) {
        return false;
      }
      for (int i = 0; i < first - 1; i++) {
        if (LABELLED.contains(lower.get(i))) {
          return true;
        }
      }
      return false;
    }

    /** "The case of a 22-year-old". */
    private boolean isOfCase(int first) {
      return first > 1 && lower.get(first - 1).equals("of") && CASES.contains(lower.get(first - 2));
    }

    /** "Her child", "the patient's wife". */
    private boolean isOfSomebody(int first) {
      return POSSESSIVES.contains(lower.get(first)) && !OWN.contains(lower.get(first));
    }

    /** "Born to a 30-year-old woman", "the son of a farmer". */
    private boolean isParent(int first) {
      if (first == 0 || !PARENT_LINKS.contains(lower.get(first - 1))) {
        return false;
      }
      boolean of = lower.get(first - 1).equals("of") || lower.get(first - 1).equals("to");
      for (int i = first - 2; of && i >= Math.max(0, first - 3); i--) {
        if (OFFSPRING.contains(lower.get(i))) {
          return true;
        }
      }
      for (int i = first - 2; i >= Math.max(0, first - BIRTH_REACH); i--) {
        if (lower.get(i).equals(";") || lower.get(i).equals(".")) {
          return false;
        }
        if (BIRTH.contains(lower.get(i))) {
          return true;
        }
      }
      return false;
    }

    private boolean isLinked(int from, int to) {
      for (int i = from; i < to; i++) {
        if (!AGE_LINKS.contains(lower.get(i))) {
          return false;
        }
      }
      return true;
    }

    private Optional<AgePhrase> take(Predicate<AgePhrase> fits) {
      Optional<AgePhrase> age = ages.stream().filter(fits).findFirst();
      age.ifPresent(ages::remove);
      return age;
    }

    /** Somebody who is only called by age: "a 34-year-old welder came", "she is 12 years old". */
    private void withoutNoun(AgePhrase age) {
      if (age.isBare() || isOfPronoun(age)) {
        return;
      }
      int first = age.first();
      while (first > 0 && age.first() - first < REACH && !DETERMINERS.contains(lower.get(first))) {
        first--;
      }
      // "45-year-old welder presented" lacks its article.
      boolean begins = DETERMINERS.contains(lower.get(first)) || age.first() == 0 && !isThing(age);
      if (!begins || isParent(first) || !isSomebody(first, age)) {
        return;
      }
      boolean old = age.span().unit() == TimeUnit.YEAR || age.span().unit() == TimeUnit.MONTH;
      Role role = old ? Role.PERSON : Role.INFANT;
      boolean indefinite = INDEFINITE.contains(lower.get(first));
      found.add(
          new PersonPhrase(
              isOfSomebody(first) || isNextToAnyRelative(first) ? Role.KIN : role,
              first,
              age.end(),
              age.sex(),
              Optional.of(age),
              indefinite));
    }

    /** "He was 54 years old"; "when she was 13 years old" is another time. */
    private boolean isOfPronoun(AgePhrase age) {
      for (int i = age.first() - 2; i >= Math.max(0, age.first() - 4); i--) {
        if (PRONOUN.end(lower, i) >= 0 && isLinked(i + 1, age.first())) {
          boolean then = i > 0 && THEN.contains(lower.get(i - 1));
          Optional<Sex> sex = Optional.of(lower.get(i).equals("he") ? Sex.MALE : Sex.FEMALE);
          Optional<AgePhrase> stated = Optional.of(then ? age.earlier() : age);
          found.add(new PersonPhrase(Role.PERSON, i, i + 1, sex, stated, false));
          return true;
        }
      }
      return false;
    }

    /** Whether an age behind a determiner is a person's, not that of a lesion or a complaint. */
    private boolean isSomebody(int first, AgePhrase age) {
      List<String> next = lower.subList(age.end(), Math.min(lower.size(), age.end() + 3));
      boolean alone = next.isEmpty() || BREAKS.contains(next.get(0)) || next.get(0).equals(",");
      boolean opens = first <= 2 && age.first() - first <= 3;
      boolean predicate = first > 0 && AGE_LINKS.contains(lower.get(first - 1));
      boolean last = INDEFINITE.contains(lower.get(first)) && age.end() >= lower.size() - 1;
      boolean named = age.sex().isPresent() || isWithComplaint(age.end());
      return isAct(age.end())
          || isOfCase(first)
          || last
          || opens && named
          || (opens || predicate) && alone;
    }

    /** "10-year-old prosthesis presented with loosening": things have an age too. */
    private boolean isThing(AgePhrase age) {
      for (int i = age.end(); i < Math.min(lower.size(), age.end() + REACH); i++) {
        if (DEVICES.contains(lower.get(i)) || THINGS.contains(lower.get(i))) {
          return true;
        }
        if (BREAKS.contains(lower.get(i)) || lower.get(i).equals(",")) {
          return false;
        }
      }
      return false;
    }

    /** "A 26-year-old otherwise well gymnast with pain": no verb, and no comma, stands before. */
    private boolean isWithComplaint(int from) {
      for (int i = from; i < Math.min(lower.size(), from + REACH); i++) {
        if (WITH.contains(lower.get(i))) {
          return true;
        }
        if (BREAKS.contains(lower.get(i)) || lower.get(i).equals(",")) {
          return false;
        }
      }
      return false;
    }

    private boolean isNextToAnyRelative(int first) {
      return found.stream()
          .anyMatch(p -> p.role() == Role.KIN && p.end() <= first && isLinked(p.end(), first));
    }

    private boolean isAct(int from) {
      for (int i = from; i < Math.min(lower.size(), from + ACT_REACH); i++) {
        if (ACT.end(lower, i) >= 0 || i == from && PERSON_ACTS.contains(lower.get(i))) {
          return true;
        }
        if (BREAKS.contains(lower.get(i)) || lower.get(i).equals(";")) {
          return false;
        }
      }
      return false;
    }
  }
}
