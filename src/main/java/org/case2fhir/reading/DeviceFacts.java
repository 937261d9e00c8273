package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.When;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;

/**
 * What stays in the body: put there by a procedure of the patient ("a pacemaker was implanted",
 * "annuloplasty with a 28-mm ring"), or carried by who comes with it ("a man with a pacemaker").
 * What was planned, refused or only removed was not put in place, and what a device does ("the
 * pacemaker was interrogated") is no implantation.
 */
final class DeviceFacts {
  private static final int LONGEST_NAME = 7;
  private static final int LONGEST_ASIDE = 4;
  private static final int TOOL_SIGHT = 9;
  private static final int ATTEMPT_SIGHT = 4;
  private static final double CONFIDENCE = 0.8;
  private static final Pattern SIZE =
      Pattern.compile("\\d[\\d.,]{0,8}-?(?:mm|cm|fr)?|[x×-]|mm|cm|fr|french|gauge");
  private static final Pattern ASIDE = Pattern.compile(" ?\\([^()]{1,40}\\) ?");
  private static final Set<String> COUNTS = TimeExpression.Lexicon.builtIn().numbers.keySet();
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite");
  private static final Set<String> OWNERS = TokenPattern.wordClass("own-or-article");
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final Set<String> VERBS = TokenPattern.wordClass("verb");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("clause-end");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> PLACED = TokenPattern.wordClass("placing-verb");
  private static final Set<String> PLACING = TokenPattern.wordClass("placing-noun");
  private static final Set<String> TOOL_LEADS = TokenPattern.wordClass("tool-lead");
  private static final Set<String> BEARERS = TokenPattern.wordClass("device-bearer");
  private static final Set<String> BEARING = TokenPattern.wordClass("device-bearing");
  private static final Set<String> DOUBTS = TokenPattern.wordClass("device-doubt");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> REMOVALS = TokenPattern.wordClass("device-removal");
  private static final Set<String> ATTEMPTS = TokenPattern.wordClass("device-attempt");
  private static final Set<String> NO_NAME = TokenPattern.wordClass("device-no-name");
  private static final Set<String> BEFORE_NAME = TokenPattern.wordClass("before-device-name");
  private static final Set<String> OF_HEART = TokenPattern.wordClass("side-of-heart");
  private static final Set<String> FIXING = TokenPattern.wordClass("fixing-verb");
  private static final Set<String> CAUSATIVE = TokenPattern.wordClass("causative");
  private static final Set<String> THROUGH = TokenPattern.wordClass("through");
  private static final Map<String, String> NOUNS =
      Map.of("inserted", "insertion", "implanted", "implantation", "deployed", "deployment");

  private final FactBuilder facts;
  private final Graph graph;

  /**
   * A name in a sentence.
   *
   * @param first with what counts or measures it
   * @param name where the name itself begins
   * @param lead the word of what was done that makes it a device: "annuloplasty" with a "ring"
   */
  private record Name(Graph.Sentence sentence, int first, int name, int end, String lead) {}

  private DeviceFacts(FactBuilder facts, Graph graph) {
    this.facts = facts;
    this.graph = graph;
  }

  /**
   * Marks what was put in where the verb is no act by itself: "was treated with an intramedullary
   * nail", "had a pacemaker implanted".
   */
  static void mark(Graph graph) {
    DeviceFacts devices = new DeviceFacts(null, graph);
    for (Graph.Sentence sentence : graph.sentences()) {
      for (int i = sentence.first; i < sentence.end; i++) {
        String word = graph.token(i).lower();
        boolean fixed =
            FIXING.contains(word)
                && TOOL_LEADS.contains(graph.lower(sentence, i + 1))
                && ProcedureVerbs.isPassive(graph, sentence, i)
                && !isDefinite(graph.lower(sentence, i + 2));
        if (fixed) {
          devices.starting(sentence, i + 2).ifPresent(devices::markPlaced);
        } else if (PLACED.contains(word)) {
          devices
              .ending(sentence, i)
              .filter(
                  name -> CAUSATIVE.contains(graph.lower(sentence, devices.beforeArticle(name))))
              .ifPresent(devices::markPlaced);
        }
      }
    }
  }

