package org.case2fhir.reading;

import java.util.List;
import java.util.Set;
import org.case2fhir.reading.ClauseBoundaries.Boundary;

/**
 * Clauses whose subject is a relative or another person: they are about that person, whatever their
 * verb, up to where the clause ends or the patient becomes the subject again. Where the relative
 * only reports, the clause is about the patient.
 *
 * @see PronounSubjects for clauses in which only a pronoun names the person
 */
final class RelativeSubjects {
  private static final Set<String> CLAUSES = TokenPattern.wordClass("clause-link");
  private static final int SUBJECT_RANK = 6;
  private static final int FARTHEST_SUBJECT = 11;
  private static final int FARTHEST_VERB = 10;
  private static final int CHILD_REACH = 5;
  private static final Set<String> LABELLED = TokenPattern.wordClass("labelled-patient");
  private static final Set<String> WHO = TokenPattern.wordClass("person-relative-pronoun");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> SENT = TokenPattern.wordClass("sent-participle");
  private static final Set<String> REPORTS = TokenPattern.wordClass("relative-reports");
  private static final Set<String> TELL = TokenPattern.wordClass("tell");
  private static final Set<String> PERSON = TokenPattern.wordClass("person");
  private static final Set<String> CHILD = TokenPattern.wordClass("offspring");
  private static final Set<String> PERSONAL = TokenPattern.wordClass("patient-pronoun");
  private static final Set<String> EXPERIENCE = TokenPattern.wordClass("relative-experience");
  private static final Set<String> DEFINITE = TokenPattern.wordClass("resuming");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> KIN_VERBS = TokenPattern.wordClass("verb-of-having");
  private static final Set<String> ON_PATIENT = TokenPattern.wordClass("object-of-care");
  private static final Set<String> CASE_PERSONS = TokenPattern.wordClass("case-person");
  private static final Set<String> LATER_CHILD = TokenPattern.wordClass("later-child");
  private static final Set<String> EARLIER_CHILD = TokenPattern.wordClass("earlier-child");
  private static final Set<String> CHILD_NOUNS = TokenPattern.wordClass("born-noun");
  private static final Set<String> SINGULAR = TokenPattern.wordClass("singular-verb");
  private static final Set<String> LIST = TokenPattern.wordClass("denied-list-joint");
  private static final Set<String> JOINTS = TokenPattern.wordClass("stop-joint");
  private static final Set<String> SHARING = TokenPattern.wordClass("shared-by-subjects");
  private static final Set<String> COUNTS = TokenPattern.wordClass("num");
  private static final Set<String> BESIDE_RELATIVES = TokenPattern.wordClass("beside-relative");

  private final Graph graph;
  private final Graph.Sentence sentence;
  private final ClauseBoundaries clauses;
  private final KinshipTerms kinship;
  private final PerinatalFindings perinatal;
  private final InformantStatements informants;
  private final KinshipModifiers modifiers;
  private final OtherPersons others;
  private final boolean woman;

  RelativeSubjects(
      Graph graph,
      Graph.Sentence sentence,
      ClauseBoundaries clauses,
      KinshipTerms kinship,
      PerinatalFindings perinatal,
      boolean woman) {
    this.graph = graph;
    this.sentence = sentence;
    this.clauses = clauses;
    this.kinship = kinship;
    this.perinatal = perinatal;
    this.informants = new InformantStatements(graph, sentence, clauses);
    this.modifiers = new KinshipModifiers(graph, sentence, clauses, kinship);
    this.others = new OtherPersons(graph, sentence, woman);
    this.woman = woman;
  }

