package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.casefile.AssertionReader.HeadWords;
import org.case2fhir.casefile.ConceptReader.CodedTerm;
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Circumstances.Review;
import org.case2fhir.model.Circumstances.Review.Decision;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.notation.DamagedNumbers;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.ScoreScales;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** Reads the lists of facts at one level of a case file: the top, or an encounter. */
final class FactReader {
  private final ReadScope scope;
  private final Optional<String> visit;

  /**
   * @param visit the encounter in which the lists stand
   */
  FactReader(ReadScope scope, Optional<String> visit) {
    this.scope = scope;
    this.visit = visit;
  }

  /** All facts of all lists. */
  List<UnlinkedFact> read(Fields fields) {
    List<UnlinkedFact> unlinkedFacts = new ArrayList<>();
    for (FactList list : FactList.values()) {
      for (Node item : fields.takeItems(list.key())) {
        if (item instanceof Node.Mapping mapping) {
          unlinkedFacts.addAll(longForm(list, mapping));
        } else {
          new ConceptReader(scope)
              .read(item, fields, list.key())
              .flatMap(name -> shortForm(list, name, item))
              .ifPresent(unlinkedFacts::add);
        }
      }
    }
    return unlinkedFacts;
  }

  private Optional<UnlinkedFact> shortForm(FactList list, ConceptReader.Named name, Node item) {
    Head head = list.heads().get(0);
    if (!new HeadWords(list, scope).accept(name.text(), head, item.location())) {
      return Optional.empty();
    }
    Node.Mapping nothing = new Node.Mapping(item.location(), List.of());
    return unlinked(list, head, name, new CaseFields(nothing, scope));
  }

  private List<UnlinkedFact> longForm(FactList list, Node.Mapping mapping) {
    if (isCutAtComma(mapping)) {
      return List.of();
    }
    if (!scope.isSilent() && isRejected(mapping)) {
      return new FactReader(scope.silent(), visit).longForm(list, mapping);
    }
    CaseFields fields = new CaseFields(mapping, scope);
    List<Head> heads = list.heads().stream().filter(head -> fields.has(head.key())).toList();
    if (heads.size() != 1) {
      badHead(list, mapping, heads);
      return List.of();
    }
    Head head = heads.get(0);
    if (fields.isEmpty(head.key())) {
      String message = "`" + head.key() + "` has no value, so the whole fact is left out";
      Location location = fields.locationOf(head.key());
      scope.issues().error("no-value", location, message, "write what it is about");
      return List.of();
    }
    List<UnlinkedFact> unlinkedFacts = new ArrayList<>();
    for (ConceptReader.Named name : names(list, head, fields)) {
      // What all facts of a group share is read for each, but complained of only once.
      CaseFields own = unlinkedFacts.isEmpty() ? fields : new CaseFields(mapping, scope.silent());
      unlinked(list, head, name, own).ifPresent(unlinkedFacts::add);
    }
    return unlinkedFacts;
  }

  // A person said that the source does not say so. It is read only to know what others name.
  private boolean isRejected(Node.Mapping mapping) {
    Optional<Review> review =
        mapping.entries().stream()
            .filter(entry -> entry.key().equals("reviewed"))
            .findFirst()
            .flatMap(
                entry ->
                    new CaseFields(
                            new Node.Mapping(mapping.location(), List.of(entry)), scope.silent())
                        .review());
    if (review.filter(given -> given.decision() == Decision.REJECTED).isEmpty()) {
      return false;
    }
    String who = review.get().by().map(by -> " by " + Excerpt.of(by)).orElse("");
    scope
        .issues()
        .information(
            "rejected-fact",
            mapping.location(),
            "rejected in a review" + who + ", so it is left out",
            "delete `reviewed` if it is right after all");
    return true;
  }

