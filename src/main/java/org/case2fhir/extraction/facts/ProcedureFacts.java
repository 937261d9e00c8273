package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;

/**
 * Therapeutic procedures: done or not done, and to what. A verb is named by its noun ("was
 * resected": resection); of several things that were resected each is a procedure of its own, at
 * its own site.
 */
final class ProcedureFacts {
  private static final int MOST_OBJECTS = 6;
  private static final Map<String, String> NOUNS =
      WordTable.rows(ProcedureFacts.class, "procedure-verbs.tsv").stream()
          .collect(Collectors.toUnmodifiableMap(row -> row[0], row -> row[1]));
  private static final Pattern INJECTION =
      Pattern.compile("(?i)(?:.{2,40} )?(?:injection|infusion|enema|irrigation|instillation)s?");
  private static final Pattern COUNT =
      Pattern.compile(
          "\\b((?:only )?(?:one|a single|two|three|four|five|\\d{1,2}))(?: [\\p{L}]{4,12}){0,2} $",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern EARLIER =
      Pattern.compile("\\b(?:previous|prior|earlier|former|past)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern PASSIVE =
      Pattern.compile(
          "\\b(?:was|were|been|be)(?: [\\p{L}]{2,14}ly| then| both| also)? $",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FINITE =
      Pattern.compile(
          "\\b(?:was|were|is|are|had|has|have|showed|revealed|underwent|which|who|after|because)\\b|;",
          Pattern.CASE_INSENSITIVE);
  // From one thing to the next: what tells of the first, then the conjunction.
  private static final Pattern AND =
      Pattern.compile(
          "(?: (?:of|with|in|on|at|an|measuring|sized|over|from)\\b.*?)?,?"
              + "(?: (?:and|as well as)(?: [\\p{L}]{1,10}){0,2} |, (?:an? |the )?)");
  private static final Pattern RELATIVE = Pattern.compile(",? (?:which|that) ?");
  private static final Pattern OTHER_SUBJECT =
      Pattern.compile(
          "\\b(?:he|she|they|we|it|patient|child|infant|boy|girl|man|woman)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OBJECT =
      Pattern.compile("^ (?:(?:the|an?|this|these|both|all|her|his) )?(?:[\\p{L}-]{3,14} )?$");

  private static final Pattern SITE =
      Pattern.compile(
          " (?:in|on|into|at|to|of)(?: (?:the|her|his|both))? ", Pattern.CASE_INSENSITIVE);

  private final Draftsman draftsman;

  ProcedureFacts(Draftsman draftsman) {
    this.draftsman = draftsman;
  }

  /**
   * A procedure and what it was done to.
   *
   * @param object the mention of the finding that it removed or treated
   */
  record Done(Draft draft, Optional<Mention> object) {}

  /**
   * Whether a mention names a treatment: also an injection that the tagger took for a route, where
   * no drug is told that it brought in.
   */
  boolean isProcedure(PatientSentence sentence, Mention mention) {
    if (mention.type() == MentionType.THERAPEUTIC_PROCEDURE) {
      return true;
    }
    return mention.type() == MentionType.ADMINISTRATION
        && INJECTION.matcher(sentence.words(mention)).matches()
        && sentence.reading().relations().stream()
            .noneMatch(relation -> relation.detail().equals(mention));
  }

  /** Joins what was removed or treated to its procedure, and the procedure to where it was. */
  static void join(Done done, Draft finding) {
    done.draft().sites.addAll(finding.sites);
    finding.procedure = finding.procedure.or(() -> Optional.of(done.draft()));
    if (finding.findingCategory == FindingCategory.SYMPTOM && finding.kind == FactKind.FINDING) {
      finding.findingCategory = FindingCategory.PROCEDURE;
    }
  }

  /** The procedures that a mention tells; none for hypothetical ones and other people's. */
  List<Done> read(TimedSentence place, Mention head) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    boolean nobodys =
        context.certainty() == Certainty.HYPOTHETICAL
            || context.experiencer() != Context.Experiencer.PATIENT;
    if (nobodys || Statements.isGeneral(sentence, head) || isPart(sentence, head)) {
      return List.of();
    }
    Optional<String> noun =
        Optional.ofNullable(NOUNS.get(sentence.words(head).toLowerCase(Locale.ROOT)));
    if (noun.isEmpty()) {
      return List.of(
          new Done(draft(place, head, NounPhrases.ways(sentence, head)), Optional.empty()));
    }
    List<Mention> objects = objects(sentence, head);
    if (objects.isEmpty()) {
      return List.of(new Done(draft(place, head, List.of(noun.get())), Optional.empty()));
    }
    List<Done> done = new ArrayList<>();
    for (Mention object : objects) {
      String name = noun.get() + " of " + ConceptCoder.plain(sentence.words(object));
      Draft draft = draft(place, head, List.of(name, noun.get()));
      draft.sites.clear();
      done.add(new Done(draft, Optional.of(object)));
    }
    return done;
  }

  // "The middle cerebral artery territory" was taken for something done.
  private boolean isPart(PatientSentence sentence, Mention head) {
    String words = sentence.words(head);
    return ProblemNames.isPart(words)
        && !draftsman.coder().knows(Domain.PROCEDURE, words, sentence);
  }

  private Draft draft(TimedSentence place, Mention head, List<String> ways) {
    PatientSentence sentence = place.sentence();
    Context context = sentence.context(head);
    Coded coded = draftsman.coder().code(ways, List.of(Domain.PROCEDURE), sentence);
    Draft draft = draftsman.draft(FactKind.PROCEDURE, coded, place, head);
    boolean notDone =
        context.certainty() == Certainty.ABSENT || context.certainty() == Certainty.REFUTED;
    boolean possible = context.certainty() == Certainty.POSSIBLE;
    draft.assertion =
        notDone ? Assertion.ABSENT : possible ? Assertion.POSSIBLE : Assertion.PRESENT;
    draft.interventionStatus = notDone ? InterventionStatus.NOT_DONE : InterventionStatus.COMPLETED;
    Optional<String> count = count(sentence, head);
    count.ifPresent(draft.notes::add);
    // "Only one previous injection" was not given at the visit that tells it.
    if (count.filter(words -> EARLIER.matcher(words).find()).isPresent()) {
      draft.visit = Optional.empty();
    }
    if (head.type() == MentionType.ADMINISTRATION && draft.sites.isEmpty()) {
      siteBehind(sentence, head).ifPresent(draft.sites::add);
    }
    return draft;
  }

  // "only one previous injection": how often it was done has no field of its own.
  private static Optional<String> count(PatientSentence sentence, Mention head) {
    int from = Math.max(sentence.span().start(), head.span().start() - 40);
    if (from >= head.span().start()) {
      return Optional.empty();
    }
    Matcher matcher = COUNT.matcher(sentence.words(new Span(from, head.span().start())));
    return matcher.find() ? Optional.of(ConceptCoder.plain(matcher.group())) : Optional.empty();
  }

  private Optional<BodySite> siteBehind(PatientSentence sentence, Mention head) {
    List<Mention> mentions = sentence.mentions();
    int next = mentions.indexOf(head) + 1;
    boolean site =
        next < mentions.size()
            && mentions.get(next).type() == MentionType.BIOLOGICAL_STRUCTURE
            && SITE.matcher(Statements.between(sentence, head, mentions.get(next))).matches();
    return site
        ? Optional.of(draftsman.sites().site(sentence, mentions.get(next)))
        : Optional.empty();
  }

  // "A and B were resected", "we resected A".
  private static List<Mention> objects(PatientSentence sentence, Mention verb) {
    List<Mention> mentions = sentence.mentions();
    int index = mentions.indexOf(verb);
    List<Mention> objects = new ArrayList<>();
    String before =
        sentence.words(
            new Span(
                sentence.span().start(),
                Math.max(sentence.span().start() + 1, verb.span().start())));
    if (!PASSIVE.matcher(before).find()) {
      if (index + 1 < mentions.size()
          && isProblem(mentions.get(index + 1))
          && OBJECT
              .matcher(Statements.between(sentence, verb, mentions.get(index + 1)))
              .matches()) {
        objects.add(mentions.get(index + 1));
      }
      return objects;
    }
    int right = before.length() - trailingPassive(before);
    for (int i = index - 1; i >= 0 && objects.size() < MOST_OBJECTS; i--) {
      Mention mention = mentions.get(i);
      if (!isProblem(mention)) {
        continue;
      }
      int from = mention.span().end() - sentence.span().start();
      String between = from < right ? before.substring(from, right) : "";
      boolean joined = objects.isEmpty() || AND.matcher(between).matches();
      if (objects.isEmpty() && RELATIVE.matcher(between).matches()) {
        objects.add(mention);
        break;
      }
      if (FINITE.matcher(between).find() || !joined) {
        break;
      }
      objects.add(0, mention);
      right = mention.span().start() - sentence.span().start();
    }
    // "She developed fever and an abscess was drained": only the last is the subject of the verb.
    boolean another =
        objects.size() > 1 && OTHER_SUBJECT.matcher(before.substring(0, right)).find();
    return another ? objects.subList(objects.size() - 1, objects.size()) : objects;
  }

  private static int trailingPassive(String before) {
    Matcher matcher = PASSIVE.matcher(before);
    return matcher.find() ? before.length() - matcher.start() : 0;
  }

  private static boolean isProblem(Mention mention) {
    return mention.type() == MentionType.SIGN_SYMPTOM
        || mention.type() == MentionType.COREFERENCE
        || mention.type() == MentionType.DISEASE_DISORDER;
  }
}
