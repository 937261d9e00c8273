package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermMatch.Qualifier;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads concepts: words, or a mapping of {@code text} and {@code codes}; codes, {@code SNOMED
 * 73211009}, {@code LOINC 30341-2 | display}, or mappings of system, code and display; and sites.
 */
final class ConceptReader {
  private final ReadScope scope;

  ConceptReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The concept under a key; coded by the vocabulary unless the case gives codes. */
  Optional<Concept> read(Fields fields, String key, Domain domain) {
    return fields
        .take(key)
        .flatMap(node -> read(node, fields, key).map(named -> coded(named, node, domain)));
  }

  /** The concept under a key, of a kind that the vocabulary does not hold. */
  Optional<Concept> readUncoded(Fields fields, String key) {
    return fields
        .take(key)
        .flatMap(node -> read(node, fields, key))
        .map(named -> named.coded(text -> List.of()));
  }

  /** One or several of them. */
  List<Concept> readAllUncoded(Fields fields, String key) {
    List<Concept> concepts = new ArrayList<>();
    for (Node node : fields.takeItems(key)) {
      read(node, fields, key).map(named -> named.coded(text -> List.of())).ifPresent(concepts::add);
    }
    return concepts;
  }

  /** One or several concepts under a key. */
  List<Concept> readAll(Fields fields, String key, Domain domain) {
    List<Concept> concepts = new ArrayList<>();
    for (Node node : fields.takeItems(key)) {
      read(node, fields, key).map(named -> coded(named, node, domain)).ifPresent(concepts::add);
    }
    return concepts;
  }

  /** The words, and the codes if the case gives them here. */
  Optional<Named> read(Node node, Fields fields, String key) {
    if (!(node instanceof Node.Mapping mapping)) {
      return fields.text(node, key).map(text -> new Named(text.text(), Optional.empty()));
    }
    Fields parts = new CaseFields(mapping, scope);
    boolean missing = !parts.has("text");
    Optional<Node.Scalar> text = parts.takeText("text");
    Optional<List<Code>> codes = codes(parts);
    parts.finish();
    if (missing) {
      scope
          .issues()
          .error("missing-key", mapping.location(), "`text` is missing", "add the words as `text`");
    }
    return text.map(words -> new Named(words.text(), codes));
  }

  /** Only codes of all the words: here is no place for a part of them. */
  private Concept coded(Named named, Node node, Domain domain) {
    return named.coded(
        text -> {
          Optional<TermMatch> match = scope.vocabulary().match(domain, text);
          Optional<List<Code>> codes = CodedTerm.whole(match);
          if (codes.isPresent()) {
            CodedTerm.report(match, node.location(), scope);
          }
          return codes.orElse(List.of());
        });
  }

  /** The codes under {@code codes}; absent if the key is not there. */
  Optional<List<Code>> codes(Fields fields) {
    if (!fields.has("codes")) {
      return Optional.empty();
    }
    List<Code> codes = new ArrayList<>();
    fields.takeItems("codes").forEach(node -> code(node, fields).ifPresent(codes::add));
    return Optional.of(List.copyOf(codes));
  }

  /** One code. */
  Optional<Code> code(Node node, Fields fields) {
    return node instanceof Node.Mapping mapping
        ? code(new CaseFields(mapping, scope))
        : fields.text(node, "codes").flatMap(this::code);
  }

  private Optional<Code> code(Node.Scalar scalar) {
    String[] parts = scalar.text().split("\\|", 2);
    String head = parts[0].strip();
    int space = head.lastIndexOf(' ');
    if (space < 0) {
      scope
          .issues()
          .error(
              "bad-code",
              scalar.location(),
              Excerpt.of(scalar.text()) + " does not name a code system",
              "write the system before the code, for example SNOMED 73211009");
      return Optional.empty();
    }
    String display = parts.length == 2 ? parts[1].strip() : "";
    String system = head.substring(0, space).strip();
    return code(system, head.substring(space + 1), display, scalar.location());
  }