  // {drug: prednisone, dose: 1 tablet daily, then weekly}: YAML ends the text at the comma, and
  // half a regimen would be written.
  private boolean isCutAtComma(Node.Mapping mapping) {
    String before = "";
    for (Node.Entry entry : mapping.entries()) {
      boolean empty =
          entry.value() instanceof Node.Scalar scalar
              && (scalar.type() == Node.Type.NOTHING || scalar.text().isBlank());
      boolean words = entry.key().matches(".+ .+|\\d.*");
      if (empty && words && !before.isEmpty()) {
        scope
            .issues()
            .error(
                "unquoted-comma",
                entry.keyLocation(),
                "the text under `"
                    + before
                    + "` ends at the comma before "
                    + Excerpt.of(entry.key())
                    + ", so the whole fact is left out",
                "quote the whole text: " + before + ": \"…, " + entry.key() + "\"");
        return true;
      }
      before = entry.key();
    }
    return false;
  }

  private List<ConceptReader.Named> names(FactList list, Head head, Fields fields) {
    List<Node> items = fields.takeItems(head.key());
    boolean asserted = fields.has("assertion");
    HeadWords words = new HeadWords(list, scope);
    List<ConceptReader.Named> names = new ArrayList<>();
    ConceptReader concepts = new ConceptReader(scope);
    for (Node item : items) {
      concepts
          .read(item, fields, head.key())
          .filter(name -> asserted || words.accept(name.text(), head, item.location()))
          .ifPresent(names::add);
    }
    if (items.size() > 1) {
      refuseForMany(fields, "id");
      refuseForMany(fields, "codes");
    }
    return names;
  }

  private Optional<UnlinkedFact> unlinked(
      FactList list, Head head, ConceptReader.Named name, CaseFields keys) {
    Optional<String> id = keys.text("id");
    Optional<List<Code>> codes = keys.codes();
    ConceptReader.Named coded =
        codes.isPresent() ? new ConceptReader.Named(name.text(), codes) : name;
    return new AssertionReader(list, head, keys)
        .read()
        .map(
            verdict -> {
              Circumstances given = keys.circumstances(encounter(keys), verdict.holds());
              Fact fact = fact(list, new FactHeader(head, verdict.explicit(), coded, given), keys);
              boolean valued = fact instanceof Measurement test && test.value().isPresent();
              ValueInName.tell(list.kind(), coded.text(), valued, keys);
              keys.finish();
              return new UnlinkedFact(fact, id, keys.location(), keys.mentions());
            })
        .filter(unlinked -> isExpressible(unlinked, keys));
  }

  // FHIR cannot say that a device or an event is absent or only possible, or that a vaccine may
  // have been given.
  private static boolean isExpressible(UnlinkedFact unlinked, CaseFields keys) {
    Assertion assertion = unlinked.fact().circumstances().assertion();
    boolean holds = assertion == Assertion.PRESENT;
    boolean onlyHeld =
        switch (unlinked.fact().kind()) {
          case DEVICE, ADVERSE_EVENT, IMAGE -> true;
          case IMMUNIZATION -> assertion == Assertion.POSSIBLE;
          case DIAGNOSIS,
              FINDING,
              MEASUREMENT,
              MEDICATION,
              PROCEDURE,
              SPECIMEN,
              REPORT,
              FAMILY_HISTORY,
              ALLERGY,
              VARIANT ->
              false;
        };
    if (holds || !onlyHeld) {
      return true;
    }
    keys.issues()
        .error(
            "not-expressible",
            unlinked.location(),
            Excerpt.of(unlinked.fact().concept().text())
                + " does not hold for certain, which FHIR cannot say here; it is left out",
            "write it under `findings`, as `absent` or `possible`");
    return false;
  }

  // The encounter that the fact stands in, or that it names.
  private Optional<String> encounter(CaseFields keys) {
    Optional<Node.Scalar> name = keys.takeText("encounter");
    Optional<String> named = name.flatMap(text -> keys.visit(text.text(), text.location()));
    if (visit.isPresent() && named.isPresent() && !named.equals(visit)) {
      String message = "the fact stands inside encounter " + Excerpt.of(visit.get());
      String remedy = "remove `encounter`, or move the fact";
      keys.issues().error("encounter-conflict", name.get().location(), message, remedy);
    }
    return visit.or(() -> named);
  }

