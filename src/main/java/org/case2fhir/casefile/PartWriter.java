package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Death;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;

/** Writes the parts that facts are made of: concepts, codes, sites, times, evidence. */
final class PartWriter {
  private final ReadScope scope;
  private final ShortForms shortForms;

  PartWriter(ReadScope scope) {
    this.scope = scope;
    this.shortForms = new ShortForms(scope);
  }

  /** Words alone if the vocabulary gives the same codes for them. */
  Object concept(Concept concept, Domain domain) {
    return concept(
        concept,
        text -> Recognition.whole(scope.vocabulary().match(domain, text)).orElse(List.of()));
  }

  /** A concept of a kind that the vocabulary does not hold. */
  Object uncoded(Concept concept) {
    return concept(concept, text -> List.of());
  }

  private Object concept(Concept concept, Function<String, List<Code>> vocabulary) {
    Optional<Object> codes = codes(concept, vocabulary);
    return codes.isEmpty()
        ? concept.text()
        : new MappingBuilder().put("text", concept.text()).put("codes", codes).map();
  }

  List<Object> concepts(List<Concept> concepts, Domain domain) {
    return concepts.stream().map(concept -> concept(concept, domain)).toList();
  }

  /** The codes if they are not those that the vocabulary gives. */
  Optional<Object> codes(Concept concept, Function<String, List<Code>> vocabulary) {
    return vocabulary.apply(concept.text()).equals(concept.codes())
        ? Optional.empty()
        : codes(concept);
  }

  /** The codes in any case. */
  Optional<Object> codes(Concept concept) {
    return Optional.of(concept.codes().stream().map(this::code).toList());
  }

  private Object code(Code code) {
    String system = CodeSystems.name(code.system());
    String display = code.display().isEmpty() ? "" : " | " + code.display();
    return shortForms.choose(
        system + " " + code.code() + display,
        code,
        s -> (node, fields) -> new CodeReader(s).read(node, fields),
        longForm ->
            new MappingBuilder()
                .put("system", system)
                .put("code", code.code())
                .putIf(!code.display().isEmpty(), "display", code.display())
                .putIf(!code.version().isEmpty(), "version", code.version())
                .map());
  }

  Object site(BodySite site) {
    String side = site.laterality().map(s -> Sides.word(s) + " ").orElse("");
    Function<String, List<Code>> vocabulary =
        text -> scope.vocabulary().find(Domain.BODY_SITE, text);
    return shortForms.choose(
        side + site.site().text(),
        site,
        s -> (node, fields) -> new SiteReader(s).read(node, fields),
        longForm ->
            new MappingBuilder()
                .put("site", site.site().text())
                .put("side", site.laterality().map(Sides::word))
                .put("codes", codes(site.site(), vocabulary))
                .map());
  }

  /** A time as its own notation, or as words that only look like one. */
  Object time(When when) {
    return shortForms.choose(
        when.toString(),
        when,
        s -> (node, fields) -> new TimeReader(s).read(node, fields, "date"),
        longForm -> new MappingBuilder().put("words", when.toString()).map());
  }

  Optional<Object> time(Optional<When> when) {
    return when.map(this::time);
  }

  Object death(Death death) {
    if (death.cause().isEmpty() && death.when().isEmpty()) {
      return death.dead();
    }
    Optional<Object> when = time(death.when());
    boolean words = death.when().filter(When.InWords.class::isInstance).isPresent();
    if (death.dead() && death.cause().isEmpty() && !words) {
      return when.orElseThrow();
    }
    return new MappingBuilder()
        .putIf(!death.dead(), "dead", false)
        .put("when", when)
        .put("cause", death.cause())
        .map();
  }

  List<Object> evidence(List<Evidence> evidence) {
    return evidence.stream().map(PartWriter::evidence).toList();
  }

  private static Object evidence(Evidence evidence) {
    return evidence
        .span()
        .map(
            span ->
                (Object)
                    new MappingBuilder()
                        .put("quote", evidence.quote())
                        .put("start", span.start())
                        .put("end", span.end())
                        .map())
        .orElse(evidence.quote());
  }

  /** An encounter without its facts. */
  MappingBuilder visit(Visit visit) {
    boolean labelled = !visit.label().equals(EncounterNames.words(visit.id()));
    return new MappingBuilder()
        .put("id", visit.id())
        .putIf(labelled, "label", visit.label())
        .put("class", visit.visitClass().map(Keywords::of))
        .put("type", visit.type().map(this::uncoded))
        .put("date", time(visit.start()))
        .put("end", time(visit.end()))
        .putAll("reason", concepts(visit.reasons(), Domain.FINDING))
        .put("discharge", visit.discharge().map(this::uncoded))
        .putAll("evidence", evidence(visit.evidence()));
  }
}
