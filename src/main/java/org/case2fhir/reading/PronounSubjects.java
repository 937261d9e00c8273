package org.case2fhir.reading;

import java.util.Optional;
import java.util.Set;
import org.case2fhir.model.Subject.Sex;

/**
 * Finds clauses about somebody else whom only a pronoun names: "Her father was seen. [He] had
 * hypertension." A pronoun of the other sex than the patient's is never the patient; one of the
 * same sex is a relative's where the sentence before says that the relative was examined. Who is
 * meant was named shortly before; where nobody was, the pronoun may be a slip of the author.
 *
 * <p>What somebody tells ("She said that he had fallen") is of the patient.
 */
final class PronounSubjects {
  /** The rule of its proposals. */
  static final String RULE = "pronoun-of-relative";

  private static final int RANK = 6;
  // Sentences between a person and the pronoun.
  private static final int FARTHEST = 2;
  private static final int VERB_SIGHT = 3;
  private static final int LEAD_SIGHT = 3;
  private static final int KIN_LEAD_SIGHT = 3;

  private static final Set<String> MALE = TokenPattern.wordClass("male-kin");
  private static final Set<String> FEMALE = TokenPattern.wordClass("female-kin");
  private static final Set<String> PLURAL = TokenPattern.wordClass("plural-kin");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> HAVE = TokenPattern.wordClass("have");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> ONE_OF_SEVERAL = TokenPattern.wordClass("one-of-several");
  private static final Set<String> ALL_OF_SEVERAL = TokenPattern.wordClass("all-of-several");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-person");
  private static final Set<String> DONORS = TokenPattern.wordClass("donor");
  private static final Set<String> PATIENTS = TokenPattern.wordClass("patient-noun");
  private static final Set<String> LEADS = TokenPattern.wordClass("resuming");
  private static final Set<String> TELLING = TokenPattern.wordClass("tell");
  private static final Set<String> OWN_ACTS = TokenPattern.wordClass("own-act");
  private static final Set<String> ENDS = TokenPattern.wordClass("own-clause-end");
  private static final Set<String> WORRIED = TokenPattern.wordClass("worried");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> PERCEIVED = TokenPattern.wordClass("perceived");
  private static final TokenPattern EXAMINED =
      TokenPattern.of("(was|were) <also-then>? <examined-person>");

  private static final TokenPattern RESCUE = TokenPattern.of("<begin-rescue> ..1 <rescue-word>");
  private static final Set<String> COMPOUND_LEADS = TokenPattern.wordClass("kin-compound-lead");
  private static final Set<String> TITLES = TokenPattern.wordClass("clinician-title");
  private static final TokenPattern CLINICIAN =
      TokenPattern.of("(the|a|an|our|her|his|dr) ..1 <clinician-as-subject>");

  private final Graph graph;
  private final boolean male;

  /** The relative or other person named last whom the pronoun may mean; -1 for nobody. */
  private int person = -1;

  private int personSentence;

  /** The relatives named last of whom there are several; -1 for none. */
  private int several = -1;

  private int severalSentence;
  private boolean related;

  /** Whether the sentence before says that a relative of the patient's sex was examined. */
  private boolean examined;

  private PronounSubjects(Graph graph, Sex sex) {
    this.graph = graph;
    this.male = sex == Sex.MALE;
  }

  /** Proposes whose the mentions of such clauses are. */
  static void propose(Graph graph, Optional<Sex> patient) {
    patient
        .filter(sex -> sex == Sex.MALE || sex == Sex.FEMALE)
        .ifPresent(
            sex -> {
              PronounSubjects subjects = new PronounSubjects(graph, sex);
              graph.sentences().forEach(subjects::read);
            });
  }

  private void read(Graph.Sentence sentence) {
    boolean goesOn = examined;
    examined = false;
    for (int i = sentence.first; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      boolean kin = (male ? FEMALE : MALE).contains(word) || PLURAL.contains(word);
      boolean unsexed = !kin && KinshipTerms.isKin(word) && !ofPatientsSex(word);
      // "the mother, a house wife": what she does for a living.
      kin &= !COMPOUND_LEADS.contains(graph.lower(sentence, i - 1));
      if (kin || unsexed || OTHERS.contains(word) || DONORS.contains(word)) {
        person = i;
        personSentence = sentence.index;
        related = kin || unsexed;
      }
      if (isSeveralKin(sentence, i)) {
        several = i;
        severalSentence = sentence.index;
      }
      if (several >= 0 && sentence.index - severalSentence <= FARTHEST && isOneOf(sentence, i)) {
        person = several;
        related = true;
        proposeUpTo(sentence, i, endOfOne(sentence, i));
      }
      boolean known = person >= 0 && sentence.index - personSentence <= FARTHEST;
      if (known && isOfOther(sentence, i) && i != person) {
        personSentence = sentence.index;
        proposeUpTo(sentence, i, end(sentence, i));
      }
    }
    if (isOfClinician(sentence) && personSentence != sentence.index) {
      person = -1;
    }
    if (goesOn && isPronoun(sentence, sentence.first) && !tells(sentence, sentence.first)) {
      proposeUpTo(sentence, sentence.first, end(sentence, sentence.first));
      examined = true;
    } else {
      examined = isExamined(sentence);
    }
  }