  private static Fact fact(FactList list, FactHeader given, CaseFields keys) {
    if (list.kind() == FactKind.MEASUREMENT) {
      return FactDetailsReader.measurement(given, keys);
    }
    CodedTerm read = coded(list, given, keys);
    Concept concept = new Concept(given.name().text(), read.codes());
    FactHeader header =
        new FactHeader(given.head(), given.assertion(), given.name(), read.circumstances());
    return switch (list) {
      case DIAGNOSES -> FactDetailsReader.diagnosis(header, concept, keys);
      case FINDINGS -> FactDetailsReader.finding(header, concept, keys);
      case MEDICATIONS -> FactDetailsReader.medication(header, concept, keys);
      case PROCEDURES -> FactDetailsReader.procedure(header, concept, keys);
      case SPECIMENS -> FactDetailsReader.specimen(header, concept, keys);
      case REPORTS -> FactDetailsReader.report(header, concept, keys);
      case FAMILY_HISTORY -> FactDetailsReader.relative(header, concept, keys);
      case ALLERGIES -> FactDetailsReader.allergy(header, concept, keys);
      case IMMUNIZATIONS -> FactDetailsReader.immunization(header, concept, keys);
      case DEVICES -> FactDetailsReader.device(header, concept, keys);
      case ADVERSE_EVENTS -> FactDetailsReader.adverseEvent(header, concept, keys);
      case IMAGES -> FactDetailsReader.image(header, concept, keys);
      case VARIANTS -> FactDetailsReader.variant(header, concept, keys);
      case MEASUREMENTS -> throw new AssertionError(list);
    };
  }

  private static CodedTerm coded(FactList list, FactHeader header, CaseFields keys) {
    Optional<List<Code>> given = header.name().codes();
    if (given.isPresent()) {
      return new CodedTerm(given.get(), header.circumstances());
    }
    String text = header.name().text();
    Vocabulary vocabulary = keys.scope().vocabulary();
    Optional<TermMatch> match = CodedTerm.match(list.kind(), text, Optional.empty(), vocabulary);
    CodedTerm read = CodedTerm.of(match, text, header.circumstances(), vocabulary);
    if (!read.codes().isEmpty()) {
      CodedTerm.report(match, keys.location(), keys.scope());
    }
    return read;
  }

  private void badHead(FactList list, Node.Mapping mapping, List<Head> given) {
    String heads = String.join("`, `", list.headKeys());
    if (!given.isEmpty()) {
      String message = "a fact is given by one of `" + heads + "`, not by several";
      scope.issues().error("several-heads", mapping.location(), message, "make several facts");
      return;
    }
    String near =
        mapping.entries().stream()
            .map(Node.Entry::key)
            .flatMap(key -> EditDistance.to(key, list.headKeys()).stream())
            .findFirst()
            .map(head -> "did you mean `" + head + "`?")
            .orElse("add `" + list.headKeys().get(0) + "` with the words of the case");
    scope
        .issues()
        .error(
            "missing-key",
            mapping.location(),
            "nothing here says what it is about: `" + heads + "` is missing",
            near);
  }

  private void refuseForMany(Fields fields, String key) {
    if (fields.has(key)) {
      Location location = fields.locationOf(key);
      fields.take(key);
      scope
          .issues()
          .error(
              "shared-" + key,
              location,
              "`" + key + "` cannot hold for several facts",
              "write these facts one by one");
    }
  }

  /** What the head of a fact says, and the keys that every fact takes. */
  record FactHeader(
      Head head,
      Optional<Assertion> assertion,
      ConceptReader.Named name,
      Circumstances circumstances) {}

  /**
   * Says that a value stands in the name of a fact, where it is lost: {@code test: hemoglobin 12
   * g/dL}. Names hold numbers of their own ("CA 19-9", "interleukin 6", "glucose 120 min"), so only
   * a quantity with the unit of a result counts behind the name of a test, and only a damaged
   * number in other names.
   */
  private static final class ValueInName {
    private static final String CODE = "value-in-name";
    private static final Set<FactKind> WITH_NUMBER =
        EnumSet.of(FactKind.MEASUREMENT, FactKind.FINDING, FactKind.MEDICATION);
    private static final int LONGEST = 4;
    private static final int SHORTEST_TEST = 5;
    private static final Pattern NUMBER = Pattern.compile("[<>=≤≥]{0,2}[-+.]?\\d.*");
    private static final Pattern LINK =
        Pattern.compile("(?i)(.*\\S)(?:\\s+(?:of|is|was|=|:)|[:=,])");

