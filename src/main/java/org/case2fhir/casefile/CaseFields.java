package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Circumstances.Review;
import org.case2fhir.model.Circumstances.Review.Decision;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.TimeSpans;
import org.case2fhir.terminology.Domain;

/**
 * The keys of one mapping, read as parts of a case.
 *
 * <p>Names of other facts are passed on as they are written, and remembered with their locations:
 * {@link FactLinker} turns them into ids once all facts are known.
 */
final class CaseFields extends Fields {
  private final ReadScope scope;
  private final ConceptReader concepts;
  private final Map<String, Location> mentions = new LinkedHashMap<>();
  private final List<String> asides = new ArrayList<>();

  CaseFields(Node.Mapping mapping, ReadScope scope) {
    super(mapping, scope.issues());
    this.scope = scope;
    this.concepts = new ConceptReader(scope);
  }

  ReadScope scope() {
    return scope;
  }

  Map<String, Location> mentions() {
    return mentions;
  }

  /** A mapping within this one. */
  CaseFields within(Node.Mapping mapping) {
    return new CaseFields(mapping, scope);
  }

  Optional<String> text(String key) {
    return takeText(key).map(Node.Scalar::text);
  }

  List<String> texts(String key) {
    return takeTexts(key).stream().map(Node.Scalar::text).toList();
  }

  boolean flag(String key) {
    return takeFlag(key).orElse(false);
  }

  /**
   * A time expression, or a mapping: {@code {words: …}} for words that would be taken for one or
   * have codes, {@code {from: …, to: …}}, {@code {gestational-weeks: 17, days: 3}}.
   */
  Optional<When> time(String key) {
    return take(key).flatMap(node -> time(node, key));
  }

  Optional<When> time(Node node, String key) {
    if (node instanceof Node.Mapping mapping) {
      return time(within(mapping));
    }
    return text(node, key)
        .flatMap(text -> scope.accept(scope.times().parse(text.text()), text.location()));
  }

  private static Optional<When> time(CaseFields parts) {
    Optional<When> time;
    boolean stretch = parts.has("from") | parts.has("to");
    boolean gestation = parts.has("gestational-weeks") | parts.has("days");
    boolean words = parts.has("words") | parts.has("codes");
    if (stretch) {
      time = between(parts).map(When.class::cast);
    } else if (gestation && !words) {
      Optional<Integer> weeks = parts.takeCount("gestational-weeks");
      int days = parts.takeCount("days").filter(count -> count < 7).orElse(0);
      time = weeks.map(count -> new When.AtGestation(count, days));
    } else {
      Optional<String> text = parts.text("words");
      List<Code> codes = parts.codes().orElse(List.of());
      time = text.map(said -> new When.InWords(said, codes));
    }
    parts.finish();
    return time;
  }

  private static Optional<When.Between> between(CaseFields parts) {
    Optional<When> from = parts.time("from").filter(when -> !(when instanceof When.Between));
    Optional<When> to = parts.time("to").filter(when -> !(when instanceof When.Between));
    return from.isEmpty() && to.isEmpty()
        ? Optional.empty()
        : Optional.of(new When.Between(from, to));
  }

  /** From when to when, as a mapping of {@code from} and {@code to}. */
  Optional<When.Between> stretch(String key) {
    return time(key).filter(When.Between.class::isInstance).map(When.Between.class::cast);
  }

