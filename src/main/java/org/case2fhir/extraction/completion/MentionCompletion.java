package org.case2fhir.extraction.completion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;
import org.case2fhir.terminology.Vocabulary;

/**
 * Completes the mentions of a text, sentence by sentence. Only words that stand in the text become
 * mentions, and mentions never overlap. Safe for use by several threads; never throws.
 */
public final class MentionCompletion {
  // No person writes longer sentences.
  private static final int LONGEST = 3_000;

  private final ListedNames listed;
  private final TestSubtypes subtypes;

  public MentionCompletion(Vocabulary vocabulary) {
    this.listed = new ListedNames(vocabulary);
    this.subtypes = new TestSubtypes(vocabulary);
  }

  /**
   * All mentions, in the order of the text.
   *
   * @param mentions as the tagger found them, each inside a sentence, not overlapping
   */
  public List<Mention> complete(String text, List<Sentence> sentences, List<Mention> mentions) {
    List<Mention> ordered = new ArrayList<>(mentions);
    ordered.sort(Comparator.comparingInt(mention -> mention.span().start()));
    List<Mention> complete = new ArrayList<>(ordered.size());
    int next = 0;
    for (Sentence sentence : sentences) {
      List<Mention> own = new ArrayList<>();
      while (next < ordered.size() && ordered.get(next).span().start() < sentence.span().end()) {
        own.add(ordered.get(next++));
      }
      complete.addAll(
          sentence.span().length() > LONGEST
              ? own
              : complete(new MentionLine(text, sentence.span(), own)));
    }
    complete.addAll(ordered.subList(next, ordered.size()));
    return complete;
  }

  private List<Mention> complete(MentionLine line) {
    ExaminationParts.split(line);
    TestNames.widen(line);
    subtypes.add(line);
    Complaints.add(line);
    listed.add(line);
    ShownFindings.retype(line);
    UntaggedActs.add(line);
    Deposits.add(line);
    StatesOfParts.retype(line);
    return line.mentions();
  }
}