  private void markPlaced(Name name) {
    for (Graph.Node node : graph.nodesOver(name.name(), name.end()).toList()) {
      graph.remove(node);
    }
    graph.add(
        MentionType.THERAPEUTIC_PROCEDURE,
        name.name(),
        name.end(),
        CONFIDENCE,
        ProcedureVerbs.DEVICE_PLACED);
  }

  private static boolean isDefinite(String word) {
    return ARTICLES.contains(word) && !INDEFINITE.contains(word);
  }

  /** Adds the facts of all sentences; behind the unification of procedures. */
  static void read(FactBuilder facts) {
    DeviceFacts devices = new DeviceFacts(facts, facts.graph());
    for (FactDraft draft : List.copyOf(facts.drafts())) {
      if (draft.kind == FactKind.PROCEDURE && facts.drafts().contains(draft)) {
        devices.nameByObject(draft);
      }
      boolean done =
          draft.kind == FactKind.PROCEDURE
              && draft.assertion == Assertion.PRESENT
              && (draft.interventionStatus == InterventionStatus.COMPLETED
                  || draft.interventionStatus == InterventionStatus.UNKNOWN);
      if (done && facts.drafts().contains(draft)) {
        devices.of(draft);
      }
    }
    facts.graph().sentences().stream().filter(s -> s.inCase()).forEach(devices::carried);
    devices.end();
  }

  private void of(FactDraft procedure) {
    Graph.Sentence sentence = graph.sentenceOf(procedure.head);
    Graph.Node node = procedure.head;
    Optional<Name> own = ending(sentence, node.end);
    if (own.isPresent() && own.get().name() < node.end) {
      Name name = own.get();
      if (bearer(name) || carries(name)) {
        // "She had an intrauterine device": nobody says that it was put in now.
        facts.drafts().remove(procedure);
        carry(name, node);
      } else if (isPutIn(name)) {
        nameByAct(procedure, name);
        place(procedure, name);
        if (graph.lower(sentence, name.end()).equals("and")) {
          // "a locking plate and screws"
          starting(sentence, name.end() + 1).ifPresent(other -> place(procedure, other));
        }
      } else if (THROUGH.contains(graph.lower(sentence, beforeArticles(name)))) {
        // "fed through the gastrostomy tube"
        facts.drafts().remove(procedure);
        carry(name, node);
      }
      return;
    }
    Optional<Name> before =
        PLACING.contains(graph.token(node.end - 1).lower())
            ? ending(sentence, node.end - 1)
            : Optional.empty();
    Optional<Name> object =
        before.or(() -> objectOf(node).filter(name -> PLACING.contains(act(node))));
    if (object.isPresent()) {
      place(procedure, object.get());
      return;
    }
    tools(procedure, sentence, node.end);
  }

  // "a pacemaker was implanted", "implantation of a pacemaker", "received a pacemaker"; but
  // neither "patency of the stent" nor "fed through the gastrostomy tube".
  private boolean isPutIn(Name name) {
    Graph.Sentence sentence = name.sentence();
    if (PLACED.contains(verbBehind(name))
        || graph
            .nodesOver(name.name(), name.end())
            .anyMatch(node -> node.origin.equals(ProcedureVerbs.DEVICE_PLACED))
        || PLACING.contains(graph.lower(sentence, name.end()))) {
      return true;
    }
    int at = name.first() - 1;
    boolean definite = false;
    while (ARTICLES.contains(graph.lower(sentence, at))) {
      definite |= !INDEFINITE.contains(graph.lower(sentence, at));
      at--;
    }
    String before = graph.lower(sentence, at);
    if (before.equals("of")) {
      return PLACING.contains(graph.lower(sentence, at - 1));
    }
    return !definite && TokenPattern.wordClass("device-receiving").contains(before);
  }

  // "implanted" of "a pacemaker was then implanted"
  private String verbBehind(Name name) {
    int verb = graph.behindBrackets(name.sentence(), name.end());
    while (PASSIVE.contains(graph.lower(name.sentence(), verb))
        || ADVERBS.contains(graph.lower(name.sentence(), verb))) {
      verb++;
    }
    return graph.lower(name.sentence(), verb);
  }

