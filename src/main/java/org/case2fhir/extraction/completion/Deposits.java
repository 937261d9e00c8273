package org.case2fhir.extraction.completion;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Span;

/**
 * What lies in a tissue, named by its material and a word for lying there, which the tagger left
 * out or took for a test of the material: "amyloid deposits", "lymphocytic infiltrate", "urate
 * crystals".
 */
final class Deposits {
  private static final Pattern DEPOSIT =
      Pattern.compile(
          "(?<![\\p{L}-])([\\p{L}-]{4,20})"
              + " (?:deposits?|deposition|infiltrates?|infiltration|aggregates?"
              + "|crystals?|inclusions?)(?![\\p{L}-])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SHOWED =
      Pattern.compile(
          "\\b(?:reveal|show|demonstrat|disclos|display|contain)", Pattern.CASE_INSENSITIVE);
  // What only qualifies, and what a deposit of another kind is of.
  private static final Set<String> NO_MATERIAL =
      Set.of(
          "these",
          "those",
          "such",
          "large",
          "small",
          "dense",
          "diffuse",
          "with",
          "from",
          "many",
          "multiple",
          "extensive",
          "local",
          "nodular",
          "focal",
          "some",
          "several",
          "bank",
          "fluid",
          "wound",
          "nerve",
          "drug",
          "anesthetic",
          "lidocaine",
          "steroid",
          "this",
          "that",
          "without",
          "mild",
          "severe",
          "both",
          "showed",
          "revealed",
          "massive",
          "bilateral",
          "pulmonary");

  private Deposits() {}

  static void add(MentionLine line) {
    Matcher matcher = DEPOSIT.matcher(line.sentence());
    while (matcher.find()) {
      if (!NO_MATERIAL.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
        add(line, new Span(line.start() + matcher.start(), line.start() + matcher.end()));
      }
    }
  }

  private static void add(MentionLine line, Span words) {
    List<Mention> held = line.over(words);
    boolean test =
        held.size() == 1
            && held.get(0).span().equals(words)
            && held.get(0).type() == MentionType.DIAGNOSTIC_PROCEDURE;
    boolean parts =
        held.stream()
            .allMatch(
                mention ->
                    mention.type() != MentionType.SIGN_SYMPTOM
                        && mention.type() != MentionType.DISEASE_DISORDER
                        && mention.span().start() >= words.start()
                        && mention.span().end() <= words.end()
                        && mention.span().length() < words.length());
    if (parts || test && SHOWED.matcher(line.sentence()).find()) {
      held.forEach(mention -> line.remove(line.mentions().indexOf(mention)));
      line.add(new Mention(MentionType.SIGN_SYMPTOM, words));
    }
  }
}
