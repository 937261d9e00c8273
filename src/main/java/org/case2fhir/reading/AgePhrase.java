package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;

/**
 * An age in words: "47-year-old", "aged 54", "2 years and 3 months old", "62F".
 *
 * @param span the age
 * @param first token
 * @param end behind its last token
 * @param isBare whether only its place says that it is an age: "54 years"
 * @param isEarlier whether it is the age at another time: "at the age of 16"
 * @param sex that is part of it: "54 y/o M"
 */
record AgePhrase(
    TimeSpan span, int first, int end, boolean isBare, boolean isEarlier, Optional<Sex> sex) {
  private static final int OLDEST = 125;
  private static final Map<String, RuleTable.Row> WORDS = words();
  private static final Set<String> NUMERALS = Set.of("number", "tens", "fraction");
  private static final Set<String> LEADS = TokenPattern.wordClass("age-lead");
  private static final Set<String> OF = TokenPattern.wordClass("age-of");
  private static final Set<String> NOT_NOW = TokenPattern.wordClass("age-not-now");
  private static final Set<String> DETERMINERS = TokenPattern.wordClass("determiner");
  private static final Set<String> GESTATION = TokenPattern.wordClass("gestation");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> ADULTS = TokenPattern.wordClass("sexed-person");
  private static final TokenPattern OLD = TokenPattern.of("<age-tail>");

  /** Between a number and its unit, and in "year's old". */
  private static final Set<String> JOINTS = Set.of("-", "'s", "’s", "'", "’");

  private static final TokenPattern HALF = TokenPattern.of("and -? a -? half");
  private static final TokenPattern ONE_HALF = TokenPattern.of("1 / 2");
  private static final BigDecimal A_HALF = new BigDecimal("0.5");
  private static final TokenPattern YEARS_OLD = TokenPattern.of("y / o");
  private static final TokenPattern YEARS_OLD_DOTTED = TokenPattern.of("y . o .?");
  private static final Map<String, Sex> LETTERS = Map.of("F", Sex.FEMALE, "M", Sex.MALE);

  private static Map<String, RuleTable.Row> words() {
    Map<String, RuleTable.Row> words = new HashMap<>();
    RuleTable.builtIn("age-words.tsv").rows().forEach(row -> words.put(row.get("word"), row));
    return Map.copyOf(words);
  }

  /** A number in words as figures: "half" is 0.5, "two" 2; empty for another word. */
  static Optional<String> number(String word) {
    return Optional.ofNullable(WORDS.get(word))
        .filter(row -> NUMERALS.contains(row.get("kind")))
        .map(row -> row.get("value"));
  }

  /** The ages in a sentence. */
  static List<AgePhrase> find(List<String> words, List<String> lower) {
    List<AgePhrase> ages = new ArrayList<>();
    Scanner scanner = new Scanner(words, lower);
    int i = 0;
    while (i < lower.size()) {
      Optional<AgePhrase> age = scanner.at(i);
      age.ifPresent(ages::add);
      i = age.map(AgePhrase::end).orElse(i + 1);
    }
    return ages;
  }

  private record Number(BigDecimal value, int end) {}

  private record Scanner(List<String> words, List<String> lower) {
    Optional<AgePhrase> at(int i) {
      boolean lead = LEADS.contains(lower.get(i));
      int from = lead ? i + 1 : i;
      while (lead && OF.contains(word(from))) {
        from++;
      }
      Optional<Number> number = word(from - 1).equals("/") ? Optional.empty() : number(from);
      if (number.isEmpty()) {
        boolean one =
            !lead
                && isKind(from, "unit")
                && !isNumberBefore(from)
                && word(from + 1).equals("-")
                && old(from + 1) > 0;
        return one ? age(i, BigDecimal.ONE, unit(from), old(from + 1), false) : Optional.empty();
      }
      return lead ? led(i, number.get()) : counted(i, number.get());
    }

    private Optional<AgePhrase> led(int i, Number number) {
      int unit = number.end();
      int at = word(unit).equals("-") ? unit + 1 : unit;
      boolean united = isKind(at, "unit");
      int end = united ? Math.max(at + 1, old(at + 1)) : number.end();
      if (united && unit(at) != TimeUnit.YEAR && isGestation(end)) {
        return Optional.empty();
      }
      return age(i, number.value(), united ? unit(at) : TimeUnit.YEAR, end, false);
    }

    private Optional<AgePhrase> counted(int i, Number number) {
      int at = number.end();
      while (word(at).equals("-")) {
        at++;
      }
      int abbreviated = Math.max(YEARS_OLD.end(lower, at), YEARS_OLD_DOTTED.end(lower, at));
      if (abbreviated > 0 || isKind(at, "years-old")) {
        int end = abbreviated > 0 ? abbreviated : at + 1;
        return age(i, number.value(), TimeUnit.YEAR, Math.max(end, old(end)), false);
      }
      if (isKind(at, "unit")) {
        return united(i, number.value(), at);
      }
      int letter = word(at).equals("/") ? at + 1 : at;
      boolean opens = i <= 2 && letter < words.size() && Character.isDigit(lower.get(i).charAt(0));
      Sex sex = opens ? LETTERS.get(words.get(letter)) : null;
      // "in a 64 male patient": of one person, and no count of them.
      if (sex == null && ARTICLES.contains(word(i - 1)) && ADULTS.contains(word(at))) {
        return age(i, number.value(), TimeUnit.YEAR, at, false);
      }
      if (sex == null) {
        return Optional.empty();
      }
      return age(i, number.value(), TimeUnit.YEAR, letter + 1, false).map(a -> a.of(sex));
    }

    private Optional<AgePhrase> united(int i, BigDecimal value, int at) {
      TimeUnit unit = unit(at);
      int old = old(at + 1);
      if (old > 0) {
        boolean fetal = unit != TimeUnit.YEAR && GESTATION.contains(word(old));
        return fetal ? Optional.empty() : age(i, value, unit, old, false);
      }
      // "2 years and 3 months old" is an age in months.
      int next = at + 1;
      while (word(next).equals("-") || word(next).equals("and") || word(next).equals(",")) {
        next++;
      }
      Optional<Number> more = number(next);
      int moreUnit = more.map(Number::end).orElse(0);
      moreUnit = word(moreUnit).equals("-") ? moreUnit + 1 : moreUnit;
      boolean months = more.isPresent() && unit == TimeUnit.YEAR && isKind(moreUnit, "unit");
      if (months && unit(moreUnit) == TimeUnit.MONTH && old(moreUnit + 1) > 0) {
        BigDecimal sum = value.multiply(BigDecimal.valueOf(12)).add(more.get().value());
        return age(i, sum, TimeUnit.MONTH, old(moreUnit + 1), false);
      }
      boolean fetal = unit != TimeUnit.YEAR && isGestation(at + 1);
      return fetal ? Optional.empty() : age(i, value, unit, at + 1, true);
    }

    private Optional<AgePhrase> age(
        int first, BigDecimal value, TimeUnit unit, int end, boolean bare) {
      int before = first - 1;
      // "At the age of 5", but "the treatment of a 5-year-old boy".
      boolean lead = LEADS.contains(lower.get(first));
      while (lead
          && before >= 0
          && first - before <= 2
          && DETERMINERS.contains(lower.get(before))) {
        before--;
      }
      boolean earlier = before >= 0 && NOT_NOW.contains(lower.get(before));
      if (earlier && GESTATION.contains(lower.get(before))
          || unit == TimeUnit.YEAR && value.compareTo(BigDecimal.valueOf(OLDEST)) > 0) {
        return Optional.empty();
      }
      int letter = word(end).equals("/") || word(end).equals(",") ? end + 1 : end;
      Optional<Sex> sex =
          letter < words.size()
              ? Optional.ofNullable(LETTERS.get(words.get(letter)))
              : Optional.empty();
      return Optional.of(
          new AgePhrase(new TimeSpan(value, unit), first, end, bare, earlier && !bare, sex));
    }

    /** Behind "old" or "of age"; 0 where it does not stand. */
    private int old(int at) {
      // "25 yrs. old"
      int from = word(at).equals(".") ? at + 1 : at;
      while (JOINTS.contains(word(from))) {
        from++;
      }
      return Math.max(0, OLD.end(lower, from));
    }

    private boolean isGestation(int at) {
      for (int i = at; i < at + 4 && !word(i).equals(","); i++) {
        if (GESTATION.contains(word(i))) {
          return true;
        }
      }
      return false;
    }

    private boolean isNumberBefore(int at) {
      for (int i = Math.max(0, at - 2); i < at; i++) {
        if (number(i).isPresent() || isKind(i, "fraction")) {
          return true;
        }
      }
      return false;
    }

    private String word(int i) {
      return i >= 0 && i < lower.size() ? lower.get(i) : "";
    }

    private boolean isKind(int i, String kind) {
      RuleTable.Row row = WORDS.get(word(i));
      return row != null && row.get("kind").equals(kind);
    }

    private TimeUnit unit(int i) {
      return TimeUnit.valueOf(WORDS.get(word(i)).get("value"));
    }

    private BigDecimal value(int i) {
      return new BigDecimal(WORDS.get(word(i)).get("value"));
    }

    /** A number in figures or words, up to three digits before the point: "two and a half". */
    private Optional<Number> number(int i) {
      return wholeNumber(i)
          .map(
              number -> {
                boolean hyphen = word(number.end()).equals("-");
                int at = number.end() + (hyphen ? 1 : 0);
                int half = Math.max(HALF.end(lower, at), ONE_HALF.end(lower, at));
                return half < 0 ? number : new Number(number.value().add(A_HALF), half);
              });
    }

    private Optional<Number> wholeNumber(int i) {
      if (isKind(i, "number")) {
        return Optional.of(new Number(value(i), i + 1));
      }
      if (isKind(i, "tens")) {
        int next = word(i + 1).equals("-") ? i + 2 : i + 1;
        boolean ones =
            isKind(next, "number") && value(next).signum() > 0 && value(next).intValue() < 10;
        BigDecimal tens = value(i);
        return Optional.of(
            ones ? new Number(tens.add(value(next)), next + 1) : new Number(tens, i + 1));
      }
      String digits = word(i);
      if (digits.length() > 1 && isFraction(digits.substring(digits.length() - 1))) {
        digits = digits.substring(0, digits.length() - 1);
      }
      return whole(digits)
          .map(whole -> whole.add(fractionOf(i)))
          .map(value -> new Number(value, i + 1));
    }

    private BigDecimal fractionOf(int i) {
      String last = word(i).substring(word(i).length() - 1);
      return isFraction(last) ? new BigDecimal(WORDS.get(last).get("value")) : BigDecimal.ZERO;
    }

    private static boolean isFraction(String sign) {
      RuleTable.Row row = WORDS.get(sign);
      return row != null && row.get("kind").equals("fraction");
    }

    private static Optional<BigDecimal> whole(String digits) {
      if (digits.isEmpty() || digits.length() > 5) {
        return Optional.empty();
      }
      int point = 0;
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        boolean mark = (c == '.' || c == ',') && point++ == 0 && i > 0;
        if (!mark && (c < '0' || c > '9')) {
          return Optional.empty();
        }
      }
      boolean tooLong = point == 0 && digits.length() > 3;
      return tooLong ? Optional.empty() : Optional.of(new BigDecimal(digits.replace(',', '.')));
    }
  }

  private AgePhrase of(Sex letter) {
    return new AgePhrase(span, first, end, isBare, isEarlier, Optional.of(letter));
  }

  /** The same as the age at another time. */
  AgePhrase earlier() {
    return new AgePhrase(span, first, end, isBare, true, sex);
  }
}
