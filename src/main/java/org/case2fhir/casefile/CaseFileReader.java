package org.case2fhir.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.casefile.EncounterReader.EncounterNames;
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.AgeAt;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Karyotype;
import org.case2fhir.model.Subject.Relation;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.TimeSpans;
import org.case2fhir.notation.VisitNames;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads case files, and GA4GH phenopackets as if they were some.
 *
 * <p>Reads as much as can be read: a problem costs the part in which it stands and no more, and
 * nothing is left out without an issue. Safe for use by several threads.
 */
public final class CaseFileReader {
  /** Bytes of one file. */
  public static final int MAX_BYTES = 20 * 1024 * 1024;

  private final Vocabulary vocabulary;
  private final UnitTable units;

  /**
   * @param vocabulary gives codes to words that the file gives none for
   * @param units the units that values may have
   */
  public CaseFileReader(Vocabulary vocabulary, UnitTable units) {
    this.vocabulary = vocabulary;
    this.units = units;
  }

  /**
   * Reads from a stream, and no more of it than a case file may be long.
   *
   * @throws IOException if the stream does
   */
  public CaseFile read(String sourceName, InputStream content) throws IOException {
    return read(sourceName, content.readNBytes(MAX_BYTES + 1));
  }

  /**
   * Reads a whole file.
   *
   * @param sourceName what issues call it; its ending tells YAML from JSON, else its first
   *     character
   */
  public CaseFile read(String sourceName, byte[] content) {
    IssueCollector issues = new IssueCollector(sourceName);
    Optional<Node> root =
        TextDecoder.decode(content, issues).flatMap(t -> NodeReader.read(t, issues));
    Optional<CaseFile> file =
        root.flatMap(node -> WrongKind.check(node, issues))
            .map(
                mapping -> {
                  ReadScope scope = ReadScope.of(issues, vocabulary, units);
                  return PhenopacketReader.accepts(mapping)
                      ? PhenopacketReader.read(mapping, scope)
                      : new CaseReportReader(mapping, scope).read();
                });
    return file.orElseGet(() -> new CaseFile(Result.failed(issues.list()), Map.of()));
  }

  /** Tells a case file from the other YAML, JSON and text that people may give instead. */
  private static final class WrongKind {
    private WrongKind() {}

    /** The mapping that may be a case file; else absent with a problem. */
    static Optional<Node.Mapping> check(Node root, IssueCollector issues) {
      if (root instanceof Node.Scalar scalar
          && (scalar.type() == Node.Type.NOTHING || scalar.text().isBlank())) {
        issues.error("empty-file", root.location(), "the file is empty", "write a case file");
        return Optional.empty();
      }
      if (root instanceof Node.Mapping mapping) {
        return check(mapping, issues);
      }
      boolean list = root instanceof Node.Sequence;
      return wrong(
          root,
          issues,
          list ? "this is a list, not a case file" : "this is prose, not a case file",
          list ? "begin with a key, such as `subject:`" : "write its facts as a case file");
    }

    private static Optional<Node.Mapping> check(Node.Mapping mapping, IssueCollector issues) {
      Set<String> keys =
          mapping.entries().stream().map(Node.Entry::key).collect(Collectors.toSet());
      if (keys.contains("resourceType")) {
        String message = "this is a FHIR resource, not a case file";
        return wrong(mapping, issues, message, "use `case2fhir validate` to check it");
      }
      if (PhenopacketReader.accepts(mapping)) {
        return Optional.of(mapping);
      }
      Set<String> known = knownKeys();
      if (keys.stream().allMatch(key -> EditDistance.to(key, known).isEmpty())) {
        String message = "no key of this file is one of a case file";
        return wrong(mapping, issues, message, "begin with `subject:` or a list like `diagnoses:`");
      }
      return Optional.of(mapping);
    }

    private static Set<String> knownKeys() {
      Set<String> known =
          new LinkedHashSet<>(Set.of("id", "title", "source", "subject", "encounters"));
      for (FactList list : FactList.values()) {
        known.add(list.key());
        known.addAll(list.headKeys());
      }
      return known;
    }

    private static Optional<Node.Mapping> wrong(
        Node root, IssueCollector issues, String message, String solution) {
      issues.error("wrong-kind", root.location(), message, solution);
      return Optional.empty();
    }
  }

