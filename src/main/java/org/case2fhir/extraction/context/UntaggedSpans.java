package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Quantities.Quantity;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/**
 * Adds the values and doses that the tagger left untagged: a quantity beside a test is its value, a
 * quantity of a drug beside a drug its dose. Units that a tagged number lacks are added to it.
 */
final class UntaggedSpans {
  private static final int REACH = 60;
  private static final Set<MentionType> TESTS =
      EnumSet.of(MentionType.DIAGNOSTIC_PROCEDURE, MentionType.SIGN_SYMPTOM);
  private static final Set<String> TIMES = Set.of("sec", "seconds", "ms", "msec", "m", "cm", "mm");
  private static final Set<String> DOSES =
      Set.of(
          "mg",
          "g",
          "µg",
          "μg",
          "ug",
          "mcg",
          "iu",
          "u",
          "units",
          "unit",
          "mgs",
          "gm",
          "ml",
          "tablets",
          "tablet",
          "capsules",
          "capsule",
          "puffs",
          "drops",
          "grams",
          "gram",
          "cgy",
          "gy",
          "milligrams",
          "micrograms",
          "mmol",
          "meq",
          "l");
  private static final Pattern TO_VALUE =
      Pattern.compile(
          "[\\s,:=(\\[\u2013-]{0,4}(?:(?:level|levels|count|counts|rate|score|value|values"
              + "|concentration|of|was|were|is|at|to|had|been|measured|found|be|with|a|an|the|in|on"
              + "|increased|decreased|elevated|low|high|normal|raised|rose|fell|reduced|reached|from"
              + "|showed|approximately|about|only|dropped|improved|estimated|recorded|noted|still"
              + "|serum|plasma|markedly|mildly|slightly|severely|remained|remains|between|ranged|mean|total|maximum|peak|up|down|and|which|it|admission)[\\s,:=(\\[]{0,3}){0,7}",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TO_DOSE =
      Pattern.compile(
          "[\\s,:(\\[-]{0,3}(?:(?:at|a|the|dose|doses|of|dosage|in|was|were|started|given|administered"
              + "|with|initial|daily|initially|therapy|treatment|injection|infusion|orally|oral"
              + "|intravenous|intravenously|iv|tablets|bolus|to|from|starting|total|target)"
              + "[\\s,:(\\[]{0,3}){0,6}",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FROM_DOSE =
      Pattern.compile(
          "\\s?(?:of )?(?:(?:oral|intravenous|iv|i\\.v\\.|daily|weekly) )?",
          Pattern.CASE_INSENSITIVE);

  private final String text;
  private final List<Mention> mentions;
  private final List<Mention> added = new ArrayList<>();
  private final Map<Mention, Mention> longer = new HashMap<>();

  private UntaggedSpans(String text, List<Mention> mentions) {
    this.text = text;
    this.mentions = mentions;
  }

  /** All mentions, in the order of the text, with those that were missing. */
  static List<Mention> complete(String text, List<Sentence> sentences, List<Mention> mentions) {
    List<Mention> ordered = new ArrayList<>(mentions);
    ordered.sort(Comparator.comparingInt(mention -> mention.span().start()));
    UntaggedSpans spans = new UntaggedSpans(text, ordered);
    int next = 0;
    for (Sentence sentence : sentences) {
      while (next < ordered.size() && ordered.get(next).span().end() <= sentence.span().start()) {
        next++;
      }
      spans.add(sentence, next);
    }
    ordered.replaceAll(mention -> spans.longer.getOrDefault(mention, mention));
    ordered.addAll(spans.added);
    ordered.sort(Comparator.comparingInt(mention -> mention.span().start()));
    return ordered;
  }

  // The mention before and the one behind each quantity move on with it.
  private void add(Sentence sentence, int first) {
    int next = first;
    for (Quantity quantity : Quantities.in(text, sentence.span())) {
      while (next < mentions.size() && mentions.get(next).span().end() <= quantity.span().start()) {
        next++;
      }
      boolean free =
          next >= mentions.size() || mentions.get(next).span().start() >= quantity.span().end();
      if (!free) {
        extend(next, quantity.span());
      } else {
        Optional<Mention> before =
            next > 0 ? Optional.of(mentions.get(next - 1)) : Optional.empty();
        Optional<Mention> behind =
            next < mentions.size() ? Optional.of(mentions.get(next)) : Optional.empty();
        type(quantity, sentence, before, behind)
            .ifPresent(type -> added.add(new Mention(type, quantity.span())));
      }
    }
  }

  // A tagged number gets the unit that the tagger left behind.
  private void extend(int index, Span quantity) {
    Mention mention = mentions.get(index);
    boolean number =
        mention.type() == MentionType.LAB_VALUE || mention.type() == MentionType.DOSAGE;
    boolean shorter =
        mention.span().start() >= quantity.start() && mention.span().end() < quantity.end();
    boolean alone =
        index + 1 >= mentions.size() || mentions.get(index + 1).span().start() >= quantity.end();
    if (number && shorter && alone) {
      longer.put(mention, new Mention(mention.type(), quantity));
    }
  }

  private Optional<MentionType> type(
      Quantity quantity, Sentence sentence, Optional<Mention> before, Optional<Mention> behind) {
    String unit = quantity.unit().toLowerCase(Locale.ROOT);
    boolean dose = DOSES.contains(unit.split("[ /]", 2)[0]);
    boolean drug =
        before.filter(m -> isDrug(m) && joins(m, quantity, sentence, TO_DOSE)).isPresent()
            || behind.filter(m -> isDrug(m) && leads(quantity, m)).isPresent();
    if (dose && drug) {
      return Optional.of(MentionType.DOSAGE);
    }
    boolean test =
        before
            .filter(m -> TESTS.contains(m.type()) && joins(m, quantity, sentence, TO_VALUE))
            .isPresent();
    return test && !TIMES.contains(unit) ? Optional.of(MentionType.LAB_VALUE) : Optional.empty();
  }

  private static boolean isDrug(Mention mention) {
    return mention.type() == MentionType.MEDICATION;
  }

  private boolean joins(Mention mention, Quantity quantity, Sentence sentence, Pattern glue) {
    int from = mention.span().end();
    int to = quantity.span().start();
    boolean near = from >= sentence.span().start() && to >= from && to - from <= REACH;
    return near && glue.matcher(text.substring(from, to)).matches();
  }

  private boolean leads(Quantity quantity, Mention drug) {
    int from = quantity.span().end();
    int to = drug.span().start();
    return to >= from
        && to - from <= REACH
        && FROM_DOSE.matcher(text.substring(from, to)).matches();
  }
}