  // "The surgeon was called. He found": no relative, unless one was named in between.
  private boolean isOfClinician(Graph.Sentence sentence) {
    return CLINICIAN.end(graph, sentence, sentence.first) > sentence.first
        || TITLES.contains(graph.lower(sentence, sentence.first));
  }

  private boolean ofPatientsSex(String kin) {
    return (male ? MALE : FEMALE).contains(kin);
  }

  // "She had", and at the beginning of a sentence "Her ECG was", in the account of a man.
  private boolean isOfOther(Graph.Sentence sentence, int i) {
    String word = graph.token(i).lower();
    boolean owner = i == sentence.first && word.equals(male ? "her" : "his");
    boolean subject = word.equals(male ? "she" : "he");
    return (owner || subject) && !tells(sentence, i);
  }

  private boolean isPronoun(Graph.Sentence sentence, int i) {
    String word = graph.lower(sentence, i);
    return word.equals(male ? "he" : "she");
  }

  // "she said", "she had noticed", "she was worried", "he started resuscitation"; not "she
  // complained of", "she took".
  private boolean tells(Graph.Sentence sentence, int pronoun) {
    if (RESCUE.end(graph, sentence, pronoun + 1) > pronoun) {
      return true;
    }
    boolean passive = false;
    for (int i = pronoun + 1; i <= pronoun + VERB_SIGHT; i++) {
      String word = graph.lower(sentence, i);
      passive |= PASSIVE.contains(graph.lower(sentence, i - 1));
      boolean tells = TELLING.contains(word) && !OWN_ACTS.contains(word);
      if (WORRIED.contains(word) || !passive && (tells || PERCEIVED.contains(word))) {
        return true;
      }
    }
    return false;
  }

  // "She had two brothers", "his three older sisters": more than one relative of the patient.
  private boolean isSeveralKin(Graph.Sentence sentence, int i) {
    String word = graph.token(i).lower();
    if (!KinshipTerms.isKin(word) || !word.endsWith("s")) {
      return false;
    }
    for (int j = i - 1; j >= Math.max(sentence.first, i - KIN_LEAD_SIGHT); j--) {
      if (OWNERS.contains(graph.token(j).lower()) || HAVE.contains(graph.token(j).lower())) {
        return true;
      }
    }
    return false;
  }

  // "[The elder] had gout", "[Both] have gout": one or all of several relatives that were named.
  private boolean isOneOf(Graph.Sentence sentence, int i) {
    boolean all =
        i == sentence.first
            && sentence.index == severalSentence + 1
            && graph.sentences().get(severalSentence).nodes.stream()
                .noneMatch(node -> node.first > several && node.isProblem())
            && ALL_OF_SEVERAL.contains(graph.token(i).lower())
            && FINITE.contains(graph.lower(sentence, i + 1));
    return all
        || graph.token(i).lower().equals("the")
            && ONE_OF_SEVERAL.contains(graph.lower(sentence, i + 1))
            && FINITE.contains(graph.lower(sentence, i + 2));
  }

  private int endOfOne(Graph.Sentence sentence, int one) {
    int end = one + 1;
    while (end < sentence.end && !graph.token(end).lower().equals(";") && !isOneOf(sentence, end)) {
      end++;
    }
    return Math.min(end, end(sentence, one));
  }

  // The clause ends before the patient comes back: "she gave him", "and the boy".
  private int end(Graph.Sentence sentence, int pronoun) {
    for (int i = pronoun + 1; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      boolean own =
          word.equals(male ? "he" : "she")
              || word.equals(male ? "him" : "her")
              || word.equals(male ? "his" : "hers");
      boolean patient = PATIENTS.contains(word) && LEADS.contains(graph.lower(sentence, i - 1));
      if (own || patient || ENDS.contains(word)) {
        return i;
      }
    }
    return sentence.end;
  }

  private void proposeUpTo(Graph.Sentence sentence, int pronoun, int end) {
    sentence.markOther(pronoun, end);
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= pronoun && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
        node.propose(
            new Graph.Proposal(
                related ? Property.Value.FAMILY : Property.Value.OTHER,
                RULE,
                RANK,
                0,
                person,
                person + 1));
      }
    }
  }

  // "His brother was also examined": of the patient's own sex, and the subject of its sentence.
  private boolean isExamined(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      if (ofPatientsSex(word) && i - sentence.first <= LEAD_SIGHT) {
        for (int j = i + 1; j < sentence.end; j++) {
          int end = EXAMINED.end(graph, sentence, j);
          int subject = graph.lower(sentence, end).equals(";") ? end + 1 : -1;
          boolean goesOn = end > j && subject > end && isPronoun(sentence, subject);
          if (end > j && end >= sentence.end - 1 || goesOn && !tells(sentence, subject)) {
            person = i;
            personSentence = sentence.index;
            related = true;
            if (goesOn) {
              proposeUpTo(sentence, subject, sentence.end);
            }
            return true;
          }
        }
      }
    }
    return false;
  }
}