  /** Reads the mapping at the top of a case file: its citation, its subject, and all its facts. */
  private static final class CaseReportReader {
    // Far more than a case has, and as many as can be mapped and validated in a gigabyte.
    private static final int MAX_FACTS = 5_000;
    private static final Pattern DOI_RESOLVER =
        Pattern.compile("^(?:https?://(?:dx\\.)?doi\\.org/|doi:\\s?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern AGE_AT = Pattern.compile("(.{1,60}?) at(?: the)? (.{1,200})");

    private final CaseFields top;
    private final IdAssigner ids;
    private final ReadScope unnamed;
    private final IssueCollector issues;
    private final Map<FactRef, Location> locations = new HashMap<>();

    CaseReportReader(Node.Mapping mapping, ReadScope scope) {
      this.unnamed = scope;
      this.issues = scope.issues();
      this.ids = new IdAssigner(issues);
      this.top = new CaseFields(mapping, scope);
    }

    CaseFile read() {
      top.take("$schema");
      top.review();
      Optional<String> id = top.takeText("id").map(Node.Scalar::text);
      Optional<String> title = top.takeText("title").map(Node.Scalar::text);
      Optional<SourceCitation> source = section("source", unnamed).map(this::source);
      List<EncounterNames.Named> names =
          new EncounterNames(issues).read(top.takeItems("encounters"));
      ReadScope scope = unnamed.withVisits(visitNames(names));
      Optional<Subject> subject = section("subject", scope).map(this::subject);
      List<UnlinkedFact> unlinkedFacts =
          new ArrayList<>(new FactReader(scope, Optional.empty()).read(top));
      EncounterReader encounters = new EncounterReader(scope);
      names.forEach(encounters::read);
      unlinkedFacts.addAll(encounters.unlinkedFacts());
      List<Visit> visits = encounters.visits();
      locate(visits, encounters.locations());
      top.finish();
      int size = unlinkedFacts.size() + visits.size();
      if (size > MAX_FACTS) {
        String message =
            "the case has "
                + size
                + " facts and encounters, more than the "
                + MAX_FACTS
                + " allowed";
        issues.error("too-large", top.location(), message, "split it: a case file holds one case");
        return new CaseFile(Result.failed(issues.list()), Map.of());
      }
      List<Fact> facts = facts(unlinkedFacts, visits);
      if (facts.isEmpty()) {
        sayEmpty();
      }
      if (facts.isEmpty() && subject.isEmpty()) {
        return new CaseFile(Result.failed(issues.list()), Map.of());
      }
      Subject person = subject.orElse(Subject.UNKNOWN);
      String name = id.orElseGet(() -> ids.caseId(source, person, visits, facts, top.location()));
      CaseReport report = new CaseReport(name, title, source, person, visits, facts);
      return new CaseFile(Result.of(report, issues.list()), locations);
    }

    private void sayEmpty() {
      String remedy = "add a list, for example `diagnoses:` with one item";
      issues.error("empty-case", top.location(), "the case has no fact", remedy);
    }

    private Optional<CaseFields> section(String key, ReadScope scope) {
      Optional<Node> node = top.take(key);
      if (node.isPresent() && !(node.get() instanceof Node.Mapping)) {
        top.wrongType(
            node.get(), key, "a mapping: keys with values, indented below `" + key + ":`");
      }
      return node.filter(Node.Mapping.class::isInstance)
          .map(mapping -> new CaseFields((Node.Mapping) mapping, scope));
    }

    private SourceCitation source(CaseFields fields) {
      locations.put(FactRef.SOURCE, fields.location());
      Optional<String> title = fields.text("title");
      List<String> authors = fields.texts("authors");
      Optional<String> journal = fields.text("journal");
      Optional<Integer> year = fields.takeCount("year");
      SourceCitation source =
          new SourceCitation(
              title,
              authors,
              journal,
              year,
              fields.text("volume"),
              fields.text("issue"),
              fields.text("pages"),
              fields.text("doi").map(doi -> DOI_RESOLVER.matcher(doi).replaceFirst("")),
              fields.text("pmid"),
              fields.text("pmcid"),
              fields.text("url"),
              fields.text("language"),
              fields.text("license"));
      fields.finish();
      return source;
    }

    private Subject subject(CaseFields fields) {
      locations.put(FactRef.SUBJECT, fields.location());
      Optional<Sex> sex = fields.takeWord("sex", Keywords.SEXES);
      Optional<AgeAt> age = fields.take("age").flatMap(node -> age(node, fields));
      Optional<PartialDate> birthDate = birthDate(fields);
      Optional<String> name = fields.text("name");
      Optional<Death> deceased = fields.deceased();
      List<Relation> related = new ArrayList<>();
      fields.takeItems("related").forEach(node -> related(node, fields).ifPresent(related::add));
      List<Evidence> evidence = fields.evidence();
      List<String> identifiers = fields.texts("identifiers");
      Optional<Concept> identity = fields.uncoded("gender-identity");
      Optional<Karyotype> karyotype = fields.takeWord("karyotype", Karyotype.class);
      Optional<When> lastSeen = fields.time("last-seen");
      fields.review();
      fields.finish();
      return new Subject(
          sex,
          age,
          birthDate,
          name,
          deceased,
          related,
          evidence,
          identifiers,
          identity,
          karyotype,
          lastSeen);
    }

    private static Optional<Relation> related(Node node, CaseFields fields) {
      if (!(node instanceof Node.Mapping mapping)) {
        return new ConceptReader(fields.scope())
            .read(node, fields, "related")
            .map(name -> relation(name, Optional.empty(), fields));
      }
      CaseFields parts = fields.within(mapping);
      boolean missing = !parts.has("relationship");
      Optional<ConceptReader.Named> name =
          parts
              .take("relationship")
              .flatMap(n -> new ConceptReader(fields.scope()).read(n, parts, "relationship"));
      Optional<String> caseId = parts.text("case");
      parts.finish();
      if (missing) {
        String message = "`relationship` is missing";
        String remedy = "add what the other is to this person, such as mother";
        fields.issues().error("missing-key", mapping.location(), message, remedy);
      }
      return name.map(words -> relation(words, caseId, fields));
    }

    private static Relation relation(
        ConceptReader.Named name, Optional<String> caseId, CaseFields fields) {
      return new Relation(
          name.coded(text -> fields.scope().vocabulary().find(Domain.RELATIONSHIP, text)), caseId);
    }

    private static Optional<AgeAt> age(Node node, CaseFields fields) {
      if (node instanceof Node.Mapping mapping) {
        CaseFields parts = fields.within(mapping);
        Optional<TimeSpan> value =
            parts
                .takeText("value")
                .flatMap(
                    text ->
                        fields.scope().accept(TimeSpans.parseAge(text.text()), text.location()));
        Optional<String> at =
            parts.takeText("at").flatMap(text -> parts.visit(text.text(), text.location()));
        parts.finish();
        return value.map(span -> new AgeAt(span, at));
      }
      return fields.text(node, "age").flatMap(text -> age(text, fields));
    }

    private static Optional<AgeAt> age(Node.Scalar scalar, CaseFields fields) {
      Matcher matcher = AGE_AT.matcher(scalar.text());
      boolean dated = matcher.matches();
      String age = dated ? matcher.group(1) : scalar.text();
      Optional<TimeSpan> span = fields.scope().accept(TimeSpans.parseAge(age), scalar.location());
      Optional<String> at =
          dated ? fields.visit(matcher.group(2), scalar.location()) : Optional.empty();
      return span.map(value -> new AgeAt(value, at));
    }

    private static Optional<PartialDate> birthDate(CaseFields fields) {
      ReadScope scope = fields.scope();
      Optional<Node.Scalar> scalar = fields.takeText("birth-date");
      if (scalar.isEmpty()) {
        return Optional.empty();
      }
      Reading<When> reading = scope.times().parse(scalar.get().text());
      When when = reading.value().orElse(null);
      if (when == null || when instanceof When.OnDate) {
        scope.accept(reading, scalar.get().location());
      }
      if (when instanceof When.OnDate onDate) {
        return Optional.of(onDate.date().withoutTime());
      }
      if (when != null) {
        scope
            .issues()
            .error(
                "bad-date",
                scalar.get().location(),
                Excerpt.of(scalar.get().text()) + " is not a date",
                "write dates as 1959, 1959-03 or 1959-03-14");
      }
      return Optional.empty();
    }

    private static VisitNames visitNames(List<EncounterNames.Named> names) {
      List<Visit> visits = new ArrayList<>();
      for (EncounterNames.Named named : names) {
        if (!named.again()) {
          named
              .id()
              .map(id -> EncounterReader.bare(id, named.label().orElse(id)))
              .ifPresent(visits::add);
        }
      }
      return new VisitNames(visits);
    }

    private void locate(List<Visit> visits, List<Location> visitLocations) {
      for (int i = 0; i < visits.size(); i++) {
        locations.put(FactRef.ofVisit(visits.get(i)), visitLocations.get(i));
      }
    }

    private List<Fact> facts(List<UnlinkedFact> unlinkedFacts, List<Visit> visits) {
      Map<Boolean, List<UnlinkedFact>> byDecision =
          unlinkedFacts.stream().collect(Collectors.partitioningBy(UnlinkedFact::isRejected));
      List<UnlinkedFact> named = ids.assign(byDecision.get(false));
      FactLinker linker = new FactLinker(named, byDecision.get(true), issues);
      List<Fact> facts = new ArrayList<>();
      for (UnlinkedFact unlinked : named) {
        Fact fact = linker.link(unlinked);
        locations.put(FactRef.of(fact), unlinked.location());
        facts.add(fact);
      }
      Map<String, Integer> order = new HashMap<>();
      visits.forEach(visit -> order.putIfAbsent(visit.id(), order.size()));
      facts.sort(
          Comparator.comparing(Fact::kind)
              .thenComparing(f -> f.circumstances().visit().map(order::get).orElse(-1)));
      return facts;
    }
  }
}
