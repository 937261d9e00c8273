package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Subject.Sex;

/**
 * Says of each mention whether it holds, really happened, whose it is and when: cues propose, the
 * most specific proposal stays.
 *
 * <p>A cue reaches from its words to the next word that ends a scope, across lists. A word inside a
 * mention ends nothing.
 */
final class PropertyResolver {
  // Without a preposition between, a treatment that is denied stands close by.
  private static final int NEAREST_ACTION = 3;
  private static final int FARTHEST_ACTION = 1 + NEAREST_ACTION;
  private static final int CLAUSE_SIGHT = 8;
  private static final int ASIDE = 5;
  private static final List<TokenPattern> REASONS =
      List.of(
          TokenPattern.of("because of"),
          TokenPattern.of("(due|secondary|attributed) to"),
          TokenPattern.of("(caused|induced|triggered) by"));
  private static final int LONGEST_SUBJECT = 30;
  private static final int LONGEST_PHRASE = 8;
  private static final Set<String> CLAUSES = TokenPattern.wordClass("clause-link");
  private static final int SUBJECT_RANK = 6;
  private static final int FARTHEST_SUBJECT = 11;
  private static final int FARTHEST_VERB = 10;
  private static final int CHILD_REACH = 5;
  private static final int KIN_SIGHT = 11;
  private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s?$");
  private static final Set<String> COURSES = TokenPattern.wordClass("course-of-disease");
  private static final Set<String> DETERMINERS = TokenPattern.wordClass("article");
  private static final Set<String> STOPS = TokenPattern.wordClass("stop-transitive");
  private static final String GERUND = "ing";
  private static final Set<String> ING_PREPOSITIONS = TokenPattern.wordClass("ing-preposition");
  private static final Set<String> TAKING = TokenPattern.wordClass("stop-activity");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> OTHERS = TokenPattern.wordClass("other-person");
  private static final Set<String> OTHER_LEADS = TokenPattern.wordClass("other-patient-lead");
  private static final TokenPattern REGIMEN_LEAD = TokenPattern.of("(with|using|based) on?");
  private static final Set<String> REGIMENS = TokenPattern.wordClass("regimen-noun");
  private static final TokenPattern DELIVERED = TokenPattern.of("<delivering> ..4 <born-noun>");
  private static final TokenPattern GAVE_BIRTH_TO =
      TokenPattern.of("<giving> birth to ..4 <born-noun>");
  private static final TokenPattern DELIVERY_OF =
      TokenPattern.of("(delivery|birth) of ..4 <born-noun>");
  private static final TokenPattern WAS_BORN =
      TokenPattern.of("<born-noun> ..6 (was|were) <adverb-of-course>? (delivered|born)");
  private static final Set<String> OFFSPRING = TokenPattern.wordClass("fetus-or-newborn");
  private static final Set<String> FETUS = TokenPattern.wordClass("fetus");
  private static final Set<String> OF_FETUS = TokenPattern.wordClass("of-fetus");
  private static final Set<String> OF_PREGNANCY = TokenPattern.wordClass("of-pregnancy");
  private static final Set<String> HAVING = TokenPattern.wordClass("fetus-having");
  private static final Set<String> GAVE_BIRTH = TokenPattern.wordClass("giving-birth");
  private static final Set<String> HIM = TokenPattern.wordClass("male-pronoun");
  private static final Set<String> HERSELF = TokenPattern.wordClass("mother-word");
  private static final Set<String> LEADS_CLAUSE = TokenPattern.wordClass("clause-opening");
  private static final Set<String> MOTHER = TokenPattern.wordClass("birth-mother");
  private static final Set<String> NEWBORN_TESTS = TokenPattern.wordClass("newborn-test");
  private static final Set<String> LABELLED = TokenPattern.wordClass("labelled-patient");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> TESTED = TokenPattern.wordClass("tested-in");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> OWN_SUBJECTS = TokenPattern.wordClass("told-subject");
  private static final Set<String> OWN_VERBS = TokenPattern.wordClass("own-predicate");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> SENT = TokenPattern.wordClass("sent-participle");
  private static final Set<String> REPORTS = TokenPattern.wordClass("relative-reports");
  private static final Set<String> TELL = TokenPattern.wordClass("tell");
  private static final Set<String> AGED = TokenPattern.wordClass("age-tail");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> CHILD = TokenPattern.wordClass("offspring");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> PARTICIPLES = TokenPattern.wordClass("do-participle");
  private static final Set<String> PLACED = TokenPattern.wordClass("placed");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> DEVICES = TokenPattern.wordClass("device");
  private static final Set<String> PERSONAL = TokenPattern.wordClass("patient-pronoun");
  private static final Set<String> EXCEPTIONS = TokenPattern.wordClass("exception");
  private static final int PLACE_SIGHT = 5;
  private static final int ALTERNATIVE_SIGHT = 3;
  private static final int VERB_SIGHT = 2;
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("auxiliary");
  private static final Set<String> ONE_SUBJECT = TokenPattern.wordClass("singular-auxiliary");
  private static final Set<String> EXPERIENCE = TokenPattern.wordClass("relative-experience");
  private static final Pattern SINGULAR_ENDING = Pattern.compile("(?:s|i|u)s$");
  private static final Set<String> LOCATIVE = TokenPattern.wordClass("locative");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> COUNTS = TokenPattern.wordClass("count-word");
  private static final Set<String> COUNTING = TokenPattern.wordClass("counted-from");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> TAKES = TokenPattern.wordClass("take-verb");
  private static final TokenPattern COMPLAINED_OF = TokenPattern.of("(complained|complains) of");
  private static final TokenPattern FOUND_TO_HAVE =
      TokenPattern.of("<passive> ..1 <found-participle> to (have|be|carry|suffer|harbor|harbour)");
  private static final Set<String> KIN_VERBS = TokenPattern.wordClass("verb-of-having");
  private static final Set<String> ON_PATIENT = TokenPattern.wordClass("object-of-care");
  private static final Set<String> CASE_PERSONS = TokenPattern.wordClass("case-person");
  private static final Set<String> ANIMALS = TokenPattern.wordClass("pet-or-livestock");
  private static final Set<String> OF_ANIMALS = TokenPattern.wordClass("animal-people");
  private static final Set<String> DONORS = TokenPattern.wordClass("donor");
  private static final TokenPattern OTHER_RECIPIENT =
      TokenPattern.of("(recipient|recipients) of the (other|second|contralateral)");
  private static final Set<String> LATER_CHILD = TokenPattern.wordClass("later-child");
  private static final Set<String> EARLIER_CHILD = TokenPattern.wordClass("earlier-child");
  private static final Set<String> CO_NOUNS = TokenPattern.wordClass("co-noun");
  private static final TokenPattern OF_PATIENT =
      TokenPattern.of(
          "(previous|first|second|third|index|patient|case) ..1 (patient|case|NUM|,|was|had)");
  private static final int LEAD_SIGHT = 4;
  private static final TokenPattern CHILD_OF = TokenPattern.of("<child-of> (to|of|from|by)");
  private static final int FARTHEST_PARENT = 7;
  private static final Set<String> PARENTS = TokenPattern.wordClass("parent-noun");
  private static final Set<String> CHILD_NOUNS = TokenPattern.wordClass("born-noun");
  private static final Set<String> TWIN_LABELS = TokenPattern.wordClass("twin-label");
  private static final Set<String> HEALTHY = TokenPattern.wordClass("no-illness");
  private static final Set<String> PREGNANCY = TokenPattern.wordClass("pregnancy-noun");
  private static final Set<String> INTRANSITIVE = TokenPattern.wordClass("verb-of-happening");
  private static final Set<String> OUTCOMES = TokenPattern.wordClass("end-of-happening");
  private static final Set<String> HAD = TokenPattern.wordClass("finite-have");
  private static final Set<String> BY_MEANS = TokenPattern.wordClass("treatment-lead");
  private static final Set<String> GENERIC_TREATMENTS = TokenPattern.wordClass("treatment-noun");
  private static final Set<String> BESIDE = TokenPattern.wordClass("beside-word");
  private static final Set<String> SINGULAR = TokenPattern.wordClass("singular-verb");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");
  private static final Set<String> UNABLE = TokenPattern.wordClass("ability");
  private static final Set<String> ABILITIES = TokenPattern.wordClass("ability-verb");
  private static final Set<String> COMPARED = TokenPattern.wordClass("compared-word");
  private static final Set<String> INFINITIVE = TokenPattern.wordClass("infinitive-mark");
  private static final Set<String> OF_DRUGS = TokenPattern.wordClass("of-drugs");
  private static final Set<String> SUGGESTING = TokenPattern.wordClass("suggest");
  private static final Set<String> EVIDENCE = TokenPattern.wordClass("evidence");
  private static final Set<String> OTHER_OR_ANY = TokenPattern.wordClass("other-or-any");

  /** What a study shows: "no MRI evidence", "no CT abnormality". */
  private static final Set<String> SIGNS = TokenPattern.wordClass("shown-by-study");

  private static final Set<String> DENYING = TokenPattern.wordClass("deny");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Map<String, String> BRACKETS = Map.of("(", ")", "[", "]");
  private static final Set<String> INTRODUCTIONS = TokenPattern.wordClass("introducing");
  private static final Set<String> JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> ENDING = TokenPattern.wordClass("end-a-drug");
  private static final Set<String> OF_HISTORY = TokenPattern.wordClass("of-history");

  private final CueTable cues;

  PropertyResolver(CueTable cues) {
    this.cues = cues;
  }

  /** Resolves all properties of all mentions of a patient who may have relatives only. */
  void resolve(Graph graph) {
    resolve(graph, false, Optional.empty());
  }

  /**
   * Resolves all properties of all mentions.
   *
   * @param woman whether the patient is a grown woman: where a birth is told, she is the mother
   * @param sex of the patient, which says whom a pronoun cannot mean
   */
  void resolve(Graph graph, boolean woman, Optional<Sex> sex) {
    boolean mother =
        woman && graph.sentences().stream().anyMatch(sentence -> tellsBirth(graph, sentence));
    for (Graph.Sentence sentence : graph.sentences()) {
      Scopes scopes = new Scopes(graph, sentence, woman, mother);
      for (Property property : Property.values()) {
        for (CueTable.Found found : cues.find(graph, sentence, CueTable.Axis.of(property))) {
          found.cue().value().ifPresent(value -> propose(scopes, found, value));
        }
      }
      sentence.nodes.forEach(PropertyResolver::byType);
      scopes.proposeRelatives();
      scopes.proposeAlternatives();
      sentence.nodes.forEach(PropertyResolver::withSharedNoun);
      sentence.nodes.forEach(node -> withDrugsOf(graph, sentence, node));
    }
    PronounSubjects.propose(graph, sex);
  }

  /** Whether a word in lower case is a relative, also as an owner: "mother's", "parents'". */
  static boolean isKin(String lower) {
    return KIN.contains(lower) || KIN.contains(POSSESSIVE.matcher(lower).replaceFirst(""));
  }

