package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.TimeSpans;
import org.case2fhir.terminology.Domain;

/**
 * The keys of one fact, read as what they mean.
 *
 * <p>Names of other facts are passed on as they are written, and remembered with their places:
 * {@link References} turns them into ids once all facts are known.
 */
final class FactFields {
  private final Fields fields;
  private final ReadScope scope;
  private final ConceptReader concepts;
  private final Map<String, Location> mentions = new LinkedHashMap<>();
  private final List<String> asides = new ArrayList<>();

  FactFields(Fields fields, ReadScope scope) {
    this.fields = fields;
    this.scope = scope;
    this.concepts = new ConceptReader(scope);
  }

  Fields raw() {
    return fields;
  }

  ReadScope scope() {
    return scope;
  }

  Map<String, Location> mentions() {
    return mentions;
  }

  Optional<String> text(String key) {
    return fields.takeText(key).map(Node.Scalar::text);
  }

  List<String> texts(String key) {
    return fields.takeTexts(key).stream().map(Node.Scalar::text).toList();
  }

  boolean flag(String key) {
    return fields.takeFlag(key).orElse(false);
  }

  Optional<When> time(String key) {
    return new TimeReader(scope).read(fields, key);
  }

  /** A length of time; words for one become an aside. */
  Optional<TimeSpan> duration() {
    Optional<Node.Scalar> text = fields.takeText("duration");
    if (text.isPresent() && TimeSpans.isInWords(text.get().text())) {
      asides.add("Duration: " + text.get().text());
      String message = Excerpt.of(text.get().text()) + " is no exact length of time; it is a note";
      String remedy = "nothing need be done; exact ones are written like 5 days";
      scope.issues().information("duration-in-words", text.get().location(), message, remedy);
      return Optional.empty();
    }
    return text.flatMap(span -> scope.accept(TimeSpans.parse(span.text()), span.location()));
  }

  /** The circumstances with the asides read so far, which become part of the note. */
  Circumstances withAsides(Circumstances told) {
    if (asides.isEmpty()) {
      return told;
    }
    List<String> notes = new ArrayList<>(told.note().stream().toList());
    notes.addAll(asides);
    return told.withNote(String.join("; ", notes));
  }

  Optional<Value> value(String key) {
    return new ValueReader(scope).read(fields, key);
  }

  Optional<Concept> concept(String key, Domain domain) {
    return concepts.read(fields, key, domain);
  }

  List<Concept> concepts(String key, Domain domain) {
    return concepts.readAll(fields, key, domain);
  }

  <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
    return Keywords.read(fields, key, type);
  }

  /** Names of other facts. */
  List<String> names(String key) {
    return fields.takeTexts(key).stream().map(this::mention).toList();
  }

  /** Name of another fact. */
  Optional<String> name(String key) {
    return fields.takeText(key).map(this::mention);
  }

  Optional<List<Code>> codes() {
    return new CodeReader(scope).read(fields);
  }

  /** What any fact may carry. */
  Circumstances circumstances(Optional<String> visit, Assertion assertion) {
    Optional<When> time = time("date");
    List<BodySite> sites = new SiteReader(scope).read(fields);
    Optional<Concept> severity = concept("severity", Domain.QUALIFIER);
    Optional<String> note = text("note");
    List<Evidence> evidence = new EvidenceReader(scope).read(fields);
    return new Circumstances(visit, time, assertion, sites, severity, note, evidence, confidence());
  }

  private Optional<BigDecimal> confidence() {
    Optional<BigDecimal> share = Numbers.read(fields, "confidence");
    if (share.filter(number -> !FactFields.isShare(number)).isPresent()) {
      scope
          .issues()
          .error(
              "bad-value", fields.location(), "`confidence` is from 0 to 1", "correct the number");
      return Optional.empty();
    }
    return share;
  }

  private static boolean isShare(BigDecimal number) {
    return number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0;
  }

  private String mention(Node.Scalar scalar) {
    mentions.putIfAbsent(scalar.text(), scalar.location());
    return scalar.text();
  }
}
