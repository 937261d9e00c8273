package org.case2fhir.extraction.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.ResultReader.Result;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.UnitTable;

/** Sizes as prose writes them: "75x55x50 millimeters", "nearly 8 cm in diameter". */
final class SizeReader {
  private static final Pattern SIZE =
      Pattern.compile(
          "\\d{1,5}(?:[.,]\\d{1,3})?(?:\\s?(?:cm|mm|m|\u00b5m|\u03bcm))?"
              + "(?:\\s?(?:[x\u00d7*]|by)\\s?\\d{1,5}(?:[.,]\\d{1,3})?(?:\\s?(?:cm|mm))?){0,2}"
              + "\\s?(?:cm|mm|m|\u00b5m|\u03bcm|millimet(?:er|re)s?|centimet(?:er|re)s?)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final ValueParser VALUES = new ValueParser(new Units(UnitTable.builtIn()));

  private static final Pattern WEIGHT = Pattern.compile("^[ -]?(kg|g|lbs?|cm|mm|mL|ml|L)\\b");
  private static final Pattern AFTER =
      Pattern.compile(
          "^ (?:with (?:an? )?(?:diameter|size|dimensions?)s? of|measuring|of|sized|that measured"
              + "|measured)(?: about| approximately| nearly| up to)? $",
          Pattern.CASE_INSENSITIVE);

  private SizeReader() {}

  /** A size that stands right after a head: "a mass with a diameter of 3 cm". */
  static Optional<Value> after(PatientSentence sentence, Mention head) {
    List<Mention> mentions = sentence.mentions();
    int next = mentions.indexOf(head) + 1;
    if (next == 0 || next >= mentions.size()) {
      return Optional.empty();
    }
    Mention size = mentions.get(next);
    return AFTER.matcher(Statements.between(sentence, head, size)).matches()
        ? read(sentence.words(size))
        : Optional.empty();
  }

  /** The value of a result, with the unit behind it where the tagger cut that off: "6 (kg)". */
  static Optional<Value> withUnit(PatientSentence sentence, Result result) {
    int from = result.detail().span().end();
    int to = Math.min(sentence.span().end(), from + 8);
    boolean bare = sentence.words(result.detail()).matches("\\d{1,4}(?:[.,]\\d{1,2})?");
    Matcher unit = WEIGHT.matcher(bare && from < to ? sentence.words(new Span(from, to)) : "");
    return unit.find()
        ? VALUES.parse(sentence.words(result.detail()) + " " + unit.group(1)).value()
        : result.value();
  }

  static Optional<Value> read(String words) {
    Matcher matcher = SIZE.matcher(words);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String size =
        matcher
            .group()
            .replaceAll("(?i)millimet(?:er|re)s?", "mm")
            .replaceAll("(?i)centimet(?:er|re)s?", "cm")
            .replaceAll("\\s?by\\s?", " x ");
    return VALUES.parse(size).value().filter(value -> !(value instanceof Value.Words));
  }
}