    private static final Pattern RATIO =
        Pattern.compile("\\S{1,40} (?:%|\\p{L}{1,9}/\\p{L}.{0,20})");
    private static final Set<String> UNREAD = Set.of("bad-number", DamagedNumbers.NOT_READ);

    /** When it was measured, what was given before it, and how the device was set. */
    private static final Set<String> NO_RESULT =
        Set.of(
            "s", "min", "h", "d", "wk", "mo", "a", "g", "mg", "ug", "ng", "U", "[IU]", "Hz", "kHz",
            "MHz", "GHz", "T", "kV", "keV", "mm/s");

    private ValueInName() {}

    /**
     * @param name as the case writes it
     * @param hasValue whether the fact has a value, or a dose, of its own
     */
    static void tell(FactKind kind, String name, boolean hasValue, CaseFields keys) {
      String key = kind == FactKind.MEDICATION ? "dose" : "value";
      Optional<String> damaged = DamagedNumbers.inName(name);
      if (damaged.isPresent()) {
        String message =
            "the number " + Excerpt.of(damaged.get()) + " is not read, as it stands in a name";
        String remedy =
            WITH_NUMBER.contains(kind)
                ? "correct it, and write `" + key + ": …` where it is a " + key
                : "correct it";
        keys.scope().issues().error(CODE, keys.location(), message, remedy);
      } else if (kind == FactKind.MEASUREMENT && !hasValue) {
        result(name, keys.scope()).ifPresent(value -> lost(name, value, keys));
      }
    }

    private static void lost(String name, String value, CaseFields keys) {
      String test = name.substring(0, name.length() - value.length()).strip();
      var link = LINK.matcher(test);
      String shown = link.matches() ? link.group(1) : test;
      keys.scope()
          .issues()
          .warning(
              CODE,
              keys.location(),
              Excerpt.of(name) + " holds a value, which is lost in the name of the test",
              "write {test: \"" + shown + "\", value: \"" + value + "\"}");
    }

    // What the name ends with, if it is a result.
    private static Optional<String> result(String name, ReadScope scope) {
      String[] words = name.strip().split("\\s+", -1);
      for (int i = Math.max(1, words.length - LONGEST); i < words.length; i++) {
        String end = String.join(" ", Arrays.copyOfRange(words, i, words.length));
        if (NUMBER.matcher(words[i]).matches()
            && name.endsWith(end)
            && isResult(String.join(" ", Arrays.copyOfRange(words, 0, i)), end, scope)) {
          return Optional.of(end);
        }
      }
      return Optional.empty();
    }

    private static boolean isResult(String test, String text, ReadScope scope) {
      Reading<Value> reading = scope.values().parse(text, test);
      Value value = reading.value().orElse(new Value.Words(text));
      if (value instanceof Value.Score score) {
        return ScoreScales.maximum(test).filter(score.maximum()::equals).isPresent();
      }
      if (value instanceof Value.Words) {
        return RATIO.matcher(text).matches()
            && reading.remarks().stream().anyMatch(remark -> UNREAD.contains(remark.code()));
      }
      if (value instanceof Value.Titer titer) {
        return text.indexOf(':') > 0 && titer.numerator().intValue() == 1;
      }
      Optional<Unit> unit =
          value instanceof Value.BloodPressure pressure
              ? Optional.of(pressure.unit())
              : value instanceof Value.Dimensions size
                  ? Optional.of(size.unit())
                  : MeasurementResult.unit(value);
      if (value instanceof Value.Measured && unit.equals(Optional.of(Unit.UNTOLD))) {
        // Of a known test; "CA 125" and "interleukin 6" are names.
        Vocabulary vocabulary = scope.vocabulary();
        return test.length() >= SHORTEST_TEST
            && !vocabulary.testUnits(test).isEmpty()
            && vocabulary.testUnits(test + " " + text).isEmpty();
      }
      return unit.flatMap(Unit::ucum).filter(code -> !NO_RESULT.contains(code)).isPresent();
    }
  }
}