  private int beforeArticles(Name name) {
    int at = name.first() - 1;
    while (ARTICLES.contains(graph.lower(name.sentence(), at))) {
      at--;
    }
    return at;
  }

  // "ventriculoperitoneal shunt" that was inserted is named as what was done: its insertion.
  private void nameByAct(FactDraft procedure, Name name) {
    String text = procedure.concept.text();
    boolean bare =
        text.equalsIgnoreCase(ConceptCoder.plain(graph.words(procedure.head)))
            || text.equalsIgnoreCase(words(name));
    if (!bare || objectOf(procedure.head).isPresent()) {
      return;
    }
    String act = NOUNS.getOrDefault(verbBehind(name), "placement");
    String full = act + " of " + words(name);
    List<String> ways = new ArrayList<>(List.of(full, words(name) + " " + act));
    PLACING.forEach(noun -> ways.add(noun + " of " + words(name)));
    Concept coded = facts.coder().code(ways, List.of(Domain.PROCEDURE), name.sentence()).concept();
    procedure.concept =
        new Concept(
            full,
            // "feeding tube" is the code of the device, or of what is done with it.
            coded.isCoded() || concept(name).isCoded() ? coded.codes() : procedure.concept.codes());
  }

  // The noun of "removal of the hip", or the last word.
  private String act(Graph.Node node) {
    int at = node.first;
    while (at < node.end - 1 && !graph.token(at + 1).lower().equals("of")) {
      at++;
    }
    return graph.token(at).lower();
  }

  // What "implantation", or "implantation of a hip", of "implantation of a hip prosthesis" acts on.
  private Optional<Name> objectOf(Graph.Node node) {
    Graph.Sentence sentence = graph.sentenceOf(node);
    int of = node.first;
    while (of < node.end && !graph.token(of).lower().equals("of")) {
      of++;
    }
    String act = act(node);
    boolean moves = PLACING.contains(act) || REMOVALS.contains(act);
    return moves && of > node.first && graph.lower(sentence, of).equals("of")
        ? starting(sentence, of + 1)
        : Optional.empty();
  }

  // "implantation" and "deep brain stimulator" are one: "implantation of deep brain stimulator".
  private void nameByObject(FactDraft procedure) {
    Graph.Node node = procedure.head;
    Optional<Name> object = objectOf(node).filter(name -> name.end() > node.end);
    if (object.isEmpty()) {
      return;
    }
    Name name = object.get();
    String act = act(node);
    List<String> ways = List.of(act + " of " + words(name), words(name) + " " + act);
    procedure.concept =
        facts.coder().code(ways, List.of(Domain.PROCEDURE), name.sentence()).concept();
    absorb(procedure, name);
  }

  // "annuloplasty with a 28-mm ring", "was fixed with a locking plate and screws"
  private void tools(FactDraft procedure, Graph.Sentence sentence, int from) {
    int at = from;
    while (at < Math.min(sentence.end, from + TOOL_SIGHT)
        && !TOOL_LEADS.contains(graph.token(at).lower())) {
      boolean other =
          graph.nodeAt(at).filter(Graph.Node::isClinical).isPresent()
              || CLAUSE_ENDS.contains(graph.token(at).lower())
              || BEARERS.contains(graph.token(at).lower());
      if (other) {
        return;
      }
      at++;
    }
    if (at >= sentence.end || !TOOL_LEADS.contains(graph.token(at).lower())) {
      return;
    }
    int next = at + 1;
    if (PLACING.contains(graph.lower(sentence, next))
        && graph.lower(sentence, next + 1).equals("of")) {
      next += 2;
    }
    boolean again = true;
    while (again) {
      Optional<Name> name =
          isDefinite(graph.lower(sentence, next))
              ? Optional.empty()
              : starting(
                  sentence, next, graph.lowerWords(procedure.head.first, procedure.head.end));
      name.ifPresent(found -> place(procedure, found));
      again = name.isPresent() && graph.lower(sentence, name.get().end()).equals("and");
      next = again ? name.get().end() + 1 : next;
    }
  }