  /** What a treatment was for and what came of it. */
  TreatmentContext treatment() {
    Optional<Concept> termination = concept("status-reason", Domain.FINDING);
    Optional<Node> node = take("treatment");
    if (node.isEmpty() || !(node.get() instanceof Node.Mapping mapping)) {
      node.ifPresent(other -> wrongType(other, "treatment", "a mapping"));
      return new TreatmentContext(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), termination);
    }
    CaseFields parts = within(mapping);
    TreatmentContext context =
        new TreatmentContext(
            parts.uncoded("target"),
            parts.uncoded("intent"),
            parts.uncoded("response"),
            parts.allUncoded("adverse-events"),
            termination);
    parts.finish();
    return context;
  }

  /** A length of time. */
  Optional<TimeSpan> span(String key) {
    return takeText(key).flatMap(this::span);
  }

  private Optional<TimeSpan> span(Node.Scalar scalar) {
    return scope.accept(TimeSpans.parse(scalar.text()), scalar.location());
  }

  /** A length of time; words for one become an aside. */
  Optional<TimeSpan> duration() {
    Optional<Node.Scalar> text = takeText("duration");
    if (text.isPresent() && TimeSpans.isInWords(text.get().text())) {
      asides.add("Duration: " + text.get().text());
      String message =
          Excerpt.of(text.get().text()) + " is not an exact length of time; it becomes a note";
      String remedy = "nothing need be done; exact ones are written like 5 days";
      if (!scope.acceptDamaged(text.get())) {
        issues().information("duration-in-words", text.get().location(), message, remedy);
      }
      return Optional.empty();
    }
    return text.flatMap(this::span);
  }

  /** The circumstances with the asides read so far, which become part of the note. */
  Circumstances withAsides(Circumstances circumstances) {
    if (asides.isEmpty()) {
      return circumstances;
    }
    List<String> notes = new ArrayList<>(circumstances.note().stream().toList());
    notes.addAll(asides);
    return circumstances.withNote(String.join("; ", notes));
  }

  Optional<Value> value(String key) {
    return take(key).flatMap(node -> new ValueNodeReader(scope).read(node, this, key));
  }

  Optional<Concept> concept(String key, Domain domain) {
    return concepts.read(this, key, domain);
  }

  List<Concept> concepts(String key, Domain domain) {
    return concepts.readAll(this, key, domain);
  }

  /** A concept of a kind that the vocabulary does not hold. */
  Optional<Concept> uncoded(String key) {
    return concepts.readUncoded(this, key);
  }

  /** One or several of them. */
  List<Concept> allUncoded(String key) {
    return concepts.readAllUncoded(this, key);
  }

  /** The codes under {@code codes}; absent if the key is not there. */
  Optional<List<Code>> codes() {
    return concepts.codes(this);
  }

  /** Names of other facts. */
  List<String> names(String key) {
    return takeTexts(key).stream().map(this::mention).toList();
  }

  /** Name of another fact. */
  Optional<String> name(String key) {
    return takeText(key).map(this::mention);
  }

  private String mention(Node.Scalar scalar) {
    mentions.putIfAbsent(scalar.text(), scalar.location());
    return scalar.text();
  }

  /** Name of an encounter, as its id. */
  Optional<String> visit(String name, Location location) {
    Optional<String> id = scope.visits().find(name);
    if (id.isEmpty()) {
      String message = "no encounter is called " + Excerpt.of(name);
      issues().error("unknown-encounter", location, message, scope.visits().remedy(name));
    }
    return id;
  }

  /** What any fact may carry. */
  Circumstances circumstances(Optional<String> visit, Assertion assertion) {
    Optional<When> time = time("date");
    List<BodySite> sites = concepts.sites(this);
    Optional<Concept> severity = severity();
    Optional<String> note = text("note");
    List<Evidence> evidence = evidence();
    return new Circumstances(
        visit, time, assertion, sites, severity, note, evidence, confidence(), review());
  }

  /** What a person decided: a mapping of decision, by, on, and what was read before. */
  Optional<Review> review() {
    Optional<Node> node = take("reviewed");
    if (node.isEmpty() || !(node.get() instanceof Node.Mapping mapping)) {
      node.ifPresent(other -> wrongType(other, "reviewed", "a mapping"));
      return Optional.empty();
    }
    CaseFields parts = within(mapping);
    Decision decision = parts.takeWord("decision", Decision.class).orElse(Decision.ACCEPTED);
    Optional<String> by = parts.text("by");
    Optional<String> on = parts.text("on");
    Map<String, Object> was = new LinkedHashMap<>();
    Optional<Node> before = parts.take("was");
    if (before.isPresent() && before.get() instanceof Node.Mapping keys) {
      keys.entries().forEach(entry -> was.put(entry.key(), plain(entry.value())));
    } else {
      before.ifPresent(other -> parts.wrongType(other, "was", "a mapping"));
    }
    parts.finish();
    return Optional.of(new Review(decision, by, on, was));
  }

  private static Object plain(Node node) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach(entry -> map.put(entry.key(), plain(entry.value())));
      return map;
    }
    if (node instanceof Node.Sequence list) {
      return list.items().stream().map(CaseFields::plain).toList();
    }
    return flag(node).<Object>map(flag -> flag).orElseGet(() -> ((Node.Scalar) node).text());
  }

  /** How bad it is; an amount with a unit is a value in the wrong place. */
  private Optional<Concept> severity() {
    Location location = locationOf("severity");
    Optional<Concept> severity = concept("severity", Domain.QUALIFIER);
    Optional<Value> value = severity.flatMap(words -> scope.values().parse(words.text()).value());
    if (value.isPresent()
        && value.get() instanceof Value.Measured measured
        && measured.amount().unit().ucum().filter(unit -> unit.length() > 0).isPresent()
        && !measured.amount().unit().text().isEmpty()) {
      issues()
          .warning(
              "not-a-severity",
              location,
              Excerpt.of(severity.get().text()) + " looks like an amount, not a severity",
              "write it under `value`, or as a measurement of its own");
    }
    return severity;
  }

  private Optional<BigDecimal> confidence() {
    Optional<BigDecimal> share = takeNumber("confidence");
    if (share.filter(number -> !isShare(number)).isPresent()) {
      scope
          .issues()
          .error("bad-value", location(), "`confidence` is from 0 to 1", "correct the number");
      return Optional.empty();
    }
    return share;
  }

  private static boolean isShare(BigDecimal number) {
    return number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0;
  }

  /** The source's words: a quote, or a mapping of quote, start and end. */
  List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    for (Node node : takeItems("evidence")) {
      if (node instanceof Node.Mapping mapping) {
        evidence(mapping).ifPresent(evidence::add);
      } else {
        // A quote is exactly the source's words: no white space is taken off it.
        text(node, "evidence").map(text -> quote(node)).ifPresent(evidence::add);
      }
    }
    return evidence;
  }

  private Optional<Evidence> evidence(Node.Mapping mapping) {
    CaseFields fields = within(mapping);
    boolean missing = !fields.has("quote");
    Optional<Node> node = fields.take("quote");
    Optional<Evidence> quote = node.flatMap(n -> fields.text(n, "quote").map(text -> quote(n)));
    Optional<Integer> start = fields.takeCount("start");
    Optional<Integer> end = fields.takeCount("end");
    fields.finish();
    if (missing) {
      issues()
          .error("missing-key", fields.location(), "`quote` is missing", "add the source's words");
    }
    if (start.isEmpty() && end.isEmpty()) {
      return quote;
    }
    return quote.map(words -> spanned(words.quote(), start.orElse(-1), end.orElse(-1), fields));
  }

  private static Evidence spanned(String quote, int start, int end, Fields fields) {
    if (start < 0 || end - start != quote.length()) {
      fields
          .issues()
          .error(
              "bad-span",
              fields.location(),
              "start and end do not fit a quote of " + quote.length() + " characters",
              "count UTF-16 code units from the beginning of the source; the end is exclusive");
      return new Evidence(quote, Optional.empty());
    }
    return new Evidence(quote, Optional.of(new Span(start, end)));
  }

  private static Evidence quote(Node node) {
    return new Evidence(((Node.Scalar) node).text(), Optional.empty());
  }

  /** Whether someone died: true, false, a time, or a mapping of dead, when and cause. */
  Optional<Death> deceased() {
    return take("deceased").flatMap(this::death);
  }

  private Optional<Death> death(Node node) {
    if (node instanceof Node.Mapping mapping) {
      return Optional.of(within(mapping).death());
    }
    Optional<Boolean> dead = flag(node);
    if (dead.isPresent()) {
      return dead.map(flag -> new Death(flag, Optional.empty(), Optional.empty()));
    }
    Optional<Node.Scalar> text = text(node, "deceased");
    Optional<When> when = text.flatMap(t -> time(t, "deceased"));
    if (when.isPresent() && when.get() instanceof When.InWords) {
      // "unknown" or "alive" must not become a death.
      issues()
          .error(
              "unknown-word",
              node.location(),
              Excerpt.of(text.get().text()) + " is neither a time nor true or false",
              "write words for a time of death as {when: …}");
      return Optional.empty();
    }
    // A wrong date does not make the person alive.
    return text.map(t -> new Death(true, when, Optional.empty()));
  }

  private Death death() {
    boolean dead = takeFlag("dead").orElse(true);
    Optional<When> when = time("when");
    Optional<Concept> cause = uncoded("cause");
    Optional<TimeSpan> survival = span("survival");
    finish();
    return new Death(dead, when, cause, survival);
  }
}
