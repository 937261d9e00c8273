package org.case2fhir.extraction.context;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Remark;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the result of a test from the values that belong to it: the value itself, what the text
 * says it means, and the reference range.
 *
 * <p>Nothing is converted and nothing computed: an interpretation is there only if words tell it, a
 * number's unit only if it is written. Safe for use by several threads; never throws.
 */
public final class ResultReader {
  private static final ResultReader BUILT_IN =
      new ResultReader(new ValueParser(new Units(UnitTable.builtIn())), Vocabulary.builtIn());
  private static final Pattern PRESSURE_TEST =
      Pattern.compile(
          "\\b(?:blood|arterial) pressures?\\b|\\bbps?\\b|\\brr\\b(?= ?\\d{2,3}/)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRESSURE =
      Pattern.compile(
          "(\\d{2,3}) ?/ ?(\\d{2,3})(?: ?\\[?mm ?/? ?\\[?hg\\]?)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DENIED =
      Pattern.compile("(?:\\bnot|\\bno|\\bnon|n't|n’t)[ -]$", Pattern.CASE_INSENSITIVE);

  private final ValueParser values;
  private final Vocabulary vocabulary;
  private final ReferenceReader references;

  private ResultReader(ValueParser values, Vocabulary vocabulary) {
    this.values = values;
    this.vocabulary = vocabulary;
    this.references = new ReferenceReader(values);
  }

  /** With the units and words that come with the program. */
  public static ResultReader builtIn() {
    return BUILT_IN;
  }

  // How something went is no result: "gradually", "rapidly".
  private static final Pattern MANNER = Pattern.compile("(?:\\p{Ll}{3,}ly ?)+");

  /**
   * One result.
   *
   * @param detail the mention that tells it
   * @param words the words of that mention, and "not" before it
   * @param value a number, a size, a titer, a coded or a plain word
   * @param interpretation what the words say it means
   * @param reference the reference range that the text gives
   * @param note words that blur the number: "approximately"
   * @param remarks what was uncertain in it
   */
  public record Result(
      Mention detail,
      String words,
      Optional<Value> value,
      Optional<Interpretation> interpretation,
      Optional<Value> reference,
      Optional<String> note,
      List<Remark> remarks) {
    public Result {
      remarks = List.copyOf(remarks);
    }

    private boolean isJudgement() {
      boolean worded =
          value.filter(v -> v instanceof Value.Words || v instanceof Value.Coded).isPresent();
      return worded && interpretation.isPresent();
    }

    private boolean isNumber() {
      return value
          .filter(v -> !(v instanceof Value.Words) && !(v instanceof Value.Coded))
          .isPresent();
    }

    private Result with(Interpretation meaning) {
      return new Result(detail, words, value, Optional.of(meaning), reference, note, remarks);
    }

    private Result within(Optional<Value> range) {
      return new Result(detail, words, value, interpretation, range, note, remarks);
    }
  }

  /**
   * The results of a test or finding, in the order of the text; none where no value belongs to it.
   * A judgement such as "raised" beside a number of the same test becomes the number's meaning.
   */
  public List<Result> results(PassageReading reading, Mention test) {
    List<Result> results = new ArrayList<>();
    List<Mention> ranges = new ArrayList<>();
    for (Relation relation : new Vicinity(reading).relations(test)) {
      if (relation.kind() == Kind.VALUE) {
        results.add(result(reading, test, relation.detail()));
      } else if (relation.kind() == Kind.REFERENCE) {
        ranges.add(relation.detail());
      }
    }
    results.removeIf(result -> MANNER.matcher(result.words()).matches());
    results.sort(Comparator.comparingInt(result -> result.detail().span().start()));
    ranges.forEach(range -> addRange(reading, range, results));
    return merged(results);
  }

  private void addRange(PassageReading reading, Mention range, List<Result> results) {
    int at = nearest(range, results);
    if (at >= 0 && results.get(at).reference().isEmpty()) {
      Result result = results.get(at);
      results.set(at, result.within(references.parse(text(reading, range), result.value())));
    }
  }

  // A judgement goes to the nearest number; without one it is a result of its own.
  private static List<Result> merged(List<Result> results) {
    List<Result> merged = new ArrayList<>(results);
    for (Result judgement : results) {
      int number = judgement.isJudgement() ? nearest(judgement.detail(), merged) : -1;
      if (number >= 0) {
        Result told = merged.get(number);
        if (told.interpretation().isEmpty()) {
          merged.set(number, told.with(judgement.interpretation().orElseThrow()));
        }
        merged.remove(judgement);
      }
    }
    return List.copyOf(merged);
  }

  // Index of the number nearest to a mention; -1 where there is none.
  private static int nearest(Mention mention, List<Result> results) {
    int best = -1;
    int distance = Integer.MAX_VALUE;
    for (int i = 0; i < results.size(); i++) {
      int apart = Math.abs(results.get(i).detail().span().start() - mention.span().start());
      if (results.get(i).isNumber() && apart < distance) {
        best = i;
        distance = apart;
      }
    }
    return best;
  }

  private Result result(PassageReading reading, Mention test, Mention detail) {
    String all = reading.passage().text();
    String words = text(reading, detail);
    String before = all.substring(Math.max(0, detail.span().start() - 6), detail.span().start());
    Matcher denied = DENIED.matcher(before);
    if (denied.find()) {
      return denied(detail, denied.group() + words);
    }
    boolean follows = detail.span().start() > test.span().start();
    return read(all, test, detail, follows);
  }

  private Result denied(Mention detail, String words) {
    Value value = coded(words.strip());
    return new Result(
        detail,
        words.strip(),
        Optional.of(value),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private Result read(String all, Mention test, Mention detail, boolean follows) {
    String words = all.substring(detail.span().start(), detail.span().end()).strip();
    Optional<Interpretation> meaning = ResultWords.of(words);
    if (meaning.isPresent()) {
      boolean course = follows && ResultWords.mayBeCourse(words);
      return new Result(
          detail,
          words,
          Optional.of(coded(words)),
          course ? Optional.empty() : meaning,
          references.behind(all, detail.span().end(), Optional.empty()),
          Optional.empty(),
          List.of());
    }
    ResultWords.Judged judged = ResultWords.judged(words);
    ValueWording wording = ValueWording.of(judged.value());
    Reading<Value> reading = value(all, test, wording, words);
    return new Result(
        detail,
        words,
        reading.value().map(value -> value instanceof Value.Words ? coded(words) : value),
        judged.interpretation(),
        references.behind(all, detail.span().end(), reading.value()),
        wording.note(),
        reading.remarks());
  }

  private Reading<Value> value(String all, Mention test, ValueWording wording, String words) {
    String name = all.substring(test.span().start(), test.span().end());
    Matcher pressure = PRESSURE.matcher(wording.text());
    if (pressure.matches() && PRESSURE_TEST.matcher(name).find()) {
      return pressure(pressure, wording.text());
    }
    if (wording.bounded() || wording.text().isBlank()) {
      return new Reading<>(Optional.of(new Value.Words(words)), List.of());
    }
    return fitting(values.parse(wording.text()), name);
  }

  // Lactate is not told in millimetres: the code of such a unit is not believed, its words stay.
  private Reading<Value> fitting(Reading<Value> reading, String test) {
    List<String> usual = vocabulary.testUnits(test);
    Optional<Amount> odd =
        reading
            .value()
            .filter(Value.Measured.class::isInstance)
            .map(value -> ((Value.Measured) value).amount())
            .filter(amount -> amount.unit().ucum().isPresent() && !usual.isEmpty())
            .filter(amount -> usual.stream().noneMatch(unit -> fits(amount, unit)));
    return odd.map(amount -> withoutCode(amount, reading)).orElse(reading);
  }

  private static boolean fits(Amount amount, String usual) {
    return UnitTable.builtIn().comparable(amount.unit().ucum().orElseThrow(), usual);
  }

  private static Reading<Value> withoutCode(Amount amount, Reading<Value> reading) {
    Unit words = new Unit(amount.unit().text(), Optional.empty());
    Value value = new Value.Measured(new Amount(amount.number(), amount.comparator(), words));
    return new Reading<>(Optional.of(value), reading.remarks());
  }

  private static Reading<Value> pressure(Matcher matcher, String text) {
    String unit = text.substring(matcher.end(2)).strip();
    Unit told = unit.isEmpty() ? Unit.UNTOLD : Unit.of(unit, "mm[Hg]");
    Value value =
        new Value.BloodPressure(
            new BigDecimal(matcher.group(1)), new BigDecimal(matcher.group(2)), told);
    return new Reading<>(Optional.of(value), List.of());
  }

  private Value coded(String words) {
    List<Code> codes = vocabulary.find(Domain.QUALIFIER, words);
    return codes.isEmpty() ? new Value.Words(words) : new Value.Coded(new Concept(words, codes));
  }

  private static String text(PassageReading reading, Mention mention) {
    return reading.passage().text().substring(mention.span().start(), mention.span().end()).strip();
  }
}