  private Optional<Code> code(CaseFields fields) {
    Optional<Node.Scalar> system = fields.takeText("system");
    Optional<Node.Scalar> code = fields.takeText("code");
    String display = fields.text("display").orElse("");
    String version = fields.text("version").orElse("");
    fields.finish();
    if (system.isEmpty() || code.isEmpty()) {
      scope
          .issues()
          .error("bad-code", fields.location(), "a code needs a system and a code", "add both");
      return Optional.empty();
    }
    return code(system.get().text(), code.get().text(), display, fields.location())
        .map(known -> new Code(known.system(), known.code(), known.display(), version));
  }

  private Optional<Code> code(String system, String code, String display, Location location) {
    Optional<String> uri = CodeSystems.uri(system);
    if (uri.isEmpty()) {
      scope
          .issues()
          .error(
              "unknown-code-system",
              location,
              "unknown code system " + Excerpt.of(system),
              EditDistance.remedy(
                  system,
                  CodeSystems.names(),
                  "write one of " + String.join(", ", CodeSystems.names()) + ", or a URI"));
      return Optional.empty();
    }
    if (!CodeSystem.isPlausible(uri.get(), code)) {
      String message = Excerpt.of(code) + " is not a code of " + Excerpt.of(system);
      scope.issues().error("bad-code", location, message, "look the code up again");
      return Optional.empty();
    }
    return Optional.of(new Code(uri.get(), code, display));
  }

  /** Where on the body: {@code left buttock}, or mappings of site, side and codes. */
  List<BodySite> sites(Fields fields) {
    List<BodySite> sites = new ArrayList<>();
    fields.takeItems("site").forEach(node -> site(node, fields).ifPresent(sites::add));
    return sites;
  }

  /** One site. */
  Optional<BodySite> site(Node node, Fields fields) {
    return node instanceof Node.Mapping mapping
        ? site(new CaseFields(mapping, scope))
        : fields.text(node, "site").map(text -> Sides.split(text.text(), scope.vocabulary()));
  }

  private Optional<BodySite> site(CaseFields fields) {
    boolean missing = !fields.has("site");
    Optional<String> site = fields.text("site");
    Optional<Laterality> side = fields.takeWord("side", Sides.NAMES);
    Optional<List<Code>> codes = codes(fields);
    fields.finish();
    if (missing) {
      scope
          .issues()
          .error("missing-key", fields.location(), "`site` is missing", "add the words as `site`");
    }
    return site.map(
        text ->
            new BodySite(
                new Concept(
                    text, codes.orElseGet(() -> scope.vocabulary().find(Domain.BODY_SITE, text))),
                side));
  }

  /** Words with the codes that the case gives for them. */
  record Named(String text, Optional<List<Code>> codes) {
    Concept coded(Function<String, List<Code>> vocabulary) {
      return new Concept(text, codes.orElseGet(() -> vocabulary.apply(text)));
    }
  }

  /**
   * What the vocabulary makes of a fact's words: codes, and the severity and side that the codes do
   * not say.
   *
   * <p>Codes of a part of the words are taken only if the fact says the rest elsewhere, and never
   * for what is absent: who has no severe pain may have some.
   *
   * @param circumstances with what was split off the words
   */
  record CodedTerm(List<Code> codes, Circumstances circumstances) {

    /** The codes of a match, if the circumstances can hold what they do not say. */
    static CodedTerm of(
        Optional<TermMatch> match,
        String text,
        Circumstances circumstances,
        Vocabulary vocabulary) {
      CodedTerm nothing = new CodedTerm(List.of(), circumstances);
      if (match.isEmpty()) {
        return nothing;
      }
      TermMatch found = match.get();
      if (found.qualifiers().isEmpty()) {
        return new CodedTerm(found.codes(), circumstances);
      }
      Optional<Circumstances> all =
          circumstances.assertion() == Assertion.ABSENT
              ? Optional.empty()
              : Optional.of(circumstances);
      for (Qualifier qualifier : found.qualifiers()) {
        all = all.flatMap(each -> with(qualifier, text, each, vocabulary));
      }
      return all.map(held -> new CodedTerm(found.codes(), held)).orElse(nothing);
    }

