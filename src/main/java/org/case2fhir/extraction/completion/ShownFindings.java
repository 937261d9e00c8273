package org.case2fhir.extraction.completion;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;

/**
 * What the tagger took for a test although a study showed it: the last of a list of findings behind
 * "revealed" is a finding too, if nothing is told as its result.
 */
final class ShownFindings {
  private static final Pattern SHOWED =
      Pattern.compile(
          "\\b(?:reveal|show|demonstrat|disclos|display|detect|yield|found|exhibit)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LIST =
      Pattern.compile("(?:,|,? and|,? or|,? as well as)(?: an?| the)? ", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEST =
      Pattern.compile(
          "(?i).*(?:\\d|(?:test|level|count|rate|scan|gram|graphy|scopy|biopsy|examination|stain"
              + "|staining|culture|analysis|assay|study|index|score|antibod(?:y|ies)|function"
              + "|pressure|imaging|serology|titers?|x-?ray|MRI|CT|PCR)s?)");
  private static final Set<MentionType> PROBLEMS =
      EnumSet.of(MentionType.SIGN_SYMPTOM, MentionType.DISEASE_DISORDER);

  private ShownFindings() {}

  static void retype(MentionLine line) {
    for (int i = 2; i < line.mentions().size(); i++) {
      Mention mention = line.mentions().get(i);
      boolean listed =
          mention.type() == MentionType.DIAGNOSTIC_PROCEDURE
              && PROBLEMS.contains(line.mentions().get(i - 1).type())
              && LIST.matcher(line.before(i)).matches();
      if (listed && !TEST.matcher(line.words(mention)).matches() && isShown(line, i)) {
        line.replace(i, new Mention(MentionType.SIGN_SYMPTOM, mention.span()));
      }
    }
  }

  private static boolean isShown(MentionLine line, int index) {
    boolean valued =
        index + 1 < line.mentions().size()
            && line.mentions().get(index + 1).type() == MentionType.LAB_VALUE;
    int end = line.mentions().get(index).span().start() - line.start();
    return !valued && SHOWED.matcher(line.sentence().substring(0, end)).find();
  }
}