  private static boolean tellsBirth(Graph graph, Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (GAVE_BIRTH.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private static void propose(Scopes scopes, CueTable.Found found, Property.Value value) {
    if (value == Property.Value.FAMILY
        && (scopes.isPatientAsMother(found)
            || scopes.isPatientAsKin(found)
            || scopes.leavesWhose(found))) {
      return;
    }
    if (value == Property.Value.RESOLVED && hasObject(scopes.graph, scopes.sentence, found)) {
      return;
    }
    for (Graph.Node node : scopes.scope(found)) {
      // "never-smoker", "does not drink alcohol" deny nothing: the words of the cue are the name.
      boolean own =
          (node.type == MentionType.PERSONAL_BACKGROUND
                  || node.origin.equals("known-name")
                  || node.origin.equals(MentionCandidates.STATE)
                  || UNABLE.contains(scopes.graph.lower(scopes.sentence, found.first()))
                      && ABILITIES.contains(scopes.graph.lower(scopes.sentence, found.end())))
              && found.first() >= node.first
              && found.end() <= node.end;
      if (own) {
        continue;
      }
      if (value == Property.Value.POSSIBLE
          && COURSES.contains(scopes.graph.lower(scopes.sentence, node.end))
          && node.isProblem()) {
        continue;
      }
      int distance = Math.max(0, Math.max(node.first - found.end(), found.first() - node.end));
      boolean refutable = node.type == MentionType.DISEASE_DISORDER;
      Property.Value fitting =
          value == Property.Value.REFUTED && !refutable ? Property.Value.ABSENT : value;
      node.propose(
          new Graph.Proposal(
              fitting, found.cue().id(), found.cue().rank(), distance, found.first(), found.end()));
    }
  }

  // "A woman with gout had stopped her allopurinol", "he was well when he stopped eating": the drug
  // was stopped, the gout did not stop.
  private static boolean hasObject(Graph graph, Graph.Sentence sentence, CueTable.Found found) {
    int object = found.end();
    object += DETERMINERS.contains(graph.lower(sentence, object)) ? 1 : 0;
    return STOPS.contains(graph.lower(sentence, found.end() - 1))
        && (TAKING.contains(graph.lower(sentence, found.end()))
            || graph.lower(sentence, found.end()).endsWith(GERUND)
                && !ING_PREPOSITIONS.contains(graph.lower(sentence, found.end()))
            || object < sentence.end
                && graph.nodeAt(object).filter(Graph.Node::isTreatment).isPresent());
  }

  // "Primary and secondary adrenal insufficiency were ruled out": what reaches the noun reaches
  // each.
  private static void withSharedNoun(Graph.Node node) {
    node.sharedNoun()
        .ifPresent(
            noun -> {
              for (Property property : Property.values()) {
                if (node.proposal(property).isEmpty()) {
                  noun.proposal(property).ifPresent(node::propose);
                }
              }
            });
  }

  // "He refused chemotherapy with A, B and C", "he was to start chemotherapy with A": what was not
  // done, was not done with its drugs.
  private static void withDrugsOf(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    Optional<Graph.Proposal> reality =
        node.isTreatment()
            ? node.proposal(Property.REALITY)
                .filter(
                    said ->
                        said.value() == Property.Value.NOT_DONE
                            || said.value() == Property.Value.HYPOTHETICAL
                                && INFINITIVE.contains(graph.lower(sentence, said.end() - 2)))
                .filter(said -> said.end() <= node.first)
            : Optional.empty();
    if (reality.isEmpty() || !OF_DRUGS.contains(graph.lower(sentence, node.end))) {
      return;
    }
    sentence.nodes.stream()
        .filter(drug -> drug.first == node.end + 1 && drug.type == MentionType.MEDICATION)
        .findFirst()
        .map(
            drug ->
                sentence.coordination(drug).map(Graph.Coordination::members).orElse(List.of(drug)))
        .ifPresent(
            drugs ->
                drugs.stream()
                    .filter(drug -> drug.proposal(Property.REALITY).isEmpty())
                    .forEach(drug -> drug.propose(reality.get())));
  }

  private static void byType(Graph.Node node) {
    if (node.type == MentionType.FAMILY_HISTORY) {
      node.propose(new Graph.Proposal(Property.Value.FAMILY, "type", 1, 0, node.first, node.first));
    }
    if (node.type == MentionType.HISTORY) {
      node.propose(new Graph.Proposal(Property.Value.PAST, "type", 1, 0, node.first, node.first));
    }
  }

  /** The scopes of cues in one sentence. */
  private final class Scopes {
    private final Graph graph;
    private final Graph.Sentence sentence;
    private final boolean woman;
    private final boolean mother;
    private final Boundary[] boundaries;
    // The shortest node that a token is in, one that may be a fact before a detail; or null.
    private final Graph.Node[] inside;

    private enum Boundary {
      NONE,
      CLAUSE,
      END
    }

    Scopes(Graph graph, Graph.Sentence sentence, boolean woman, boolean mother) {
      this.graph = graph;
      this.sentence = sentence;
      this.woman = woman;
      this.mother = mother;
      int size = sentence.end - sentence.first;
      inside = new Graph.Node[size];
      List<Graph.Node> longestFirst = new ArrayList<>(sentence.nodes);
      // A detail inside a mention, "[intramuscular] injection", does not hide it.
      longestFirst.sort(
          Comparator.comparing((Graph.Node node) -> CueTable.Target.ALL.includes(node.type))
              .thenComparing(Graph.Node::length, Comparator.reverseOrder()));
      for (Graph.Node node : longestFirst) {
        Arrays.fill(inside, node.first - sentence.first, node.end - sentence.first, node);
      }
      boundaries = new Boundary[size];
      Arrays.fill(boundaries, Boundary.NONE);
      for (CueTable.Found found : cues.find(graph, sentence, CueTable.Axis.BOUNDARY)) {
        mark(found, found.cue().endsScope() ? Boundary.END : Boundary.CLAUSE);
      }
      for (int i = sentence.first; i < sentence.end; i++) {
        if (inside(i) == null && at(i).equals("and") && isProblemClause(i)) {
          boundaries[i - sentence.first] = Boundary.END;
        } else if (boundary(i) == Boundary.NONE && inside(i) == null && startsClause(i)) {
          boundaries[i - sentence.first] = Boundary.CLAUSE;
        }
      }
      for (int i = sentence.first; i < sentence.end; i++) {
        if (boundary(i) == Boundary.CLAUSE && isDeniedHistory(i)) {
          boundaries[i - sentence.first] = Boundary.NONE;
        }
      }
      int introduced = introductionEnd();
      if (introduced >= 0) {
        boundaries[introduced - sentence.first] = Boundary.END;
      }
    }

    // "no history of jaundice, transfusion, family history of asthma": one more item of what is
    // denied. "No history of trauma, and family history of epilepsy was reported" begins something
    // new.
    private boolean isDeniedHistory(int mark) {
      int at = mark + 1;
      while (LIST.contains(at(at)) || at(at).equals("family")) {
        at++;
      }
      boolean item = LIST.contains(at(mark)) && at(at).equals("history") && at(at + 1).equals("of");
      for (int i = at + 2; item && i < sentence.end && !at(i).equals(";"); i++) {
        item = inside(i) != null || !FINITE.contains(at(i));
      }
      for (int i = mark - 1; item && i >= sentence.first; i--) {
        boolean none = at(i).equals("history") && (isNo(i - 1) || isNo(i - 2));
        if (none || DENYING.contains(at(i))) {
          return true;
        }
        item = inside(i) != null || !FINITE.contains(at(i)) && !CLAUSE_ENDS.contains(at(i));
      }
      return false;
    }

    private boolean isNo(int token) {
      return at(token).equals("no") || at(token).equals("without");
    }

    // "After excluding other causes, the neuropathy was attributed to": the comma before the main
    // clause; else -1.
    private int introductionEnd() {
      int lead = sentence.first;
      if (!INTRODUCTIONS.contains(at(lead))) {
        // "She said that while her husband was away, she fell"
        lead = sentence.first + 1;
        while (lead < sentence.end
            && !(at(lead - 1).equals("that") && INTRODUCTIONS.contains(at(lead)))) {
          lead++;
        }
      }
      for (int i = lead + 1; i < sentence.end; i++) {
        if (inside(i) == null && at(i).equals(",") && isMainClause(i + 1)) {
          return i;
        }
      }
      return -1;
    }

    private boolean isMainClause(int from) {
      for (int i = from; i < Math.min(sentence.end, from + CLAUSE_SIGHT); i++) {
        if (inside(i) != null) {
          continue;
        }
        if (FINITE.contains(at(i))) {
          return i > from;
        }
        if (LIST.contains(at(i)) || CLAUSES.contains(at(i)) || PREPOSITIONS.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    // "typical of sarcoidosis or tuberculosis", "a melanoma or a nevus": of two diseases that are
    // named as alternatives, neither is certain.
    private void proposeAlternatives() {
      for (int or = sentence.first + 1; or < sentence.end; or++) {
        Graph.Node one = inside(or) == null && OR.contains(at(or)) ? inside(or - 1) : null;
        Graph.Node other = one == null ? null : alternative(or);
        boolean disease =
            other != null
                && one.type == MentionType.DISEASE_DISORDER
                && other.type == MentionType.DISEASE_DISORDER;
        if (!disease) {
          continue;
        }
        for (Graph.Node candidate : List.of(one, other)) {
          candidate.propose(
              new Graph.Proposal(Property.Value.POSSIBLE, "alternative", 0, 0, or, or + 1));
        }
      }
    }

    private Graph.Node alternative(int or) {
      int last = Math.min(sentence.end, or + ALTERNATIVE_SIGHT + 1);
      for (int i = or + 1; i < last; i++) {
        Graph.Node node = inside(i);
        if (node != null && node.isProblem()) {
          return node;
        }
        boolean ends =
            VERBS.contains(at(i)) || LIST.contains(at(i)) || PREPOSITIONS.contains(at(i));
        if (node == null && ends) {
          return null;
        }
      }
      return null;
    }

    // A clause whose subject is a relative is about the relative, whatever its verb; one in which
    // the relative only reports is about the patient.
    private void proposeRelatives() {
      if (mother) {
        proposeNewborn();
      }
      // "the glycemia of the parents"
      List.copyOf(sentence.nodes).stream()
          .filter(node -> node.isTest() || node.isProblem() && at(node.end).equals("of"))
          .forEach(this::proposeTested);
      int clause = sentence.first;
      for (int i = sentence.first; i < sentence.end; i++) {
        proposeParent(i);
        if (woman) {
          proposeFetus(i);
        }
        if (isKin(at(i))) {
          boolean patient = isPatientAsMother(i) || isPatientAsKin(i);
          proposeDescribed(i, patient ? Property.Value.PATIENT : Property.Value.FAMILY);
        }
        int owner = isKin(at(i)) ? ownSubject(i) : -1;
        int again = isKin(at(i)) && owner < 0 ? relativeAgain(i) : -1;
        if (again >= 0) {
          proposeSubject(i, again, Property.Value.FAMILY, "relative-again");
        }
        if (boundary(i) == Boundary.END || at(i).equals(";") || startsClauseOf(i)) {
          clause = i + 1;
        } else if (owner >= 0) {
          proposeSubject(i, owner, Property.Value.PATIENT, "owner-of-relative");
        } else if (isKin(at(i)) && isWithPatient(i)) {
          proposeSubject(i, i, Property.Value.PATIENT, "relative-with-patient");
        } else if (isKin(at(i)) && isBesidePerson(clause, i)) {
          proposeBesidePerson(i);
        } else if ((isRelative(clause, i) || isOther(i)) && isSubject(clause, i)) {
          int verb = verbOf(i);
          if (verb < 0) {
            continue;
          }
          boolean born = isBorn(i, verb);
          boolean labelled = isLabelled(clause, i);
          boolean reports = REPORTS.contains(at(verb));
          // "her son was referred with fever": he has it.
          boolean sent = PASSIVES.contains(at(verb)) && SENT.contains(at(verb + 1));
          if (!labelled
              && !reports
              && !sent
              && !isOwnVerb(verb)
              && (TELL.contains(at(verb)) || TELL.contains(at(verb + 1)))) {
            // "was found to have", "complained of": the cues around the mention decide.
            continue;
          }
          boolean tells = labelled || reports && !isOfTeller(verb);
          int from = tells ? verb : i;
          int end = from + 1;
          boolean experienced = EXPERIENCE.contains(at(verb));
          while (end < sentence.end
              && (boundary(end) != Boundary.END
                  || isReason(end)
                  || experienced && isOfObject(end)
                  || goesOnBehindBut(end))
              && !startsClauseOf(end)
              && !(isWhose(i) && DurationAttachment.endsClause(graph, sentence, end, end + 1))
              && !isBackAtOwner(i, end)) {
            end++;
          }
          int told = tells ? end : toldOf(i, verb, end);
          if (!tells) {
            sentence.markOther(i, Math.min(end, told + 1));
          }
          int own = tells ? ownPredicate(verb, end) : end;
          for (Graph.Node node : sentence.nodes) {
            boolean ofPatient = tells && node.first < own || !tells && node.first > told;
            boolean speaks = ofPatient ? node.isProblem() : CueTable.Target.ALL.includes(node.type);
            if (born && node.isTreatment()
                || tells && ofPatient && isOfThirdPerson(i, verb, node)) {
              continue;
            }
            if (node.first > from && node.end <= end && speaks) {
              node.propose(
                  new Graph.Proposal(
                      ofPatient
                          ? Property.Value.PATIENT
                          : isOther(i) ? Property.Value.OTHER : Property.Value.FAMILY,
                      ofPatient ? "relative-reports" : "relative-subject",
                      SUBJECT_RANK,
                      0,
                      i,
                      i + 1));
            }
          }
        }
      }
    }

    // "When her father was 40, he had": a pronoun that cannot mean the patient; else -1. "His
    // mother said she had seen a rash" is of the patient.
    private int relativeAgain(int kin) {
      String owner = at(kin - 1);
      if (!owner.equals("her") && !owner.equals("his")) {
        return -1;
      }
      String pronoun = owner.equals("her") ? "he" : "she";
      String other = owner.equals("her") ? "she" : "he";
      Set<String> named = TokenPattern.wordClass(pronoun.equals("he") ? "male-kin" : "female-kin");
      for (int i = kin + 1; named.contains(at(kin)) && i < sentence.end; i++) {
        if (at(i).equals(pronoun)) {
          boolean tells = TELL.contains(at(i + 1)) || TELL.contains(at(i + 2));
          return tells ? -1 : i;
        }
        if (TELL.contains(at(i)) || isKin(at(i)) || at(i).equals(other)) {
          return -1;
        }
      }
      return -1;
    }

    // "Since the birth of her son, she had", "like his father, he had": the clause behind the
    // relative has the owner of the relative as its subject. Where that begins; else -1.
    private int ownSubject(int kin) {
      int owner = kin - 1;
      while (owner > sentence.first && kin - owner < CHILD_REACH && !OWNERS.contains(at(owner))) {
        owner--;
      }
      boolean hers = at(owner).equals("her");
      if (!hers && !at(owner).equals("his") || !isOwnedAside(owner)) {
        return -1;
      }
      for (int i = kin + 1; i < sentence.end && i <= kin + FARTHEST_VERB; i++) {
        if (isOwner(i, hers)) {
          boolean tells = TELL.contains(at(i + 1)) && at(i + 2).equals(",");
          return tells ? -1 : i;
        }
        if (PERSONAL.contains(at(i))
            || at(i).equals(";")
            || inside(i) == null && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
          return -1;
        }
      }
      return -1;
    }

    // The relative depends on a preposition or participle, and is no subject itself.
    private boolean isOwnedAside(int owner) {
      return owner > sentence.first
          && (PREPOSITIONS.contains(at(owner - 1))
              || CLAUSES.contains(at(owner - 1))
              || TokenPattern.wordClass("beside-relative").contains(at(owner - 1))
              || at(owner - 1).endsWith("ing"));
    }

    private boolean isOwner(int i, boolean hers) {
      String noun = DEFINITE.contains(at(i - 1)) ? at(i) : "";
      return at(i).equals(hers ? "she" : "he")
          || noun.equals("patient")
          || noun.equals(hers ? "woman" : "man");
    }

    private void proposeSubject(int kin, int subject, Property.Value whose, String rule) {
      int end = subject + 1;
      while (end < sentence.end
          && boundary(end) != Boundary.END
          && !startsClauseOf(end)
          && !isKin(at(end))) {
        end++;
      }
      for (Graph.Node node : sentence.nodes) {
        if (node.first > subject && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
          node.propose(new Graph.Proposal(whose, rule, SUBJECT_RANK, 0, kin, kin + 1));
        }
      }
    }

    // "The mother has asthma and states that he has a rash", "his parents are sad that she has":
    // where the relative's clause goes over to the patient; else its end.
    private int toldOf(int kin, int verb, int end) {
      for (int i = verb + 1; i < end; i++) {
        boolean joined =
            at(i - 1).equals("and") || at(i - 1).equals("but") || at(i - 1).equals(",");
        boolean reports = joined && REPORTS.contains(at(i));
        int subject = reports && at(i + 1).equals("that") ? i + 2 : i + 1;
        boolean patient = TokenPattern.wordClass("article").contains(at(subject));
        patient &= PERSON.contains(at(subject + 1));
        if (inside(i) == null
            && (reports && (patient || PERSONAL.contains(at(subject)))
                || TokenPattern.wordClass("clause-lead").contains(at(i))
                    && isAnother(kin, at(subject)))) {
          return i;
        }
      }
      return end;
    }

    // "The parents denied fever and have asthma": where the relative says what he has himself;
    // else the end. "The mother reported that he coughs and has fever" is of the patient.
    private int ownPredicate(int verb, int end) {
      for (int i = verb + 1; i + 2 < end; i++) {
        if (OWN_SUBJECTS.contains(at(i))) {
          return end;
        }
        boolean joined = at(i).equals("and") || at(i).equals("but");
        boolean told = TELL.contains(at(i + 2)) || at(i + 2).endsWith("ed");
        if (joined && OWN_VERBS.contains(at(i + 1)) && !told) {
          return i;
        }
      }
      return end;
    }

    // "His brother complained of weakness", "was found to have ataxia", "took valproate": what the
    // relative has, or takes. "His mother took him to hospital", "was told that he has" are not.
    private boolean isOwnVerb(int verb) {
      if (TAKES.contains(at(verb))) {
        for (int i = verb + 1; i <= verb + VERB_SIGHT && i < sentence.end; i++) {
          if (inside(i) != null && inside(i).type == MentionType.MEDICATION) {
            return true;
          }
        }
        return false;
      }
      // "His mother complained of his inability to open the mouth"
      int object = COMPLAINED_OF.end(graph, sentence, verb);
      return object > verb && !OWNERS.contains(at(object))
          || FOUND_TO_HAVE.end(graph, sentence, verb) > verb;
    }

    // "His brother claims to have psoriasis", "reported having had".
    private boolean isOfTeller(int verb) {
      int have = at(verb + 1).equals("to") ? verb + 2 : verb + 1;
      boolean having = at(have).equals("having") || have > verb + 1 && at(have).equals("have");
      return having && !TELL.contains(at(have + 1));
    }

    // "His mother reported that his brother had epilepsy", "a family history of epilepsy": a cue
    // behind the verb of the one who tells names a relative other than the patient.
    private boolean isOfThirdPerson(int teller, int verb, Graph.Node node) {
      Optional<Graph.Proposal> whose = node.proposal(Property.EXPERIENCER);
      if (whose.isEmpty() || whose.get().value() == Property.Value.PATIENT) {
        return false;
      }
      for (int i = Math.max(verb + 1, whose.get().first()); i < whose.get().end(); i++) {
        if (TokenPattern.wordClass("of-family").contains(at(i))) {
          return true;
        }
        String owner = at(i - 1);
        boolean another =
            owner.equals("his") && isAnother(teller, "he")
                || owner.equals("her") && isAnother(teller, "she")
                || owner.equals("'s") && PERSON.contains(at(i - 2));
        if (isKin(at(i)) && (another || owner.equals("a") || owner.equals("another"))) {
          return true;
        }
      }
      return false;
    }

    // Whether a pronoun cannot mean a relative: "his mother", "he".
    private boolean isAnother(int kin, String pronoun) {
      boolean several = TokenPattern.wordClass("plural-kin").contains(at(kin));
      return switch (pronoun) {
        case "he" -> several || TokenPattern.wordClass("female-kin").contains(at(kin));
        case "she" -> several || TokenPattern.wordClass("male-kin").contains(at(kin));
        default -> false;
      };
    }

    // "his [diabetic] mother", "a [hypertensive], [asthmatic] 30-year-old mother", "his [alcoholic
    // father]": what describes a person.
    private void proposeDescribed(int person, Property.Value whose) {
      if (PREGNANCY.contains(at(person + 1))) {
        return;
      }
      List<Graph.Node> described = new ArrayList<>();
      int end = person;
      while (end > sentence.first && isAge(end - 1)) {
        end--;
      }
      Graph.Node around = inside(person);
      if (around != null && around.isProblem() && around.end == person + 1) {
        described.add(around);
      }
      Graph.Node node = problemBefore(end);
      if (node != null) {
        described.add(node);
        Graph.Node next = node;
        List<Graph.Node> listed = new ArrayList<>();
        while (next != null && isJoint(next.first - 1)) {
          next = problemBefore(next.first - 1);
          if (next != null) {
            listed.add(next);
          }
        }
        int lead = listed.isEmpty() ? node.first - 1 : listed.get(listed.size() - 1).first - 1;
        if (OWNERS.contains(at(lead)) || TokenPattern.wordClass("article").contains(at(lead))) {
          described.addAll(listed);
        }
      }
      for (Graph.Node each : described) {
        each.propose(
            new Graph.Proposal(whose, "described-relative", SUBJECT_RANK, 0, person, person + 1));
      }
    }

    private boolean isAge(int i) {
      return sentence.nodes(MentionType.AGE).anyMatch(age -> age.first <= i && i < age.end);
    }

    private Graph.Node problemBefore(int end) {
      Graph.Node node = isOutside(end - 1) ? null : inside(end - 1);
      boolean problem = node != null && node.isProblem() && node.end == end;
      return problem && !HEALTHY.contains(at(end - 1)) ? node : null;
    }

    // "born to a mother with epilepsy", "the infant of a [diabetic] woman who had preeclampsia": it
    // is the parent's, up to the next verb.
    private void proposeParent(int at) {
      int end = CHILD_OF.end(graph, sentence, at);
      if (end < 0) {
        return;
      }
      int person = end;
      while (person < end + FARTHEST_PARENT && !PARENTS.contains(at(person))) {
        if (VERBS.contains(at(person)) || PREPOSITIONS.contains(at(person))) {
          return;
        }
        person++;
      }
      if (!PARENTS.contains(at(person)) || isOutside(person)) {
        return;
      }
      Property.Value whose = isKin(at(person)) ? Property.Value.FAMILY : Property.Value.OTHER;
      proposeDescribed(person, whose);
      boolean who = WHO.contains(at(person + 1));
      if (who || at(person + 1).equals("with")) {
        proposeAttached(person, who, whose, "parent");
      }
    }

    // "He, his mother and his sister have", "the patient and his wife were", "his mother and he
    // have": of the patient, too.
    private boolean isWithPatient(int kin) {
      if (at(kin + 1).equals("and") && PERSONAL.contains(at(kin + 2))) {
        return FINITE.contains(at(kin + 3));
      }
      if (!FINITE.contains(at(kin + 1))) {
        return false;
      }
      boolean and = false;
      for (int i = kin - 1; i >= sentence.first; i--) {
        boolean person = PERSONAL.contains(at(i)) || CHILD_NOUNS.contains(at(i));
        // "He met the doctor, and his wife had": the doctor is not the patient.
        if (and && (person || CASE_PERSONS.contains(at(i))) && !isKin(at(i))) {
          return subjectOf(i);
        }
        and |= at(i).equals("and") || at(i).equals(",");
        boolean passed = LIST.contains(at(i)) || OWNERS.contains(at(i)) || isKin(at(i));
        if (!passed && !EARLIER_CHILD.contains(at(i)) && !LATER_CHILD.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    // Nothing but the words of its own phrase stands before: "the patient", "a 5-year-old boy".
    private boolean subjectOf(int person) {
      for (int i = person - 1; i >= sentence.first && boundary(i) != Boundary.END; i--) {
        if (VERBS.contains(at(i)) || PREPOSITIONS.contains(at(i)) || at(i).equals(",")) {
          return false;
        }
      }
      return true;
    }

    // "a fetus with hydrocephalus", "hydrops of the fetus", "fetal ultrasound showed a cleft lip"
    // in
    // the account of a woman: not hers. What ends or complicates the pregnancy is.
    private void proposeFetus(int at) {
      boolean study =
          OF_FETUS.contains(at(at))
              && (inside(at) != null && inside(at).isTest()
                  || at + 1 < sentence.end && inside(at + 1) != null && inside(at + 1).isTest());
      boolean has = FETUS.contains(at(at)) && HAVING.contains(at(at + 1));
      int end = study || has ? at + 1 : at;
      while (end > at
          && end < sentence.end
          && boundary(end) != Boundary.END
          && !startsClauseOf(end)
          && !(has && end > at + 1 && FINITE.contains(at(end)) && inside(end) == null)) {
        end++;
      }
      proposeOfFetus(at, at + 1, end);
      int owner = at - 1;
      while (TokenPattern.wordClass("article").contains(at(owner))) {
        owner--;
      }
      if (FETUS.contains(at(at))
          && owner < at - 1
          && TokenPattern.wordClass("site-preposition").contains(at(owner))) {
        int from = owner;
        while (from > sentence.first
            && boundary(from - 1) != Boundary.END
            && !(VERBS.contains(at(from - 1)) && inside(from - 1) == null)) {
          from--;
        }
        proposeOfFetus(at, from, owner);
      }
      Graph.Node own = OF_FETUS.contains(at(at)) ? inside(at) : null;
      if (own != null && own.isProblem()) {
        proposeOfFetus(at, own.first, own.end);
      } else if (OF_FETUS.contains(at(at)) && at + 1 < sentence.end && inside(at + 1) != null) {
        proposeOfFetus(at, at + 1, inside(at + 1).end);
      }
    }

    private void proposeOfFetus(int fetus, int from, int end) {
      for (Graph.Node node : sentence.nodes) {
        boolean hers = false;
        for (int i = node.first; i < node.end; i++) {
          hers |= OF_PREGNANCY.contains(at(i));
        }
        if (node.isProblem() && !hers && node.first >= from && node.end <= end) {
          node.propose(
              new Graph.Proposal(
                  Property.Value.OTHER, "of-fetus", SUBJECT_RANK, 0, fetus, fetus + 1));
        }
      }
    }

    // "Genetic testing in the mother showed a deletion": the test and what it showed are hers.
    private void proposeTested(Graph.Node test) {
      int kin = test.end + 1;
      while (OWNERS.contains(at(kin))
          || TokenPattern.wordClass("article").contains(at(kin))
          || POSSESSIVE.matcher(at(kin)).find()
          || POSSESSIVE.matcher(at(kin + 1)).find() && !isKin(at(kin))) {
        kin++;
      }
      boolean tested =
          TESTED.contains(at(test.end))
              && kin > test.end + 1
              && isKin(at(kin))
              && !POSSESSIVE.matcher(at(kin) + at(kin + 1)).find()
              && !isOutside(kin)
              && !isPatientAsMother(kin)
              && !isPatientAsKin(kin);
      if (!tested) {
        return;
      }
      int end = kin + 1;
      while (end < sentence.end && boundary(end) != Boundary.END && !startsClauseOf(end)) {
        end++;
      }
      int first =
          sentence
              .coordination(test)
              .map(list -> list.members().get(0).first)
              .filter(start -> start < test.first)
              .orElse(test.first);
      for (Graph.Node node : sentence.nodes) {
        if (node.first >= first && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
          node.propose(
              new Graph.Proposal(
                  Property.Value.FAMILY, "tested-relative", SUBJECT_RANK, 0, kin, kin + 1));
        }
      }
    }

    // What stands behind "with" or "who" up to a comma or the next verb.
    private void proposeAttached(int person, boolean who, Property.Value whose, String rule) {
      int from = person + 2;
      int end = who ? from + 1 : from;
      while (end < sentence.end
          && boundary(end) != Boundary.END
          && !startsClauseOf(end)
          && !at(end).equals(",")
          && !(FINITE.contains(at(end)) && !FINITE.contains(at(end - 1)))) {
        end++;
      }
      for (Graph.Node node : sentence.nodes) {
        if (node.first >= from && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
          node.propose(new Graph.Proposal(whose, rule, SUBJECT_RANK, 0, person, person + 1));
        }
      }
    }

    // "A girl with an affected sister developed ataxia": the girl did. "A girl with a brother who
    // has ataxia presented": what is said of the brother ends at the next verb.
    private boolean isBesidePerson(int clause, int kin) {
      if (isOfChild(kin)) {
        return true;
      }
      boolean person = false;
      boolean beside = false;
      for (int i = clause; i < kin; i++) {
        if (VERBS.contains(at(i)) || OWNERS.contains(at(i)) || isKin(at(i)) || at(i).equals(",")) {
          return false;
        }
        beside |= person && BESIDE.contains(at(i));
        person |= PERSON.contains(at(i)) && !OTHERS.contains(at(i));
      }
      return beside && kin - clause <= FARTHEST_SUBJECT;
    }

    // ", the infant of an HIV-positive mother, had fever": the infant had.
    private boolean isOfChild(int kin) {
      for (int i = kin - 1; i > sentence.first && kin - i <= FARTHEST_PARENT; i--) {
        if (at(i).equals("of")) {
          return CHILD_NOUNS.contains(at(i - 1)) && !OWNERS.contains(at(i + 1));
        }
        if (VERBS.contains(at(i)) || PREPOSITIONS.contains(at(i)) || OWNERS.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    private void proposeBesidePerson(int kin) {
      boolean who = WHO.contains(at(kin + 1));
      int from = who ? kin + 2 : kin + 1;
      if (at(kin + 1).equals("with")) {
        proposeAttached(kin, false, Property.Value.FAMILY, "relative-with");
        return;
      }
      from += at(from).equals(",") && isOfChild(kin) ? 1 : 0;
      if (!who && !VERBS.contains(at(from)) && !FINITE.contains(at(from))) {
        return;
      }
      int end = from + 1;
      while (end < sentence.end
          && boundary(end) != Boundary.END
          && !startsClauseOf(end)
          && !(who
              && (at(end).equals(",")
                  || FINITE.contains(at(end)) && !FINITE.contains(at(end - 1))))) {
        end++;
      }
      for (Graph.Node node : sentence.nodes) {
        if (node.first >= from && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
          node.propose(
              new Graph.Proposal(
                  who ? Property.Value.FAMILY : Property.Value.PATIENT,
                  who ? "relative-clause" : "beside-relative",
                  SUBJECT_RANK,
                  0,
                  kin,
                  kin + 1));
        }
      }
    }

    // "She delivered a girl weighing 2,450 g", "Apgar scores were 8 and 9" in the account of a
    // mother: the newborn's.
    private void proposeNewborn() {
      int delivery = sentence.end;
      int born = sentence.end;
      // "after delivery of her child, she had": what follows the comma is hers.
      boolean named = false;
      for (int i = sentence.first; i < sentence.end; i++) {
        int end =
            Math.max(DELIVERED.end(graph, sentence, i), GAVE_BIRTH_TO.end(graph, sentence, i));
        int of = DELIVERY_OF.end(graph, sentence, i);
        named |= of > end;
        end = Math.max(end, of);
        proposeBorn(i, WAS_BORN.end(graph, sentence, i));
        if (end > i && born == sentence.end) {
          delivery = i;
          born = end;
        }
      }
      int next = born;
      while (next < sentence.end
          && (boundary(next) != Boundary.END || isReason(next))
          && !(named && at(next).equals(","))
          && !startsClauseOf(next)) {
        next++;
      }
      for (Graph.Node node : sentence.nodes) {
        boolean behind =
            node.first >= delivery
                && node.end > born
                && node.end <= next
                && CueTable.Target.ALL.includes(node.type);
        if (behind || node.isTest() && isOfNewborn(node) || isOfHim(node)) {
          node.propose(
              new Graph.Proposal(
                  Property.Value.OTHER, "of-newborn", SUBJECT_RANK, 0, node.first, node.end));
        }
      }
    }

    // "A girl weighing 1,650 g was delivered"
    private void proposeBorn(int from, int end) {
      for (Graph.Node node : sentence.nodes) {
        if (node.first >= from && node.end <= end && !node.isTreatment()) {
          node.propose(
              new Graph.Proposal(
                  Property.Value.OTHER, "of-newborn", SUBJECT_RANK, 0, node.first, node.end));
        }
      }
    }

    // Her own birth weight is told of a woman too: "She had a birth weight of 1,900 g".
    private boolean isOfNewborn(Graph.Node test) {
      if (NEWBORN_TESTS.contains(at(test.first))) {
        return true;
      }
      boolean weight = at(test.first).equals("birth") && at(test.first + 1).equals("weight");
      boolean hers = false;
      for (int i = sentence.first; i < test.first && weight; i++) {
        if (TokenPattern.wordClass("born-noun").contains(at(i))) {
          return true;
        }
        hers |= HERSELF.contains(at(i));
      }
      return weight && !hers;
    }

    // "He weighed 3 kg" in the account of a woman: whoever he is, she is not.
    private boolean isOfHim(Graph.Node node) {
      for (int i = node.end - 1; i >= sentence.first; i--) {
        if (boundary(i) == Boundary.END || at(i).equals(";")) {
          return false;
        }
        if (HIM.contains(at(i))) {
          return i == sentence.first || LEADS_CLAUSE.contains(at(i - 1));
        }
      }
      return false;
    }

    // "The mother developed fever" in the account of one who gave birth: the patient herself.
    private boolean isPatientAsMother(CueTable.Found found) {
      for (int i = found.first(); i < found.end(); i++) {
        if (isPatientAsMother(i)) {
          return true;
        }
      }
      return false;
    }

    // "A 35-year-old house wife presented": the first person whose age is stated.
    private boolean opensAccount(int kin) {
      for (int i = sentence.first; i < kin; i++) {
        if (VERBS.contains(at(i))
            || OWNERS.contains(at(i))
            || PREPOSITIONS.contains(at(i))
            || at(i).equals(",")
            || POSSESSIVE.matcher(at(i)).find()
            || isKin(at(i))) {
          return false;
        }
      }
      return !at(kin + 1).equals("of")
          && sentence.nodes(MentionType.AGE).anyMatch(age -> age.end <= kin)
          && graph.sentences().stream()
              .takeWhile(earlier -> earlier != sentence)
              .noneMatch(earlier -> earlier.nodes(MentionType.AGE).findAny().isPresent());
    }

    private boolean isPatientAsMother(int i) {
      return mother
          && MOTHER.contains(at(i))
          && DEFINITE.contains(at(i - 1))
          && !OWNERS.contains(at(i - 1))
          && !at(i + 1).equals("of")
          && !hasOwnMother(i);
    }

    private boolean isPatientAsKin(CueTable.Found found) {
      for (int i = found.first(); i < found.end(); i++) {
        if (isPatientAsKin(i)) {
          return true;
        }
      }
      return false;
    }

    // "A woman, mother of three children, was referred", "a 34-year-old mother of two": who is told
    // of by what she is to others. "Mother of a boy with asthma" and "mother of the patient" are
    // not.
    private boolean isPatientAsKin(int kin) {
      if (isKin(at(kin)) && opensAccount(kin)) {
        return true;
      }
      if (isKin(at(kin)) && isTwinPatient(kin)) {
        return true;
      }
      if (!isKin(at(kin)) || !at(kin + 1).equals("of") && !at(kin + 1).equals("to")) {
        return false;
      }
      for (int i = kin + 2; i <= kin + KIN_SIGHT && !at(i).equals(","); i++) {
        if (VERBS.contains(at(i))) {
          break;
        }
        if (OF_PATIENT.end(graph, sentence, i) > i
            || DEFINITE.contains(at(i)) && OF_PATIENT.end(graph, sentence, i + 1) > i) {
          break;
        }
        if (at(i).equals("with") || LABELLED.contains(at(i)) || DEFINITE.contains(at(i))) {
          return false;
        }
      }
      int lead = kin - 1;
      Graph.Node described = problemBefore(kin);
      lead = described == null ? lead : described.first - 1;
      lead -= TokenPattern.wordClass("article").contains(at(lead)) ? 1 : 0;
      boolean apposition = at(lead).equals(",") || at(lead).equals("and");
      boolean aged = AGED.contains(at(lead));
      boolean person = aged;
      for (int i = sentence.first; i < lead; i++) {
        if (VERBS.contains(at(i)) || isKin(at(i)) || OWNERS.contains(at(i))) {
          return false;
        }
        person |= PERSON.contains(at(i)) || AGED.contains(at(i));
      }
      return person && (apposition || aged);
    }

    // "Twin A, a 3-day-old boy, had jaundice", "A 3-day-old boy, twin A, had": who is told of.
    private boolean isTwinPatient(int twin) {
      boolean labelled = TWIN_LABELS.contains(at(twin + 1)) && at(twin + 2).equals(",");
      boolean aged =
          twin == sentence.first && isAge(twin + 4)
              || at(twin - 1).equals(",") && isBefore(MentionType.AGE, twin);
      return at(twin).equals("twin")
          && labelled
          && aged
          && graph.sentences().stream()
              .takeWhile(earlier -> earlier != sentence)
              .noneMatch(earlier -> earlier.nodes(MentionType.AGE).findAny().isPresent());
    }

    private boolean isBefore(MentionType type, int at) {
      return sentence.nodes(type).anyMatch(node -> node.end <= at);
    }

    // "Her mother had diabetes, and the mother was treated": named before in the sentence.
    private boolean hasOwnMother(int end) {
      for (int i = sentence.first + 1; i < end; i++) {
        if (MOTHER.contains(at(i)) && OWNERS.contains(at(i - 1))) {
          return true;
        }
      }
      return false;
    }

    // "Patient 2, his sister,": the relative is a patient of the account, too.
    private boolean isLabelled(int clause, int kin) {
      boolean labelled = false;
      for (int i = clause; i < kin; i++) {
        labelled |= LABELLED.contains(at(i));
        if (labelled && at(i).equals(",")) {
          return clause == sentence.first;
        }
      }
      return false;
    }

    // "Her brother had a colonoscopy, which showed": what the object did goes on with it.
    private boolean isOfObject(int which) {
      int before = at(which - 1).equals(",") ? which - 2 : which - 1;
      Graph.Node object = isOutside(before) ? null : inside(before);
      return at(which).equals("which")
          && object != null
          && CueTable.Target.ALL.includes(object.type)
          && (SINGULAR.contains(at(which + 1)) || FINITE.contains(at(which + 1)));
    }

    // "A cousin had gout but no tophi", "but has no symptoms": the same subject. "But no rash was
    // found" has one of its own.
    private boolean goesOnBehindBut(int but) {
      if (!at(but).equals("but")) {
        return false;
      }
      if (FINITE.contains(at(but + 1))) {
        return true;
      }
      boolean none = isNo(but + 1) || at(but + 1).equals("not");
      for (int i = but + 2; none && i < sentence.end && boundary(i) != Boundary.END; i++) {
        none = inside(i) != null || !FINITE.contains(at(i)) && !VERBS.contains(at(i));
      }
      return none;
    }

    // "because of", "due to" and "caused by" go on with the same subject.
    private boolean isReason(int i) {
      return REASONS.stream()
          .anyMatch(
              words -> words.end(graph, sentence, i) > i || words.end(graph, sentence, i - 1) > i);
    }

    // "a man, whose mother had diabetes, underwent appendectomy": he did.
    private boolean isWhose(int person) {
      return at(person - 1).equals("whose");
    }

    // "Unlike his brother, who has gout, he has": behind the clause on the relative comes the
    // owner.
    private boolean isBackAtOwner(int kin, int comma) {
      int who = at(kin + 1).equals(",") ? kin + 2 : kin + 1;
      return WHO.contains(at(who))
          && comma > who
          && at(comma).equals(",")
          && PERSONAL.contains(at(comma + 1));
    }

    private boolean leavesWhose(CueTable.Found found) {
      return isWhose(found.first())
          && DurationAttachment.endsClause(graph, sentence, found.first(), found.end());
    }

    // ", and her brother", "and she": a clause with a subject of its own.
    private boolean startsClauseOf(int i) {
      boolean joins = at(i).equals("and") || at(i).equals("but") || at(i).equals("while");
      String next = at(i + 1);
      return joins
          && (PERSONAL.contains(next)
              || PERSON.contains(next)
              || TokenPattern.wordClass("article").contains(next)
                  && (KIN.contains(at(i + 2)) || PERSON.contains(at(i + 2)))
                  && TokenPattern.wordClass("verb").contains(at(i + 3)));
    }

    private boolean isSubject(int clause, int kin) {
      if (kin - clause > FARTHEST_SUBJECT) {
        return false;
      }
      boolean person = false;
      for (int i = clause; i < kin; i++) {
        // "a boy of healthy parents" is about the boy, "one of his brothers" about the brother.
        boolean of = at(i).equals("of");
        if (VERBS.contains(at(i))
            || PREPOSITIONS.contains(at(i)) && (!of || person) && !isAside(clause, i, kin)) {
          return false;
        }
        person |= PERSON.contains(at(i)) || CHILD.contains(at(i));
      }
      return true;
    }

    // "[During] pregnancy his mother took": the words of a preposition that opens the clause end
    // before the owner of the relative.
    private boolean isAside(int clause, int preposition, int kin) {
      int owner = kin - 1;
      while (owner > preposition && kin - owner < CHILD_REACH && !OWNERS.contains(at(owner))) {
        owner--;
      }
      return preposition == clause
          && OWNERS.contains(at(owner))
          && owner > preposition + 1
          && !PREPOSITIONS.contains(at(owner - 1))
          && !JOINTS.contains(at(owner - 1))
          && !OWNERS.contains(at(owner - 1));
    }

    // The verb of a relative who is the subject: "her son, aged 5, has", "his wife reported"; -1
    // where none is near.
    private int verbOf(int kin) {
      int inBrackets = 0;
      for (int i = kin + 1; i < sentence.end && i - inBrackets <= kin + FARTHEST_VERB; i++) {
        boolean aside = at(i).equals(",") && WHO.contains(at(i + 1));
        if (at(i).equals("(") || aside) {
          int close = i + 1;
          while (close < sentence.end && !at(close).equals(aside ? "," : ")")) {
            close++;
          }
          inBrackets += close - i;
          i = close;
          continue;
        }
        // "carried him to the hospital", "tested his glucose": an act on the patient.
        boolean having = KIN_VERBS.contains(at(i));
        if (having && ON_PATIENT.contains(at(i + 1))) {
          return -1;
        }
        if (TELL.contains(at(i)) || VERBS.contains(at(i)) || having) {
          return i;
        }
      }
      return -1;
    }

    // "Her roommate", "the source patient": nobody of the family.
    private boolean isOther(int i) {
      boolean other =
          woman
              && OFFSPRING.contains(at(i))
              && (OWNERS.contains(at(i - 1))
                  || TokenPattern.wordClass("article").contains(at(i - 1)));
      return other
          || isOtherNoun(i) && hasLead(i)
          || OTHER_RECIPIENT.end(graph, sentence, i) > i
          || PERSON.contains(at(i)) && OTHER_LEADS.contains(at(i - 1));
    }

    // A neighbor, a donor, an animal; not what the donor or the animal gave its name: "the donor
    // liver", "the dog bite".
    private boolean isOtherNoun(int i) {
      boolean named = ANIMALS.contains(at(i)) || DONORS.contains(at(i));
      boolean animal = named && !at(i + 1).equals("-") && !OF_ANIMALS.contains(at(i + 1));
      boolean verb = VERBS.contains(at(i + 1)) || FINITE.contains(at(i + 1));
      boolean aside = at(i + 1).equals(",") || at(i + 1).equals("(") || WHO.contains(at(i + 1));
      boolean coworker =
          CO_NOUNS.contains(at(i)) && at(i - 1).equals("-") && at(i - 2).equals("co");
      return OTHERS.contains(at(i))
          || coworker
          || animal && (verb || aside || ADVERBS.contains(at(i + 1)));
    }

    // "Her neighbor", "several of his classmates", "two coworkers", "the large dog".
    private boolean hasLead(int i) {
      for (int j = i - 1; j >= Math.max(sentence.first, i - LEAD_SIGHT); j--) {
        if (OWNERS.contains(at(j))
            || TokenPattern.wordClass("article").contains(at(j))
            || COUNTS.contains(at(j))
            || TokenPattern.wordClass("num").contains(at(j))) {
          return true;
        }
        if (VERBS.contains(at(j)) || PREPOSITIONS.contains(at(j)) || at(j).equals(",")) {
          return false;
        }
      }
      return false;
    }

    // "The baby was delivered by cesarean section": the mother was operated on.
    private boolean isBorn(int person, int verb) {
      boolean born = false;
      for (int i = verb; i <= verb + 2; i++) {
        born |= TokenPattern.wordClass("born-word").contains(at(i));
      }
      return born && OFFSPRING.contains(at(person));
    }

    // "Her mother", "her first child": a child is a relative only as somebody's.
    private boolean isRelative(int clause, int i) {
      if (isPatientAsMother(i) || isPatientAsKin(i)) {
        return false;
      }
      if (isKin(at(i))) {
        return true;
      }
      if (!CHILD.contains(at(i)) || at(i + 1).equals("-")) {
        return false;
      }
      for (int j = i - 1; j >= Math.max(clause, i - CHILD_REACH); j--) {
        if (OWNERS.contains(at(j)) || j == i - 1 && EARLIER_CHILD.contains(at(j))) {
          return true;
        }
        if (VERBS.contains(at(j)) || PREPOSITIONS.contains(at(j)) || at(j).equals(",")) {
          return false;
        }
      }
      return false;
    }

    private Graph.Node inside(int token) {
      return inside[token - sentence.first];
    }

    private Boundary boundary(int token) {
      return boundaries[token - sentence.first];
    }

    private boolean isOutside(int token) {
      return token < sentence.first || token >= sentence.end;
    }

    private String at(int token) {
      return graph.lower(sentence, token);
    }

    // A word of a mention is no boundary; the first one behind it may still be.
    private void mark(CueTable.Found found, Boundary boundary) {
      for (int i = found.first(); i < found.end(); i++) {
        if (inside(i) == null) {
          boundaries[i - sentence.first] = boundary;
          return;
        }
      }
    }

    // A comma before a noun with a verb in the singular: ", diuresis was preserved".
    private boolean startsClause(int comma) {
      if (at(comma).equals("and") && isClause(comma + 1) || isTreatmentClause(comma)) {
        return true;
      }
      if (!at(comma).equals(",") || OR.contains(at(comma + 1))) {
        return false;
      }
      for (int i = comma + 1; i < comma + CLAUSE_SIGHT && i < sentence.end; i++) {
        boolean pluperfect = HAD.contains(at(i)) && at(i + 1).equals("been");
        if (inside(i) == null && (pluperfect || SINGULAR.contains(at(i)))) {
          return true;
        }
        // ", and Wilson disease but showed": the verb has the subject of the verb before.
        if (i > comma + 1 && (LIST.contains(at(i)) || at(i).equals("but"))) {
          return false;
        }
      }
      return false;
    }

    // "no fever or cough and heparin was given": a treatment behind a finding, with a verb of its
    // own, is denied by nothing that is said of the finding.
    private boolean isTreatmentClause(int joint) {
      if (!at(joint).equals("and") && !at(joint).equals(",") || !followsProblem(joint)) {
        return false;
      }
      boolean treatment = false;
      for (int i = joint + 1; i < sentence.end && i <= joint + CLAUSE_SIGHT; i++) {
        Graph.Node node = inside(i);
        if (node != null && node.isProblem() || LIST.contains(at(i))) {
          return false;
        }
        treatment |= node == null ? isNoun(i) : node.isTreatment();
        if (node == null && PASSIVE.contains(at(i))) {
          return treatment && isDone(i + 1);
        }
      }
      return false;
    }

    // "did not subside and vomiting occurred", "was not given and the pain persisted": a problem
    // with a verb of its own behind a verb.
    private boolean isProblemClause(int and) {
      if (isOutside(and - 1) || inside(and - 1) != null) {
        return false;
      }
      int at = TokenPattern.wordClass("article").contains(at(and + 1)) ? and + 2 : and + 1;
      Graph.Node node = isOutside(at) ? null : inside(at);
      return node != null
          && node.first == at
          && node.isProblem()
          && INTRANSITIVE.contains(at(node.end))
          && OUTCOMES.contains(at(and - 1));
    }

    // "hypoglycemia and", "hypoglycemia five months later and"
    private boolean followsProblem(int joint) {
      for (int i = joint - 1; i >= Math.max(sentence.first, joint - ASIDE); i--) {
        Graph.Node node = inside(i);
        if (node != null && CueTable.Target.ALL.includes(node.type)) {
          return node.isProblem();
        }
        if (LIST.contains(at(i)) || VERBS.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    private boolean isNoun(int i) {
      return DEVICES.contains(at(i));
    }

    private boolean isDone(int verb) {
      int at = ADVERBS.contains(at(verb)) ? verb + 1 : verb;
      return PARTICIPLES.contains(at(at)) || PLACED.contains(at(at));
    }

    // A mention that holds a verb is a clause: "the left atrium was dilated".
    private boolean isClause(int token) {
      int at = TokenPattern.wordClass("article").contains(at(token)) ? token + 1 : token;
      Graph.Node node = isOutside(at) ? null : inside(at);
      if (node == null) {
        return false;
      }
      return graph.sentenceOf(at).nodes.stream()
          .anyMatch(
              other ->
                  other.first == at
                      && other.isProblem()
                      && SINGULAR.stream().anyMatch(verb -> isAmong(verb, other)));
    }

    private boolean isAmong(String verb, Graph.Node node) {
      for (int i = node.first + 1; i < node.end; i++) {
        if (at(i).equals(verb)) {
          return true;
        }
      }
      return false;
    }

    /** The mentions that a cue speaks of. */
    List<Graph.Node> scope(CueTable.Found found) {
      List<Graph.Node> scope = new ArrayList<>();
      // "expressed in the carcinoma, but not in Bowen's disease" says where, and denies no disease.
      boolean elsewhere =
          found.cue().axis() == CueTable.Axis.HOLDS
              && at(found.end() - 1).equals("not")
              && LOCATIVE.contains(at(found.end()))
              && found.cue().reach() == CueTable.Reach.RIGHT;
      if (elsewhere) {
        return scope;
      }
      Graph.Node around = inside(found.first());
      // A description, "excluded [tuberculosis]" as a whole, hides no cue.
      boolean fact = around != null && CueTable.Target.ALL.includes(around.type);
      if (fact && around.end > found.end()) {
        // "absence of appetite": the name denies itself, and what is listed behind it.
        boolean opens = around.first == found.first();
        if (opens && found.cue().reach() == CueTable.Reach.RIGHT) {
          add(found.cue(), around, 1, scope);
          if (goesOn(around)) {
            walk(found, around.end, 1, scope);
          }
        }
        return scope;
      }
      if (found.cue().reach() != CueTable.Reach.SELF) {
        within(found, scope);
      }
      switch (found.cue().reach()) {
        case RIGHT -> walk(found, found.end(), 1, scope);
        case LEFT -> {
          if (isOfObject(found)) {
            walk(found, found.end(), 1, scope);
            return scope.size() > 1 ? scope.subList(0, 1) : scope;
          }
          walk(found, found.first() - 1, -1, scope);
          reachSubject(found, scope);
        }
        case BOTH -> {
          walk(found, found.first() - 1, -1, scope);
          walk(found, found.end(), 1, scope);
        }
        case SELF -> {}
      }
      return scope;
    }

    // "He gained weight and stopped [prednisone]": a verb before its object speaks of that.
    private boolean isOfObject(CueTable.Found found) {
      int object = DEFINITE.contains(at(found.end())) ? found.end() + 1 : found.end();
      Graph.Node node = isOutside(object) ? null : inside(object);
      return found.cue().axis() == CueTable.Axis.COURSE
          && JOINTS.contains(at(found.first()))
          && node != null
          && node.isTreatment();
    }

    // "[Bronchoscopy] with biopsy of a mass in the lung was performed": a passive verb speaks of
    // the
    // head of its subject, however long that is; what the subject is done for is not its object.
    private void reachSubject(CueTable.Found found, List<Graph.Node> scope) {
      if (!VERBS.contains(at(found.first()))) {
        return;
      }
      boolean reality = found.cue().axis() == CueTable.Axis.of(Property.REALITY);
      boolean possible = found.cue().value().filter(v -> v == Property.Value.POSSIBLE).isPresent();
      Optional<Graph.Node> subject =
          reality || possible ? subject(found.first()) : Optional.empty();
      if (subject.isEmpty()) {
        return;
      }
      if (possible) {
        scope.removeIf(node -> node.first > subject.get().end && node.isProblem());
      } else if (found.cue().target().includes(subject.get().type)
          && !scope.contains(subject.get())) {
        scope.add(subject.get());
      }
    }

    // The treatment or test at the head of the noun phrase before a verb, with a phrase behind it.
    private Optional<Graph.Node> subject(int verb) {
      int start = verb;
      while (start > sentence.first && verb - start <= LONGEST_SUBJECT && !endsSubject(start - 1)) {
        start--;
      }
      // "He underwent CT of the chest and was discharged": the object of another verb.
      boolean object = start > sentence.first && VERBS.contains(at(start - 1));
      if (object || at(verb - 1).equals("and")) {
        return Optional.empty();
      }
      boolean phrase = false;
      for (int i = start; i < verb; i++) {
        Graph.Node node = inside(i);
        if (node != null && (node.isTreatment() || node.isTest())) {
          for (int j = node.end; j < verb; j++) {
            phrase |= inside(j) == null && PREPOSITIONS.contains(at(j)) || at(j).equals("because");
          }
          return phrase ? Optional.of(node) : Optional.empty();
        }
        boolean other =
            node != null && CueTable.Target.ALL.includes(node.type) || PREPOSITIONS.contains(at(i));
        if (other || i - start > NEAREST_ACTION + 1) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private boolean endsSubject(int token) {
      if (inside(token) != null) {
        return false;
      }
      String word = at(token);
      boolean reduced = PARTICIPLES.contains(word) && !PASSIVE.contains(at(token - 1));
      return !reduced && VERBS.contains(word)
          || LIST.contains(word) && !word.equals("and")
          || word.equals("and") && VERBS.contains(at(token - 1))
          || CLAUSES.contains(word) && !(word.equals("because") && at(token + 1).equals("of"));
    }

    // "[no gout], asthma or stroke", "[no personal or familial history] of migraine".
    private boolean goesOn(Graph.Node denied) {
      if (isOutside(denied.end)) {
        return false;
      }
      boolean ofHistory = denied.is(MentionType.HISTORY, MentionType.FAMILY_HISTORY);
      return isAlternative(denied.end) || ofHistory && OF_HISTORY.contains(at(denied.end));
    }

    // An "or", or a comma with an "or" to come: what is listed so is denied or stated together.
    private boolean isAlternative(int at) {
      if (OR.contains(at(at))) {
        return true;
      }
      if (!at(at).equals(",")) {
        return false;
      }
      for (int i = at; i < sentence.end && boundary(i) == Boundary.NONE; i++) {
        if (inside(i) == null && OR.contains(at(i))) {
          return true;
        }
      }
      return false;
    }

    // "no [histological evidence] of", "was not [palpable]": behind the first word of the cue.
    private void within(CueTable.Found found, List<Graph.Node> scope) {
      for (int i = found.first() + 1; i < found.end(); i++) {
        Graph.Node node = inside(i);
        // "planned to stop A and to give B": A was taken.
        boolean ended = node != null && node.isTreatment() && ENDING.contains(at(i - 1));
        if (node != null && node.first == i && node.end <= found.end() && !ended) {
          add(found.cue(), node, 1, scope);
        }
      }
    }

    private void walk(CueTable.Found found, int from, int step, List<Graph.Node> scope) {
      CueTable.Cue cue = found.cue();
      boolean denies = cue.axis() == CueTable.Axis.HOLDS;
      boolean seen = false;
      boolean passed = false;
      Graph.Node last = null;
      Graph.Node skipped = null;
      int joint = -1;
      boolean example = false;
      int or = -1;
      int asideEnd = -1;
      int counted = -1;
      int verb = step < 0 ? auxiliary(found) : -1;
      boolean auxiliary = verb >= 0;
      int clauseJoint = auxiliary ? clauseJoint(verb) : -1;
      int bracket = bracketEnd(found.first(), step);
      Set<Graph.Node> listed = new HashSet<>();
      // "many, but not fatal, episodes of": what is between the commas stands for itself.
      boolean aside =
          denies
              && step > 0
              && at(found.first() - 1).equals("but")
              && at(found.first()).equals("not")
              && found.end() == found.first() + 1;
      // "was not [specific], and glioma was considered": the value is what is denied.
      boolean ofValue =
          step > 0
              && isDenial(cue)
              && !isOutside(from)
              && inside(from) != null
              && inside(from).type == MentionType.LAB_VALUE;
      for (int walked = 0; walked < cue.limit(); walked++) {
        int i = from + walked * step;
        if (isOutside(i)
            || boundary(i) == Boundary.END
            || i == clauseJoint
            || i == bracket && (seen || step > 0 && !isNameStart(i + 1))
            || aside && at(i).equals(",")) {
          return;
        }
        // "no perception of light and 6/36 acuity": what has a number is there.
        boolean joined = at(i).equals("and") || at(i).equals(",");
        boolean numbered = joined && startsWithNumber(i + 1) && !isNumberOfName(i);
        if (step > 0 && seen && isDenial(cue) && numbered) {
          return;
        }
        if (ofValue && joined && inside(i) == null && !isAlternative(i) && hasVerbBehind(i)) {
          return;
        }
        if (step > 0 && isComparison(found) && hasOwnVerb(i)) {
          return;
        }
        if (step > 0 && isDenial(cue) && isNewState(i)) {
          return;
        }
        if (step > 0 && seen && isDone(cue)) {
          asideEnd = Math.max(asideEnd, treatmentAsideEnd(i));
        }
        if (step > 0 && seen && cue.value().filter(v -> v == Property.Value.ACTIVE).isPresent()) {
          asideEnd = Math.max(asideEnd, regimenLeadEnd(i));
        }
        // "neuroleptics (such as haloperidol) and herbs were denied": brackets hold no end of it.
        if (boundary(i) == Boundary.CLAUSE
            && !(denies
                && step > 0
                && (isExample(i) || seen && isDenial(cue) && (isAside(i) || isOtherSign(i))))
            && !(i != bracket && bracketEnd(i, step) != bracket)
            && i >= asideEnd) {
          if (seen) {
            cut(scope, step < 0 && !auxiliary && VERBS.contains(at(i)) ? joint : -1);
            return;
          }
          passed = true;
        }
        example |= denies && seen && isExample(i);
        Graph.Node node = inside(i);
        if (seen && step > 0 && isDenial(cue) && node != null && isCountedFrom(node)) {
          counted = countedEnd(node.end);
        }
        if (i < counted) {
          continue;
        }
        if (node != null && node != last) {
          last = node;
          int near = or >= 0 ? walked - or : walked + 1;
          int distance =
              listed.contains(node) || example ? 1 : passed && or < 0 ? FARTHEST_ACTION : near;
          int before = scope.size();
          if (isExcepted(node) || isDenial(cue) && step > 0 && isStudyOfSign(node)) {
            continue;
          }
          boolean possible = cue.value().filter(v -> v == Property.Value.POSSIBLE).isPresent();
          boolean place =
              denies
                  && step > 0
                  && (seen || possible)
                  && node.isProblem()
                  && isPlace(node, skipped, found.end());
          skipped = place ? node : skipped;
          seen |= !place && add(cue, node, distance, scope);
          if (step < 0 && cue.limit() == 1 && scope.size() > before) {
            scope.addAll(listedBefore(node));
          }
          if (scope.size() > before) {
            sentence.coordination(node).ifPresent(list -> listed.addAll(list.members()));
          }
        }
        // "no history of diabetes or use of anticoagulants": the denial begins again behind "or".
        or = node == null && seen && denies && step > 0 && OR.contains(at(i)) ? walked : or;
        boolean joins = node == null && at(i).equals("and");
        joint = joins && joint < 0 && seen ? scope.size() : joint;
      }
    }

    // "not consistent with", "similar to that of": what it is compared with is named, not found.
    private boolean isComparison(CueTable.Found found) {
      boolean likeness =
          found.cue().value().filter(value -> value == Property.Value.HYPOTHETICAL).isPresent();
      return isDenial(found.cue()) && at(found.end() - 1).equals("with")
          || likeness && COMPARED.contains(at(found.first()));
    }

    // "and seizures were observed": another clause.
    private boolean hasOwnVerb(int joint) {
      int noun = joint + 1;
      noun += TokenPattern.wordClass("article").contains(at(noun)) ? 1 : 0;
      Graph.Node node = isOutside(noun) ? null : inside(noun);
      return at(joint).equals("and")
          && node != null
          && node.first == noun
          && VERBS.contains(at(node.end));
    }

    // "not specific, and glioma [was considered]"; but "not reactive for syphilis and HIV" goes on.
    private boolean hasVerbBehind(int joint) {
      for (int i = joint + 1; i < sentence.end && boundary(i) != Boundary.END; i++) {
        if (VERBS.contains(at(i)) && inside(i) == null) {
          return true;
        }
      }
      return false;
    }

    // "without reflux [and fully adapted to] catheterization": how the patient was instead.
    private boolean isNewState(int i) {
      String adverb = at(i + 1);
      String state = at(i + 2);
      return at(i).equals("and")
          && adverb.endsWith("ly")
          && state.endsWith("ed")
          && inside(i + 2) == null
          && PREPOSITIONS.contains(at(i + 3));
    }

    // "Treatment with A and B was planned": all of the list that the subject is made of. "He
    // received treatment with A, and B was planned" has another subject.
    private List<Graph.Node> listedBefore(Graph.Node last) {
      List<Graph.Node> members =
          sentence.coordination(last).map(Graph.Coordination::members).orElse(List.of());
      int at = members.indexOf(last);
      if (at < 1) {
        return List.of();
      }
      int with = members.get(0).first - 1;
      int noun = with - 1;
      int joint = members.get(at - 1).end;
      int before = TokenPattern.wordClass("article").contains(at(noun - 1)) ? noun - 2 : noun - 1;
      boolean subject =
          BY_MEANS.contains(at(with))
              && GENERIC_TREATMENTS.contains(at(noun))
              && (before < sentence.first
                  || !PREPOSITIONS.contains(at(before))
                      && !VERBS.contains(at(before))
                      && !FINITE.contains(at(before)));
      return subject && (at > 1 || !at(joint).equals(",")) ? members.subList(0, at) : List.of();
    }

    // "shock (suggestive of sepsis), anemia": what is said in brackets ends with them. The bracket
    // around a token in a direction; -1 without.
    private int bracketEnd(int token, int step) {
      int depth = 0;
      for (int i = token; !isOutside(i); i += step) {
        boolean opens = BRACKETS.containsKey(at(i));
        if (!opens && !BRACKETS.containsValue(at(i))) {
          continue;
        }
        if (opens != step > 0) {
          if (depth == 0) {
            return BRACKETS.containsKey(at(i)) || hasOpening(token, i) ? i : -1;
          }
          depth--;
        } else {
          depth++;
        }
      }
      return -1;
    }

    // "1) no fever": that bracket encloses nothing.
    private boolean hasOpening(int token, int close) {
      for (int i = token; i >= sentence.first; i--) {
        if (BRACKETS.containsKey(at(i))) {
          return BRACKETS.get(at(i)).equals(at(close));
        }
        if (BRACKETS.containsValue(at(i))) {
          return false;
        }
      }
      return false;
    }

    // "(possible) pneumonia"
    private boolean isNameStart(int token) {
      Graph.Node node = isOutside(token) ? null : inside(token);
      return node != null && node.first == token;
    }

    // "no fever, three days after a delivery": the delivery is not denied.
    private boolean isCountedFrom(Graph.Node node) {
      return node.type == MentionType.DATE
          && (COUNTING.contains(at(node.end - 1)) || COUNTING.contains(at(node.end)));
    }

    private int countedEnd(int from) {
      for (int i = from; i < sentence.end && i < from + ASIDE && !isJoint(i); i++) {
        Graph.Node node = inside(i);
        if (node != null && node.type != MentionType.DETAILED_DESCRIPTION) {
          return node.end;
        }
      }
      return from;
    }

    // "presented with cough and sepsis was ruled out": the "and" before the subject of the cue's
    // verb, where what stands before it has a verb of its own; else -1. A verb in the singular has
    // one subject; one in the plural has two, unless its subject is a plural.
    private int clauseJoint(int verb) {
      int near = jointBefore(verb);
      if (near < 0 || !hasSubject(near, verb)) {
        return -1;
      }
      int far = jointBefore(near);
      int joint = near;
      if (!ONE_SUBJECT.contains(at(verb))) {
        boolean alone = !PASSIVE.contains(at(verb)) || isPlural(at(verb - 1));
        joint = far >= 0 && at(far - 1).equals(",") ? far : alone ? near : far;
      }
      return joint >= 0 && hasVerbBefore(joint) ? joint : -1;
    }

    // "was started and was stopped": both verbs have the subject of the first.
    private boolean hasSubject(int joint, int verb) {
      for (int i = joint + 1; i < verb; i++) {
        if (inside(i) != null) {
          return true;
        }
      }
      return false;
    }

    private int auxiliary(CueTable.Found found) {
      int verb = found.end() - 1;
      while (verb > found.first() - VERB_SIGHT && !AUXILIARIES.contains(at(verb))) {
        verb--;
      }
      return AUXILIARIES.contains(at(verb)) ? verb : -1;
    }

    private int jointBefore(int token) {
      for (int i = token - 1; i > sentence.first && boundary(i) != Boundary.END; i--) {
        if (isOutsideFacts(i) && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
          return -1;
        }
        if (inside(i) == null && at(i).equals("and")) {
          return i;
        }
      }
      return -1;
    }

    // "had cough and", but "after he was seen, cough and".
    private boolean hasVerbBefore(int joint) {
      boolean comma = false;
      boolean verb = false;
      for (int i = joint - 1; i >= sentence.first; i--) {
        int opening = BRACKETS.containsValue(at(i)) ? bracketEnd(i - 1, -1) : -1;
        if (opening >= sentence.first) {
          i = opening;
          continue;
        }
        boolean word = isOutsideFacts(i);
        if (word && verb && comma && CLAUSES.contains(at(i)) && !WHO.contains(at(i))) {
          return false;
        }
        if (verb && (at(i).equals(",") || boundary(i) == Boundary.END)) {
          return true;
        }
        if (!verb && word && (boundary(i) == Boundary.END || CLAUSES.contains(at(i)))) {
          return false;
        }
        verb |= word && FINITE.contains(at(i));
        comma |= !verb && at(i).equals(",");
      }
      return verb;
    }

    // "complained" is told as an event, and is a verb all the same.
    private boolean isOutsideFacts(int i) {
      Graph.Node node = inside(i);
      return node == null || !node.isProblem() && !node.isTreatment() && !node.isTest();
    }

    private static boolean isPlural(String noun) {
      return noun.endsWith("s") && !SINGULAR_ENDING.matcher(noun).find();
    }

    // "no dyspnea at rest, orthopnea or syncope": a phrase behind one of a list does not end it.
    private boolean isAside(int preposition) {
      Graph.Node before = isOutside(preposition - 1) ? null : inside(preposition - 1);
      if (!PREPOSITIONS.contains(at(preposition))
          || at(preposition).equals("with")
          || before == null
          || !before.isProblem()) {
        return false;
      }
      int end = preposition + 1;
      while (end < sentence.end && end <= preposition + ASIDE && !isJoint(end)) {
        if (VERBS.contains(at(end)) || boundary(end) == Boundary.END) {
          return false;
        }
        end++;
      }
      int next = end;
      while (next < sentence.end && isJoint(next)) {
        next++;
      }
      boolean alternative = OR.contains(at(next - 1));
      for (int i = next; i < Math.min(sentence.end, next + NEAREST_ACTION); i++) {
        Graph.Node node = inside(i);
        if (node != null && node.isProblem()) {
          return next > end
              && !VERBS.contains(at(node.end))
              && (alternative || at(end).equals(",") && closes(node.end));
        }
        if (node == null && (VERBS.contains(at(i)) || DEFINITE.contains(at(i)))) {
          return false;
        }
      }
      return false;
    }

    // "no bruise, wound or other evidence for an injury": the last of the list.
    private boolean isOtherSign(int preposition) {
      int sign = SUGGESTING.contains(at(preposition - 1)) ? preposition - 2 : preposition - 1;
      int other = sign - 1;
      return EVIDENCE.contains(at(sign))
          && OTHER_OR_ANY.contains(at(other))
          && OR.contains(at(other - 1));
    }

    // "no CT or MRI evidence of a stroke": the studies were made and did not show it.
    private boolean isStudyOfSign(Graph.Node node) {
      int end =
          sentence
              .coordination(node)
              .map(list -> list.members().get(list.members().size() - 1).end)
              .orElse(node.end);
      return (node.isTest() || node.type == MentionType.THERAPEUTIC_PROCEDURE)
          && (SIGNS.contains(at(node.end)) || SIGNS.contains(at(end)) && inside(end - 1).isTest());
    }

    // "consisted of radiation with 46 Gy to the pelvis and chemotherapy": the list of what was done
    // goes on behind a phrase, if no verb follows.
    private int treatmentAsideEnd(int preposition) {
      Graph.Node before = isOutside(preposition - 1) ? null : inside(preposition - 1);
      if (before == null || !before.isTreatment() || !PREPOSITIONS.contains(at(preposition))) {
        return -1;
      }
      Graph.Node next = isOutside(preposition + 1) ? null : inside(preposition + 1);
      if (at(preposition).equals("to") && next != null && next.isTreatment()) {
        // "surgery to remove the tumor": what it is for.
        return -1;
      }
      int joint = -1;
      for (int i = preposition + 1; i < sentence.end; i++) {
        Graph.Node node = inside(i);
        if (boundary(i) == Boundary.END && !at(i).equals(".")
            || node == null && VERBS.contains(at(i))) {
          return -1;
        }
        boolean joins = node == null && at(i).equals("and") && i - preposition <= LONGEST_PHRASE;
        joint = joins && joint < 0 ? i : joint;
      }
      return joint;
    }

    // "is receiving chemotherapy [based on] etoposide": the drugs that a therapy is made of.
    private int regimenLeadEnd(int lead) {
      Graph.Node therapy = isOutside(lead - 1) ? null : inside(lead - 1);
      int end = REGIMEN_LEAD.end(graph, sentence, lead);
      if (therapy == null || end < 0 || !REGIMENS.contains(at(lead - 1))) {
        return -1;
      }
      Graph.Node drug = isOutside(end) ? null : inside(end);
      return drug != null && drug.type == MentionType.MEDICATION ? end : -1;
    }

    private static boolean isDone(CueTable.Cue cue) {
      return cue.value().filter(value -> value == Property.Value.DONE).isPresent();
    }

    private static boolean isDenial(CueTable.Cue cue) {
      return cue.value().filter(value -> value == Property.Value.ABSENT).isPresent();
    }

    private boolean startsWithNumber(int i) {
      return !isOutside(i) && (graph.token(i).isNumber() || COUNTS.contains(at(i)));
    }

    // "negative for HSV 1 and 2, brucellosis": the second number belongs to the name as the first.
    private boolean isNumberOfName(int joint) {
      int before = at(joint - 1).equals(",") ? joint - 2 : joint - 1;
      int behind = joint + 2;
      return !isOutside(before)
          && graph.token(before).isNumber()
          && graph.token(joint + 1).isNumber()
          && (isJoint(behind) || LIST.contains(at(behind)) || at(behind).equals(")"));
    }

    private boolean isJoint(int i) {
      return at(i).equals(",") || at(i).equals("and") || OR.contains(at(i));
    }

    // Whether a list goes on to an "or" or "and" with another problem.
    private boolean closes(int from) {
      for (int i = from; i < sentence.end && boundary(i) != Boundary.END; i++) {
        if (inside(i) == null && (OR.contains(at(i)) || at(i).equals("and"))) {
          return i + 1 < sentence.end && !VERBS.contains(at(i + 1));
        }
        if (VERBS.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    // "all drugs except low-dose metoprolol were stopped"
    private boolean isExcepted(Graph.Node node) {
      for (int i = node.first - 1; i >= Math.max(sentence.first, node.first - PLACE_SIGHT); i--) {
        if (EXCEPTIONS.contains(at(i))) {
          return true;
        }
        if (at(i).equals(",") || VERBS.contains(at(i))) {
          return false;
        }
      }
      return false;
    }

    // "no vascularity within the mass or the lesion": where something was not is there itself. What
    // stands before the cue says nothing of it: "in the kidney suggesting an abscess".
    private boolean isPlace(Graph.Node node, Graph.Node skipped, int cueEnd) {
      int i = node.first - 1;
      while (i > sentence.first && node.first - i <= PLACE_SIGHT && !DEFINITE.contains(at(i))) {
        if (PREPOSITIONS.contains(at(i)) || VERBS.contains(at(i)) || at(i).equals(",")) {
          return false;
        }
        i--;
      }
      if (i < cueEnd || !DEFINITE.contains(at(i))) {
        return false;
      }
      boolean goesOn = skipped != null && i - 2 <= skipped.end && !at(i - 1).equals(",");
      return goesOn || LOCATIVE.contains(at(i - 1));
    }

    // "No side effects such as A or B", "no therapy in the form of A or B": denied by example.
    private boolean isExample(int index) {
      int i = at(index).equals(",") ? index + 1 : index;
      return at(i).equals("including")
          || at(i).equals("in") && at(i + 1).equals("the") && at(i + 2).equals("form")
          || at(i).equals("such") && at(i + 1).equals("as")
          || at(i).equals("as") && at(i - 1).equals("such");
    }

    // "CT showed A, and B was not seen": what stands before "and" is another verb's.
    private void cut(List<Graph.Node> scope, int size) {
      if (size >= 0) {
        scope.subList(size, scope.size()).clear();
      }
    }

    // Adds a mention that the cue may speak of; says whether any cue may speak of such.
    private boolean add(CueTable.Cue cue, Graph.Node node, int distance, List<Graph.Node> scope) {
      boolean speaks = cue.target().includes(node.type);
      boolean action = !CueTable.Target.PROBLEM.includes(node.type);
      boolean tooFar = action && cue.target() == CueTable.Target.ALL && distance > NEAREST_ACTION;
      // "suspected lupus, of Chinese origin"
      boolean background =
          node.type == MentionType.PERSONAL_BACKGROUND
              && cue.value().filter(value -> value == Property.Value.POSSIBLE).isPresent();
      if (speaks && !tooFar && !background) {
        scope.add(node);
      }
      return speaks || CueTable.Target.ALL.includes(node.type);
    }
  }
}