  // "A 70-year-old man with a pacemaker", "he has a pacemaker"
  private void carried(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      if (DeviceNames.isNoun(graph.token(i).lower())) {
        ending(sentence, i + 1)
            .filter(name -> bearer(name) || carries(name))
            .ifPresent(name -> carry(name, graph.nodeAt(name.end() - 1).orElse(null)));
      }
    }
  }

  private boolean bearer(Name name) {
    int at = beforeArticle(name);
    return graph.lower(name.sentence(), at).equals("with")
        && !PLACED.contains(verbBehind(name))
        && BEARERS.contains(graph.lower(name.sentence(), at - 1));
  }

  private boolean carries(Name name) {
    int at = beforeArticle(name);
    Graph.Sentence sentence = name.sentence();
    if (!BEARING.contains(graph.lower(sentence, at)) || PLACED.contains(verbBehind(name))) {
      return false;
    }
    int subject = at - 1;
    while (ADVERBS.contains(graph.lower(sentence, subject))) {
      subject--;
    }
    return BEARERS.contains(graph.lower(sentence, subject));
  }

  private int beforeArticle(Name name) {
    int at = name.first() - 1;
    return INDEFINITE.contains(graph.lower(name.sentence(), at)) ? at - 1 : at;
  }

  private void carry(Name name, Graph.Node marked) {
    Graph.Sentence sentence = name.sentence();
    boolean doubtful =
        IntStream.range(sentence.first, sentence.end)
            .mapToObj(i -> graph.token(i).lower())
            .anyMatch(word -> DOUBTS.contains(word) || KIN.contains(word));
    boolean known =
        facts.drafts().stream()
            .filter(draft -> draft.kind == FactKind.DEVICE)
            .anyMatch(draft -> singular(draft).equals(singular(name)));
    if (doubtful || known) {
      return;
    }
    Graph.Node head = marked == null ? added(name) : marked;
    // "a man with a hip prosthesis had heart block": it describes no other fact.
    facts.drafts().forEach(other -> other.notes.removeIf(words(name)::equalsIgnoreCase));
    // It was there before: when it was put in nobody says.
    draft(name, head, "device-carried");
  }

  private Graph.Node added(Name name) {
    return graph.add(
        MentionType.THERAPEUTIC_PROCEDURE, name.name(), name.end(), CONFIDENCE, "device");
  }

  private void absorb(FactDraft procedure, Name name) {
    List<FactDraft> named =
        facts.drafts().stream()
            .filter(draft -> draft != procedure && draft.kind == FactKind.PROCEDURE)
            .filter(draft -> draft.head.overlaps(name.name(), name.end()))
            .toList();
    for (FactDraft other : named) {
      // It is what the procedure was done with, and no second one.
      facts.drafts().remove(other);
      procedure.parts.addAll(other.parts);
      procedure.evidence.addAll(other.evidence);
      if (procedure.sites.isEmpty()) {
        procedure.sites.addAll(other.sites);
      }
      if (procedure.time.isEmpty() && procedure.visit.isEmpty()) {
        procedure.time = other.time;
        procedure.visit = other.visit;
      }
      if (other.interventionStatus == InterventionStatus.COMPLETED) {
        procedure.interventionStatus = InterventionStatus.COMPLETED;
      }
    }
  }

  private void place(FactDraft procedure, Name name) {
    absorb(procedure, name);
    boolean known =
        facts.drafts().stream()
            .filter(draft -> draft.kind == FactKind.DEVICE)
            .anyMatch(
                draft ->
                    draft.procedure.filter(p -> p == procedure).isPresent()
                        && singular(draft).equals(singular(name)));
    if (known || isAttempted(name)) {
      return;
    }
    // When, where and why is what the procedure says.
    FactDraft device = draft(name, procedure.head, "device-placed");
    device.visit = procedure.visit;
    device.confidence = procedure.confidence;
    device.procedure = Optional.of(procedure);
  }

  // "while attempting PEG tube placement", "a second attempt at stent placement"
  private boolean isAttempted(Name name) {
    Graph.Sentence sentence = name.sentence();
    return IntStream.range(Math.max(sentence.first, name.first() - ATTEMPT_SIGHT), name.first())
        .anyMatch(i -> ATTEMPTS.contains(graph.token(i).lower()));
  }

  private FactDraft draft(Name name, Graph.Node head, String rule) {
    FactDraft device = facts.draft(FactKind.DEVICE, concept(name), head, rule);
    device.assertion = Assertion.PRESENT;
    device.visit = Optional.empty();
    device.time = Optional.empty();
    device.evidence.add(graph.evidence(name.first(), name.end()));
    graph.nodesOver(name.name(), name.end()).forEach(device.parts::add);
    if (name.first() < name.name()) {
      List<String> size = new ArrayList<>();
      for (int i = name.first(); i < name.name(); i++) {
        String word = graph.token(i).lower();
        Sides.side(word)
            .map(side -> new BodySite(place(name), Optional.of(side)))
            .ifPresent(device.sites::add);
        if (word.endsWith("mm") || word.endsWith("cm")) {
          int from = i;
          while (from > name.first() && SIZE.matcher(graph.token(from - 1).lower()).matches()) {
            from--;
          }
          size.add(graph.words(from, i + 1));
        }
      }
      size.forEach(words -> device.notes.add(ConceptCoder.plain(words)));
    }
    return device;
  }

  // The hip of "hip prosthesis"; no place where the name has none.
  private Concept place(Name name) {
    return IntStream.range(name.name(), name.end() - 1)
        .mapToObj(i -> graph.token(i).text())
        .map(word -> facts.coder().code(List.of(word), List.of(Domain.BODY_SITE), name.sentence()))
        .filter(coded -> coded.concept().isCoded())
        .map(ConceptCoder.Coded::concept)
        .findFirst()
        .orElse(Concept.ofText(BodySite.SIDE_ALONE));
  }

  // The full name with the code of the most that a terminology knows of it.
  private Concept concept(Name name) {
    String full = words(name);
    Set<String> ways = new LinkedHashSet<>();
    for (int i = name.name(); i < name.end(); i++) {
      ways.add(graph.words(i, name.end()));
    }
    // the name as it stands, with what makes it a device, is the most exact
    List<String> names = new ArrayList<>(List.of(full));
    names.addAll(ways);
    Concept coded = facts.coder().code(names, List.of(Domain.DEVICE), name.sentence()).concept();
    return new Concept(full, coded.codes());
  }

  private String words(Name name) {
    String full = ASIDE.matcher(graph.words(name.name(), name.end())).replaceAll(" ");
    return ConceptCoder.plain(name.lead() + " " + full);
  }

  private String singular(Name name) {
    return DeviceNames.singular(graph.token(name.end() - 1).lower());
  }

  private static String singular(FactDraft draft) {
    String text = draft.concept.text().toLowerCase(Locale.ROOT);
    return DeviceNames.singular(text.substring(text.lastIndexOf(' ') + 1));
  }

  /** The name of a device that ends where a stretch ends. */
  private Optional<Name> ending(Graph.Sentence sentence, int end) {
    if (end <= sentence.first || !DeviceNames.isNoun(graph.lower(sentence, end - 1))) {
      return Optional.empty();
    }
    int first = end - 1;
    while (first > sentence.first && end - first < LONGEST_NAME) {
      int before = skipAside(sentence, first - 1);
      if (!isPartOfName(sentence, before, first)) {
        break;
      }
      first = before;
    }
    return name(sentence, first, end, List.of());
  }

  // Back over "(VP)" of "ventriculoperitoneal (VP) shunt".
  private int skipAside(Graph.Sentence sentence, int token) {
    if (!graph.lower(sentence, token).equals(")")) {
      return token;
    }
    for (int i = token - 1; i > Math.max(sentence.first, token - LONGEST_ASIDE); i--) {
      if (graph.token(i).lower().equals("(")) {
        return i - 1;
      }
    }
    return token;
  }

  /** The name of a device that begins, perhaps with an article, at a token. */
  private Optional<Name> starting(Graph.Sentence sentence, int from) {
    return starting(sentence, from, List.of());
  }

  private Optional<Name> starting(Graph.Sentence sentence, int from, List<String> context) {
    int at = from;
    while (ARTICLES.contains(graph.lower(sentence, at))) {
      at++;
    }
    int end = at;
    while (end < sentence.end && end - at < LONGEST_NAME && isForward(sentence, end)) {
      end++;
    }
    int first = at;
    return end == at || !DeviceNames.isNoun(graph.token(end - 1).lower())
        ? Optional.empty()
        : name(sentence, first, end, context);
  }

  private boolean isForward(Graph.Sentence sentence, int token) {
    String word = graph.lower(sentence, token);
    return isNameWord(word) && !PLACED.contains(word)
        || SIZE.matcher(word).matches()
        || COUNTS.contains(word);
  }

  private boolean isPartOfName(Graph.Sentence sentence, int token, int next) {
    if (token < sentence.first) {
      return false;
    }
    String word = graph.lower(sentence, token);
    boolean inside =
        graph.nodesOver(token, token + 1).anyMatch(node -> node.overlaps(next, next + 1));
    boolean problem = graph.nodeAt(token).filter(Graph.Node::isProblem).isPresent();
    return isNameWord(word) && (inside || !problem)
        || SIZE.matcher(word).matches()
        || COUNTS.contains(word);
  }

  private static boolean isNameWord(String word) {
    return !word.isEmpty()
        && (Character.isLetter(word.charAt(0)) || word.equals("-"))
        && !ARTICLES.contains(word)
        && !JOINERS.contains(word)
        && !PREPOSITIONS.contains(word)
        && !VERBS.contains(word)
        && !ADVERBS.contains(word)
        && !BEARING.contains(word)
        && !TOOL_LEADS.contains(word)
        && !NO_NAME.contains(word)
        && !TokenPattern.wordClass("device-receiving").contains(word);
  }

  private Optional<Name> name(Graph.Sentence sentence, int from, int end, List<String> context) {
    int first = from;
    while (first < end && graph.token(first).lower().equals("-")) {
      first++;
    }
    int name = first;
    while (name < end - 1
        && isBeforeName(graph.token(name).lower())
        && !OF_HEART.contains(graph.token(name + 1).lower())) {
      name++;
    }
    String lead = DeviceNames.lead(graph.lowerWords(first, end), context);
    return lead == null
        ? Optional.empty()
        : Optional.of(new Name(sentence, first, name, end, lead));
  }

  private static boolean isBeforeName(String word) {
    return SIZE.matcher(word).matches()
        || COUNTS.contains(word)
        || OWNERS.contains(word)
        || BEFORE_NAME.contains(word)
        || PLACED.contains(word)
        || Sides.side(word).isPresent();
  }

  // "The stent was removed on 5 May": until then. Of one whose removal has no time it cannot be
  // said that it is no more there.
  private void end() {
    for (FactDraft removal : List.copyOf(facts.drafts())) {
      String text = removal.concept.text().toLowerCase(Locale.ROOT);
      boolean removed =
          removal.kind == FactKind.PROCEDURE
              && removal.assertion == Assertion.PRESENT
              && removal.interventionStatus == InterventionStatus.COMPLETED
              && names(text).anyMatch(REMOVALS::contains);
      if (!removed) {
        continue;
      }
      List<FactDraft> gone =
          facts.drafts().stream()
              .filter(draft -> draft.kind == FactKind.DEVICE)
              .filter(draft -> draft.head.first < removal.head.first)
              .filter(
                  draft -> names(text).map(DeviceNames::singular).anyMatch(singular(draft)::equals))
              .toList();
      for (FactDraft draft : gone) {
        boolean later = removal.visit.isPresent() && !removal.visit.equals(draft.visit);
        Optional<When> when =
            removal.time.or(() -> removal.visit.filter(v -> later).map(When.AtVisit::new));
        // "The stents were removed": all of them.
        boolean all = gone.size() == 1 || names(text).anyMatch(w -> isPlural(w, draft));
        if (all && when.isPresent()) {
          draft.abatement = when;
        } else {
          facts.drafts().remove(draft);
        }
      }
    }
  }

  private static Stream<String> names(String text) {
    return Stream.of(text.split(" "));
  }

  private static boolean isPlural(String word, FactDraft device) {
    return DeviceNames.singular(word).equals(singular(device)) && !word.equals(singular(device));
  }
}
