package org.case2fhir.extraction.completion;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Members of a list that the tagger left out: words beside a finding or a drug in one list with it
 * that the vocabulary knows as another of its kind, in this or another spelling; and drugs that a
 * list of drugs excepts: "A and B were given, but not C".
 */
final class ListedNames {
  private static final String WORDS = "([\\p{L}][\\p{L}-]{3,30}(?: [\\p{L}][\\p{L}-]{3,30}){0,2})";
  private static final Pattern BEHIND =
      Pattern.compile(
          "^(?:,? (?:and|or|nor|but not|as well as)|,) (?:no |any |an? |the )?" + WORDS,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BEFORE =
      Pattern.compile(
          "(?<![\\p{L}-])" + WORDS + "(?:,? (?:and|or|nor)|,) (?:no |any |an? |the )?$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern EXCEPTED =
      Pattern.compile(
          "\\b(?:but not|but (?:he|she) (?:did not|never) (?:take|receive|use)|except(?: for)?"
              + "|instead of|rather than)(?: the| any)? ([\\p{L}][\\p{L}-]{4,30})",
          Pattern.CASE_INSENSITIVE);
  private static final Set<MentionType> PROBLEMS =
      EnumSet.of(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);
  private static final Set<MentionType> REGIMENS =
      EnumSet.of(
          MentionType.MEDICATION,
          MentionType.DOSAGE,
          MentionType.FREQUENCY,
          MentionType.ADMINISTRATION);
  private static final int MOST = 40;

  private final Vocabulary vocabulary;

  ListedNames(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  void add(MentionLine line) {
    int added = 0;
    for (int i = 0; i < line.mentions().size() && added < MOST; i++) {
      Mention mention = line.mentions().get(i);
      boolean problem = PROBLEMS.contains(mention.type());
      if (problem || REGIMENS.contains(mention.type())) {
        MentionType type = problem ? MentionType.SIGN_SYMPTOM : MentionType.MEDICATION;
        added += before(line, i, type) + behind(line, i, type);
      }
    }
    if (line.mentions().stream().anyMatch(m -> m.type() == MentionType.MEDICATION)) {
      Matcher matcher = EXCEPTED.matcher(line.sentence());
      while (matcher.find()) {
        add(line, MentionType.MEDICATION, matcher.group(1), line.start() + matcher.start(1));
      }
    }
  }

  private int behind(MentionLine line, int index, MentionType type) {
    Matcher matcher = BEHIND.matcher(line.behind(index));
    if (!matcher.find()) {
      return 0;
    }
    int at = line.mentions().get(index).span().end() + matcher.start(1);
    String words = matcher.group(1);
    while (!words.isEmpty()) {
      if (add(line, type, words, at)) {
        return 1;
      }
      words = words.substring(0, Math.max(0, words.lastIndexOf(' ')));
    }
    return 0;
  }

  private int before(MentionLine line, int index, MentionType type) {
    // The list of a regimen goes on behind it, not before.
    if (type == MentionType.MEDICATION && line.mentions().get(index).type() != type) {
      return 0;
    }
    String before = line.before(index);
    Matcher matcher = BEFORE.matcher(before.substring(Math.max(0, before.length() - 110)));
    if (!matcher.find()) {
      return 0;
    }
    int cut = Math.max(0, before.length() - 110);
    int at = line.mentions().get(index).span().start() - before.length() + cut + matcher.start(1);
    String words = matcher.group(1);
    while (!words.isEmpty()) {
      if (add(line, type, words, at)) {
        return 1;
      }
      int space = words.indexOf(' ');
      at += space + 1;
      words = space < 0 ? "" : words.substring(space + 1);
    }
    return 0;
  }

  private boolean add(MentionLine line, MentionType type, String words, int at) {
    Span span = new Span(at, at + words.length());
    if (!line.over(span).isEmpty() || kind(words, type).isEmpty()) {
      return false;
    }
    line.add(new Mention(kind(words, type).get(), span));
    return true;
  }

  private Optional<MentionType> kind(String words, MentionType type) {
    if (type == MentionType.MEDICATION) {
      return knows(Domain.MEDICATION, words) ? Optional.of(type) : Optional.empty();
    }
    return knows(Domain.FINDING, words) ? Optional.of(type) : Optional.empty();
  }

  // What only qualifies a name that is known is no name: nothing but whole names are listed.
  private boolean knows(Domain domain, String words) {
    return vocabulary
        .match(domain, words)
        .filter(match -> match.qualifiers().isEmpty() && !match.codes().isEmpty())
        .isPresent();
  }
}
