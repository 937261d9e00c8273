package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Visit;
import org.case2fhir.notation.VisitNames;

/** Reads the mapping at the top of a case file. */
final class CaseReader {
  // As many as can be mapped in half a gigabyte.
  private static final int MAX_FACTS = 25_000;
  private static final Subject UNKNOWN =
      new Subject(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  private final Fields top;
  private final ReadScope bare;
  private final IssueCollector issues;
  private final Map<FactRef, Location> locations = new HashMap<>();

  CaseReader(Node.Mapping mapping, ReadScope scope) {
    this.bare = scope;
    this.issues = scope.issues();
    this.top = new Fields(mapping, issues);
  }

  CaseFile read() {
    top.take("$schema");
    Optional<String> id = top.takeText("id").map(Node.Scalar::text);
    Optional<String> title = top.takeText("title").map(Node.Scalar::text);
    Optional<SourceCitation> source = section("source").map(this::source);
    List<EncounterNames.Named> names = new EncounterNames(issues).read(top.takeItems("encounters"));
    ReadScope scope = bare.withVisits(visitNames(names));
    Optional<Subject> subject = section("subject").map(fields -> subject(fields, scope));
    List<Draft> drafts = new ArrayList<>(new FactReader(scope, Optional.empty()).read(top));
    EncounterReader encounters = new EncounterReader(scope);
    names.forEach(encounters::read);
    drafts.addAll(encounters.drafts());
    List<Visit> visits = encounters.visits();
    locate(visits, encounters.locations());
    top.finish();
    if (drafts.size() > MAX_FACTS) {
      String message =
          "the case has " + drafts.size() + " facts, more than the " + MAX_FACTS + " allowed";
      issues.error("too-large", top.location(), message, "split it: a case file holds one case");
      return new CaseFile(Result.failed(issues.list()), Map.of());
    }
    List<Fact> facts = facts(drafts, visits);
    if (facts.isEmpty()) {
      sayEmpty();
    }
    if (facts.isEmpty() && subject.isEmpty()) {
      return new CaseFile(Result.failed(issues.list()), Map.of());
    }
    Subject person = subject.orElse(UNKNOWN);
    CaseId caseId = new CaseId(issues, top.location());
    String name = id.orElseGet(() -> caseId.derive(source, person, visits, facts));
    CaseReport report = new CaseReport(name, title, source, person, visits, facts);
    return new CaseFile(Result.of(report, issues.list()), locations);
  }

  private void sayEmpty() {
    String remedy = "add a list, for example `diagnoses:` with one item";
    issues.error("empty-case", top.location(), "the case has no fact", remedy);
  }

  private Optional<Fields> section(String key) {
    Optional<Node> node = top.take(key);
    if (node.isPresent() && !(node.get() instanceof Node.Mapping)) {
      top.wrongType(node.get(), key, "a mapping: keys with values, indented below `" + key + ":`");
    }
    return node.filter(Node.Mapping.class::isInstance)
        .map(mapping -> new Fields((Node.Mapping) mapping, issues));
  }

  private SourceCitation source(Fields fields) {
    locations.put(FactRef.SOURCE, fields.location());
    return SourceReader.read(fields);
  }

  private Subject subject(Fields fields, ReadScope scope) {
    locations.put(FactRef.SUBJECT, fields.location());
    return new SubjectReader(scope).read(fields);
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

  private List<Fact> facts(List<Draft> drafts, List<Visit> visits) {
    List<Draft> named = new Identities(issues).assign(drafts);
    FactLinker linker = new FactLinker(new References(named, issues));
    List<Fact> facts = new ArrayList<>();
    for (Draft draft : named) {
      Fact fact = linker.link(draft);
      locations.put(FactRef.of(fact), draft.location());
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
