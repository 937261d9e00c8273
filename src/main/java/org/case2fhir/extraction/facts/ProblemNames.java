package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.notation.TimeSpans;

/**
 * Names of problems: without a length of time at their end, whole where the mention is only a part.
 */
final class ProblemNames {
  private static final Pattern LENGTH =
      Pattern.compile(
          "(.{2,120}?),? (?:for|of) (?:about |approximately |the last |the past )?"
              + "((?:\\d{1,3}|an?|[a-z]{3,6}) (?:minute|hour|day|week|month|year)s?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern STATE =
      Pattern.compile(
          "(?i)dry|red|swollen|stiff|sore|tender|itchy|cold|weak|pale|warm|painful|watery|[\\p{L}-]{4,16}ed");
  private static final Pattern ADVERB =
      Pattern.compile(
          "(?i)[\\p{L}-]{3,20}(?:ous|al|ed|ive|ent|ant|ic)ly|(?:[\\p{L}-]{3,20})ically");
  private static final Pattern UNTAGGED_QUALITIES =
      Pattern.compile(
          "(?<![\\p{L}-])(?:(?:large|small|white|yellow|grey|gray|brown|red|black|firm|hard|soft|round|oval|solid|cystic|irregular|[\\p{L}-]{3,16}(?:ular|[cpfmlr]ied|ized|ised|otic|rrhagic))(?:,"
              + " | ))+$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PART =
      Pattern.compile(
          "(?i)[\\p{L} -]{2,60}"
              + " (?:territor(?:y|ies)|arter(?:y|ies)|veins?|cusps?|lobes?|ventricles?|atrium"
              + "|muscles?|nerves?|tendons?|regions?)");
  private static final Pattern NEXT_WORD = Pattern.compile("^ ([\\p{L}-]{4,20})\\b");
  private static final Pattern STAIN =
      Pattern.compile("(?:h(?:a)?ematoxylin|eosin|staining|stained)", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ATTRIBUTES =
      WordTable.rows(ProblemNames.class, "attributes.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SITES =
      WordTable.rows(ProblemNames.class, "site-adjectives.tsv").stream()
          .map(row -> row[0])
          .collect(Collectors.toUnmodifiableSet());

  private ProblemNames() {}

  /** Ways to name a problem, the fullest first. */
  static List<String> of(PatientSentence sentence, Mention head) {
    List<String> ways = new ArrayList<>();
    String extended = extension(sentence, head);
    described(sentence, head, extended).ifPresent(ways::add);
    for (String way : NounPhrases.ways(sentence, head)) {
      Matcher matcher = LENGTH.matcher(way);
      ways.add((matcher.matches() ? matcher.group(1) : way) + extended);
    }
    return ways;
  }

  // "Dry eye", "dilated bile ducts": the site is what the adjective tells of.
  private static Optional<String> described(
      PatientSentence sentence, Mention head, String extended) {
    List<Mention> mentions = sentence.mentions();
    int next = mentions.indexOf(head) + 1;
    boolean site =
        extended.isEmpty()
            && STATE.matcher(sentence.words(head)).matches()
            && next > 0
            && next < mentions.size()
            && mentions.get(next).type() == MentionType.BIOLOGICAL_STRUCTURE
            && Statements.between(sentence, head, mentions.get(next)).equals(" ");
    return site
        ? Optional.of(
            sentence.words(new Span(head.span().start(), mentions.get(next).span().end())))
        : Optional.empty();
  }

  /** A length of time at the end of a mention: "hypertension for 20 years". */
  static Optional<TimeSpan> length(PatientSentence sentence, Mention head) {
    Matcher matcher = LENGTH.matcher(sentence.words(head));
    return matcher.matches() ? TimeSpans.parse(matcher.group(2)).value() : Optional.empty();
  }

  /** A name with every quality that stands right before it: "large, nodular, white lesions". */
  static String described(PatientSentence sentence, Mention head) {
    List<Mention> mentions = sentence.mentions();
    int start = head.span().start();
    for (int i = mentions.indexOf(head) - 1; i >= 0; i--) {
      Mention quality = mentions.get(i);
      boolean glued =
          (Adjectives.isQuality(quality) || NounPhrases.isEponym(sentence, quality, head))
              && quality.span().end() < start
              && sentence.words(new Span(quality.span().end(), start)).matches(",? |-");
      if (!glued) {
        break;
      }
      start = quality.span().start();
    }
    // "Large, nodular, calcified masses": qualities that were not tagged.
    int from = Math.max(sentence.span().start(), start - 60);
    Matcher untagged =
        UNTAGGED_QUALITIES.matcher(from < start ? sentence.words(new Span(from, start)) : "");
    start = untagged.find() ? from + untagged.start() : start;
    return sentence.words(new Span(start, head.span().end()));
  }

  /** Whether words name a part of the body by their last one. */
  static boolean isPart(String words) {
    return PART.matcher(words).matches();
  }

  /** Whether a word is the adjective of a site: "gluteal". */
  static boolean isSite(String word) {
    return SITES.contains(word.toLowerCase(Locale.ROOT));
  }

  /** A name without a length of time at its end. */
  static String bare(String name) {
    Matcher matcher = LENGTH.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  // A mention that is a mere adjective of a site lacks its noun: "gluteal (stiffening)".
  private static String extension(PatientSentence sentence, Mention head) {
    if (!SITES.contains(sentence.words(head).toLowerCase(Locale.ROOT))) {
      return "";
    }
    int from = head.span().end();
    int to = Math.min(sentence.span().end(), from + 24);
    Matcher next = NEXT_WORD.matcher(from < to ? sentence.words(new Span(from, to)) : "");
    return next.find() ? " " + next.group(1) : "";
  }

  /** Whether the words alone name no problem: an attribute without its noun, a stain. */
  static boolean isNoProblem(PatientSentence sentence, Mention head) {
    String words = ConceptCoder.plain(sentence.words(head)).toLowerCase(Locale.ROOT);
    if (STAIN.matcher(words).find() || ADVERB.matcher(words).matches()) {
      return true;
    }
    if (SITES.contains(words)) {
      return extension(sentence, head).isEmpty();
    }
    for (String word : words.split("[\\s,/-]+")) {
      if (!ATTRIBUTES.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
