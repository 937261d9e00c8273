package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/**
 * A sentence whose mentions are marked: {@code no {S:fever} after {M:ibuprofen}}. S sign or
 * symptom, D disorder, M drug, O dose, F frequency, R route, U duration, T date, P treatment, E
 * test, V value, B body part, G grade of severity, Q description, Z size.
 */
record Marked(PassageReading reading, List<Mention> mentions) {
  private static final Pattern MARK = Pattern.compile("\\{(\\p{Lu}):([^}]*)}");

  static Marked read(String marked) {
    StringBuilder text = new StringBuilder();
    List<Mention> mentions = new ArrayList<>();
    Matcher mark = MARK.matcher(marked);
    int at = 0;
    while (mark.find()) {
      text.append(marked, at, mark.start());
      Span span = new Span(text.length(), text.length() + mark.group(2).length());
      text.append(mark.group(2));
      mentions.add(new Mention(type(mark.group(1).charAt(0)), span));
      at = mark.end();
    }
    text.append(marked.substring(at));
    Passage passage = GoldReport.passage("marked", text.toString());
    Sentence sentence = new Sentence(new Span(0, text.length()), List.of());
    PassageReading reading = ContextReader.builtIn().read(passage, List.of(sentence), mentions);
    return new Marked(reading, reading.mentions());
  }

  private static MentionType type(char letter) {
    return switch (letter) {
      case 'S' -> MentionType.SIGN_SYMPTOM;
      case 'D' -> MentionType.DISEASE_DISORDER;
      case 'H' -> MentionType.HISTORY;
      case 'M' -> MentionType.MEDICATION;
      case 'O' -> MentionType.DOSAGE;
      case 'F' -> MentionType.FREQUENCY;
      case 'R' -> MentionType.ADMINISTRATION;
      case 'U' -> MentionType.DURATION;
      case 'T' -> MentionType.DATE;
      case 'P' -> MentionType.THERAPEUTIC_PROCEDURE;
      case 'E' -> MentionType.DIAGNOSTIC_PROCEDURE;
      case 'V' -> MentionType.LAB_VALUE;
      case 'B' -> MentionType.BIOLOGICAL_STRUCTURE;
      case 'G' -> MentionType.SEVERITY;
      case 'Q' -> MentionType.DETAILED_DESCRIPTION;
      case 'Z' -> MentionType.DISTANCE;
      default -> throw new IllegalArgumentException("no type " + letter);
    };
  }

  /** The mention with these words. */
  Mention mention(String words) {
    return mentions.stream()
        .filter(mention -> words(mention).equals(words))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no mention " + words + " in " + mentions));
  }

  Context context(String words) {
    return reading.contexts().get(mention(words));
  }

  String words(Mention mention) {
    return words(mention.span());
  }

  String words(Span span) {
    return reading.passage().text().substring(span.start(), span.end());
  }

  /** Every relation of a kind as "head = detail". */
  List<String> relations(Relation.Kind kind) {
    return reading.relations().stream()
        .filter(relation -> relation.kind() == kind)
        .map(relation -> words(relation.head()) + " = " + words(relation.detail()))
        .toList();
  }

  /** The certainty of each mention that has one other than present, as "words ABSENT". */
  List<String> uncertain() {
    return mentions.stream()
        .filter(m -> reading.contexts().get(m).certainty() != Context.Certainty.PRESENT)
        .map(m -> words(m) + ' ' + reading.contexts().get(m).certainty())
        .toList();
  }

  List<ResultReader.Result> results(String test) {
    return ResultReader.builtIn().results(reading, mention(test));
  }

  RegimenReader.Regimen regimen(String drug) {
    return RegimenReader.builtIn().regimen(reading, mention(drug));
  }
}