    /** The codes of all the words, none split off, be one misspelt or not. */
    static Optional<List<Code>> whole(Optional<TermMatch> match) {
      return match.filter(found -> found.qualifiers().isEmpty()).map(TermMatch::codes);
    }

    /** Tells how a misspelt word was read. */
    static void report(Optional<TermMatch> match, Location location, ReadScope scope) {
      match
          .flatMap(TermMatch::respelling)
          .ifPresent(
              spelling ->
                  scope
                      .issues()
                      .information(
                          "respelt",
                          location,
                          Excerpt.of(spelling.written())
                              + " is read as "
                              + Excerpt.of(spelling.read()),
                          "correct the spelling, or give `codes` if it is something else"));
    }

    private static Optional<Circumstances> with(
        Qualifier qualifier, String text, Circumstances circumstances, Vocabulary vocabulary) {
      return switch (qualifier.kind()) {
        case MANNER -> Optional.of(circumstances);
        case SEVERITY -> withSeverity(qualifier.words(), circumstances, vocabulary);
        case LATERALITY -> withSide(qualifier.words(), text, circumstances, vocabulary);
        case COURSE, SITE -> Optional.empty();
      };
    }

    private static Optional<Circumstances> withSeverity(
        String words, Circumstances circumstances, Vocabulary vocabulary) {
      if (circumstances.severity().isPresent()) {
        return Optional.of(circumstances)
            .filter(t -> t.severity().get().text().equalsIgnoreCase(words));
      }
      String word = words.toLowerCase(Locale.ROOT);
      Concept severity = new Concept(word, vocabulary.find(Domain.QUALIFIER, word));
      return Optional.of(circumstances.withSeverity(severity));
    }

    private static Optional<Circumstances> withSide(
        String words, String text, Circumstances circumstances, Vocabulary vocabulary) {
      List<BodySite> sites = new ArrayList<>(circumstances.bodySites());
      if (sites.isEmpty()) {
        sitesAfter(words, text, vocabulary).ifPresent(sites::add);
      }
      Optional<Laterality> side = Sides.side(words);
      boolean said =
          side.isPresent()
              && !sites.isEmpty()
              && sites.stream().allMatch(site -> site.laterality().equals(side));
      return said ? Optional.of(circumstances.withBodySites(sites)) : Optional.empty();
    }

    /** The longest known site that follows the side: the left knee of "left knee pain". */
    private static Optional<BodySite> sitesAfter(String side, String text, Vocabulary vocabulary) {
      int at = text.indexOf(side);
      String rest = text.substring(Math.max(0, at));
      for (int end = rest.length(); end > side.length(); end = rest.lastIndexOf(' ', end - 1)) {
        BodySite site = Sides.split(rest.substring(0, end), vocabulary);
        if (site.site().isCoded() && site.laterality().isPresent()) {
          return Optional.of(site);
        }
      }
      return Optional.empty();
    }

    /** What the words of a fact are recognised as when they are read without codes. */
    static CodedTerm of(Fact fact, ReadScope scope) {
      String text = fact.concept().text();
      Vocabulary vocabulary = scope.vocabulary();
      Optional<Value> value =
          fact instanceof Measurement measurement ? measurement.value() : Optional.empty();
      Optional<TermMatch> match = match(fact.kind(), text, value, vocabulary);
      return of(match, text, fact.circumstances(), vocabulary);
    }

    /** A test's code depends on its result: a mass and an amount of substance are two tests. */
    static Optional<TermMatch> match(
        FactKind kind, String text, Optional<Value> value, Vocabulary vocabulary) {
      return kind == FactKind.MEASUREMENT
          ? vocabulary.matchTest(text, value, List.of())
          : FactList.of(kind).domain().flatMap(domain -> vocabulary.match(domain, text));
    }
  }
}
