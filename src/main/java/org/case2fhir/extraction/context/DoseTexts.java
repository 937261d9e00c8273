package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Span;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * The doses of a drug as stretches of the text: each amount with the frequency, the route and the
 * duration that follow it, exactly as written.
 */
final class DoseTexts {
  private static final int LONGEST_TAIL = 60;
  private static final Set<Kind> PARTS = EnumSet.of(Kind.DOSE, Kind.FREQUENCY, Kind.ROUTE);
  private static final Set<MentionType> PART_TYPES =
      EnumSet.of(MentionType.FREQUENCY, MentionType.ADMINISTRATION, MentionType.DURATION);
  private static final Pattern AMOUNT = Pattern.compile("\\d ?(?:\\p{L}?g|m?l|U|IU|mol|mmol)\\b");
  // A total is no amount of a single dose, so it is told in its words.
  private static final Pattern TOTAL =
      Pattern.compile(
          "\\b(?:total|cumulative|accumulated|overall)(?: \\p{L}{3,12})? (?:dos(?:e|es|age)|amount)"
              + "(?: of|:| was| being|,)? {0,2}$",
          Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_TOTAL = 40;
  private static final Pattern OPEN_END =
      Pattern.compile(" (?:of|for|in|per|at|over|with|by|every|and|to|on|via)$");
  // What may stand behind an amount and still tell of the same dose.
  private static final Pattern WORD = Pattern.compile("\\G[ ,]{0,2}([^\\s,;()\\[\\]]{1,20})");

  private final DoseParser parser =
      new DoseParser(new Units(UnitTable.builtIn()), Vocabulary.builtIn());

  /** The doses that a drug's relations tell, in the order of the text. */
  List<Reading<Dose>> of(PassageReading reading, List<Relation> relations) {
    List<Mention> parts = new ArrayList<>();
    Optional<Concept> route = Optional.empty();
    for (Relation relation : relations) {
      if (PARTS.contains(relation.kind())) {
        parts.add(relation.detail());
        if (relation.kind() == Kind.ROUTE && route.isEmpty()) {
          route = route(text(reading, relation.detail()));
        }
      }
    }
    List<Reading<Dose>> doses = new ArrayList<>();
    List<Mention> amounts =
        parts.stream()
            .filter(part -> part.type() == MentionType.DOSAGE)
            .filter(part -> !isTotal(text(reading, part)))
            .distinct()
            .sorted(Comparator.comparingInt(part -> part.span().start()))
            .toList();
    List<Mention> alone = amounts.isEmpty() ? parts.stream().distinct().limit(1).toList() : amounts;
    int read = -1;
    for (Mention amount : alone) {
      if (amount.span().start() < read) {
        continue;
      }
      Reading<Dose> dose = dose(reading, amount);
      read = amount.span().start() + dose.value().map(d -> d.text().length()).orElse(0);
      doses.add(routed(dose, amounts.size() <= 1 ? route : Optional.empty()));
    }
    return doses;
  }

  // The longest stretch from the amount on that is understood, else the amount as it is tagged.
  private Reading<Dose> dose(PassageReading reading, Mention amount) {
    String all = reading.passage().text();
    int start = amount.span().start();
    Matcher total = TOTAL.matcher(all.substring(Math.max(0, start - LONGEST_TOTAL), start));
    if (total.find()) {
      int from = start - (total.end() - total.start());
      return parser.parse(all.substring(from, amount.span().end()));
    }
    Reading<Dose> best = parser.parse(all.substring(start, amount.span().end()));
    int limit = Math.min(limit(reading, amount), amount.span().end() + LONGEST_TAIL);
    Matcher word =
        WORD.matcher(all).region(amount.span().end(), Math.max(limit, amount.span().end()));
    while (word.find()) {
      String words = strip(all.substring(start, word.end()));
      Reading<Dose> longer = parser.parse(words);
      if (isStructured(longer) && isUnderstood(longer) && !OPEN_END.matcher(words).find()) {
        best = longer;
      }
    }
    return best;
  }

  // Not into another sentence, nor into the next mention that is no part of a dose.
  private static int limit(PassageReading reading, Mention amount) {
    int end = amount.span().end();
    Vicinity vicinity = new Vicinity(reading);
    int limit = vicinity.sentence(amount).map(s -> Math.max(s.span().end(), end)).orElse(end);
    for (Mention mention : vicinity.mentions(new Span(end, end + LONGEST_TAIL))) {
      boolean part = PART_TYPES.contains(mention.type()) || isMore(reading, mention, end);
      if (mention.span().start() >= end && !part) {
        limit = Math.min(limit, mention.span().start());
      }
    }
    return limit;
  }

  // "44 μg" and right behind it "3 times a week": two mentions of one dose.
  private static boolean isMore(PassageReading reading, Mention mention, int end) {
    return mention.type() == MentionType.DOSAGE
        && mention.span().start() - end <= 2
        && !AMOUNT.matcher(text(reading, mention)).find();
  }

  // "Total dose", tagged apart from its number.
  private static boolean isTotal(String words) {
    return TOTAL.matcher(words).matches();
  }

  private static String strip(String words) {
    return words.replaceAll("[.,;:]+$", "");
  }

  private static boolean isUnderstood(Reading<Dose> reading) {
    return reading.remarks().stream()
        .noneMatch(remark -> remark.code().equals(DoseParser.NOT_UNDERSTOOD));
  }

  private static boolean isStructured(Reading<Dose> reading) {
    return reading
        .value()
        .filter(
            dose ->
                dose.amount().isPresent()
                    || dose.rate().isPresent()
                    || dose.frequency().isPresent())
        .isPresent();
  }

  private static Reading<Dose> routed(Reading<Dose> reading, Optional<Concept> route) {
    return new Reading<>(reading.value().map(dose -> routed(dose, route)), reading.remarks());
  }

  private static Dose routed(Dose dose, Optional<Concept> route) {
    if (dose.route().isPresent() || route.isEmpty()) {
      return dose;
    }
    return dose.withRoute(route);
  }

  private static Optional<Concept> route(String words) {
    return Optional.of(Vocabulary.builtIn().find(Domain.ROUTE, words))
        .filter(codes -> !codes.isEmpty())
        .map(codes -> new Concept(words, codes));
  }

  private static String text(PassageReading reading, Mention mention) {
    return reading.passage().text().substring(mention.span().start(), mention.span().end());
  }
}