  /** Proposes whose the mentions are that a relative or another person is near to. */
  void proposeRelatives() {
    // "the glycemia of the parents"
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.isTest() || node.isProblem() && at(node.end).equals("of"))
        .forEach(modifiers::proposeTested);
    int clause = sentence.first;
    for (int i = sentence.first; i < sentence.end; i++) {
      modifiers.proposeParent(i);
      if (woman) {
        perinatal.proposeFetus(i);
      }
      if (KinshipTerms.isKin(at(i))) {
        boolean patient = kinship.isPatientAsMother(i) || kinship.isPatientAsKin(i);
        modifiers.proposeDescribed(i, patient ? Property.Value.PATIENT : Property.Value.FAMILY);
      }
      int owner = KinshipTerms.isKin(at(i)) ? ownSubject(i) : -1;
      int again = KinshipTerms.isKin(at(i)) && owner < 0 ? relativeAgain(i) : -1;
      if (again >= 0) {
        proposeSubject(i, again, Property.Value.FAMILY, "relative-again");
      }
      if (clauses.boundary(i) == Boundary.END || at(i).equals(";") || clauses.startsClauseOf(i)) {
        clause = i + 1;
      } else if (owner >= 0) {
        proposeSubject(i, owner, Property.Value.PATIENT, "owner-of-relative");
      } else if (KinshipTerms.isKin(at(i)) && isWithPatient(i)) {
        int last = clauses.startsClauseOf(i + 1) ? i + 2 : i;
        proposeSubject(i, last, Property.Value.PATIENT, "relative-with-patient");
      } else if (KinshipTerms.isKin(at(i)) && modifiers.isBesidePerson(clause, i)) {
        modifiers.proposeBesidePerson(i);
      } else if ((kinship.isRelative(clause, i) || others.isOther(i)) && isSubject(clause, i)) {
        int verb = verbOf(i);
        if (verb < 0) {
          continue;
        }
        boolean born = perinatal.isBorn(i, verb);
        boolean labelled = isLabelled(clause, i);
        boolean reports = REPORTS.contains(at(verb));
        // "her son was referred with fever": he has it.
        boolean sent = PASSIVES.contains(at(verb)) && SENT.contains(at(verb + 1));
        if (!labelled
            && !reports
            && !sent
            && !informants.isOwnVerb(verb)
            && (TELL.contains(at(verb)) || TELL.contains(at(verb + 1)))) {
          // "was found to have", "complained of": the cues around the mention decide.
          continue;
        }
        boolean tells = labelled || reports && !informants.isOfTeller(verb);
        int from = tells ? verb : i;
        int end = from + 1;
        boolean experienced = EXPERIENCE.contains(at(verb));
        while (end < sentence.end
            && (clauses.boundary(end) != Boundary.END
                || clauses.isReason(end)
                || experienced && isOfObject(end)
                || goesOnBehindBut(end))
            && !clauses.startsClauseOf(end)
            && !(isWhose(i) && DurationAttachment.endsClause(graph, sentence, end, end + 1))
            && !isBackAtOwner(i, end)) {
          end++;
        }
        int told = tells ? end : informants.toldOf(i, verb, end);
        if (!tells) {
          sentence.markOther(i, Math.min(end, told + 1));
        }
        int own = tells ? informants.ownPredicate(verb, end) : end;
        for (Graph.Node node : sentence.nodes) {
          boolean ofPatient = tells && node.first < own || !tells && node.first > told;
          boolean speaks = ofPatient ? node.isProblem() : CueTable.Target.ALL.includes(node.type);
          if (born && node.isTreatment()
              || tells && ofPatient && informants.isOfThirdPerson(i, verb, node)) {
            continue;
          }
          if (node.first > from && node.end <= end && speaks) {
            node.propose(
                new Graph.Proposal(
                    ofPatient
                        ? Property.Value.PATIENT
                        : others.isOther(i) ? Property.Value.OTHER : Property.Value.FAMILY,
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

  // "When her father was 40, he had": a pronoun that cannot mean the patient; else -1. "His mother
  // said she had seen a rash" is of the patient.
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
      if (TELL.contains(at(i)) || KinshipTerms.isKin(at(i)) || at(i).equals(other)) {
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
          || clauses.inside(i) == null && (VERBS.contains(at(i)) || FINITE.contains(at(i)))) {
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
            || BESIDE_RELATIVES.contains(at(owner - 1))
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
        && clauses.boundary(end) != Boundary.END
        && !clauses.startsClauseOf(end)
        && !KinshipTerms.isKin(at(end))) {
      end++;
    }
    for (Graph.Node node : sentence.nodes) {
      if (node.first > subject && node.end <= end && CueTable.Target.ALL.includes(node.type)) {
        node.propose(new Graph.Proposal(whose, rule, SUBJECT_RANK, 0, kin, kin + 1));
      }
    }
  }

  // "He, his mother and his sister have", "neither he nor his wife had", "the patient and his wife
  // were", "his mother and he
  // have": of the patient, too.
  private boolean isWithPatient(int kin) {
    if (at(kin + 1).equals("and") && PERSONAL.contains(at(kin + 2))) {
      return FINITE.contains(at(kin + 3));
    }
    int verb = SHARING.contains(at(kin + 1)) ? kin + 2 : kin + 1;
    if (!FINITE.contains(at(verb)) && !(verb > kin + 1 && at(verb).endsWith("ed"))) {
      return false;
    }
    boolean and = false;
    for (int i = kin - 1; i >= sentence.first; i--) {
      boolean person = PERSONAL.contains(at(i)) || CHILD_NOUNS.contains(at(i));
      // "He met the doctor, and his wife had": the doctor is not the patient.
      if (and && (person || CASE_PERSONS.contains(at(i))) && !KinshipTerms.isKin(at(i))) {
        return subjectOf(i);
      }
      and |= at(i).equals("and") || at(i).equals("nor") || at(i).equals(",");
      boolean passed = LIST.contains(at(i)) || OWNERS.contains(at(i)) || KinshipTerms.isKin(at(i));
      // "the patient and two of his sisters"
      boolean some = COUNTS.contains(at(i)) || at(i).equals("of") && COUNTS.contains(at(i - 1));
      if (!passed && !some && !EARLIER_CHILD.contains(at(i)) && !LATER_CHILD.contains(at(i))) {
        return false;
      }
    }
    return false;
  }

  // Nothing but the words of its own phrase stands before: "the patient", "a 5-year-old boy".
  private boolean subjectOf(int person) {
    for (int i = person - 1; i >= sentence.first && clauses.boundary(i) != Boundary.END; i--) {
      if (VERBS.contains(at(i)) || PREPOSITIONS.contains(at(i)) || at(i).equals(",")) {
        return false;
      }
    }
    return true;
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
    Graph.Node object = clauses.isOutside(before) ? null : clauses.inside(before);
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
    // "His wife, but not the patient, had fever"
    boolean asideOfPatient =
        at(but + 1).equals("not")
            && at(but - 1).equals(",")
            && (PERSONAL.contains(at(but + 2)) && at(but + 3).equals(",")
                || CASE_PERSONS.contains(at(but + 3)) && at(but + 4).equals(","));
    if (FINITE.contains(at(but + 1)) || asideOfPatient) {
      return true;
    }
    boolean none = clauses.isNo(but + 1) || at(but + 1).equals("not");
    for (int i = but + 2; none && i < sentence.end && clauses.boundary(i) != Boundary.END; i++) {
      none = clauses.inside(i) != null || !FINITE.contains(at(i)) && !VERBS.contains(at(i));
    }
    return none;
  }

  // "a man, whose mother had diabetes, underwent appendectomy": he did.
  private boolean isWhose(int person) {
    return at(person - 1).equals("whose");
  }

  // "Unlike his brother, who has gout, he has": behind the clause on the relative comes the owner.
  private boolean isBackAtOwner(int kin, int comma) {
    int who = at(kin + 1).equals(",") ? kin + 2 : kin + 1;
    return WHO.contains(at(who))
        && comma > who
        && at(comma).equals(",")
        && PERSONAL.contains(at(comma + 1));
  }

  /** Whether a cue that names a relative says nothing of the relative. */
  boolean isOfPatient(CueTable.Found found) {
    return kinship.isPatientAsMother(found) || kinship.isPatientAsKin(found) || leavesWhose(found);
  }

  private boolean leavesWhose(CueTable.Found found) {
    return isWhose(found.first())
        && DurationAttachment.endsClause(graph, sentence, found.first(), found.end());
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

  private String at(int token) {
    return graph.lower(sentence, token);
  }
}
