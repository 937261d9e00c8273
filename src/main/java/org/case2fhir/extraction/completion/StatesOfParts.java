package org.case2fhir.extraction.completion;

import java.util.List;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;

/**
 * Findings that are told as a state of a part of the body: "dry eyes", "swollen ankles", where the
 * tagger saw only a description and a part.
 */
final class StatesOfParts {
  private static final Pattern STATE =
      Pattern.compile(
          "(?:dry|swollen|stiff|sore|itchy|painful|tender|inflamed|enlarged|dilated|blocked|watery|cold"
              + "|numb|cyanotic|edematous|oedematous)",
          Pattern.CASE_INSENSITIVE);

  private StatesOfParts() {}

  static void retype(MentionLine line) {
    List<Mention> mentions = line.mentions();
    for (int i = 0; i + 1 < mentions.size(); i++) {
      Mention state = mentions.get(i);
      boolean described =
          (state.type() == MentionType.DETAILED_DESCRIPTION || state.type() == MentionType.TEXTURE)
              && mentions.get(i + 1).type() == MentionType.BIOLOGICAL_STRUCTURE
              && line.behind(i).equals(" ")
              && STATE.matcher(line.words(state)).matches();
      if (described && !hasNoun(line, i + 1)) {
        line.replace(i, new Mention(MentionType.SIGN_SYMPTOM, state.span()));
      }
    }
  }

  // "Tender breast lump": the state is that of the lump.
  private static boolean hasNoun(MentionLine line, int part) {
    return part + 1 < line.mentions().size() && line.behind(part).equals(" ");
  }
}
