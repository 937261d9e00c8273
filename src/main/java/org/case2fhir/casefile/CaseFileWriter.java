package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Fact;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Visit;
import org.case2fhir.notation.VisitNames;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Writes case files: the shortest that {@link CaseFileReader} reads back as the same case.
 *
 * <p>The facts of an encounter stand inside it; ids, codes and whatever else the reader adds by
 * itself are left out. The same case gives the same text. Safe for use by several threads.
 */
public final class CaseFileWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final boolean withIds;

  /**
   * @param vocabulary the one that the file will be read with
   * @param units likewise
   */
  public CaseFileWriter(Vocabulary vocabulary, UnitTable units) {
    this(vocabulary, units, false);
  }

  private CaseFileWriter(Vocabulary vocabulary, UnitTable units, boolean withIds) {
    this.vocabulary = vocabulary;
    this.units = units;
    this.withIds = withIds;
  }

  /**
   * The same, with the id of the case and of each fact: for a case that is to be corrected. A fact
   * that keeps its id stays the same resource when its words, its encounter or its date change.
   */
  public CaseFileWriter withIds() {
    return new CaseFileWriter(vocabulary, units, true);
  }

  /** The case as YAML. */
  public String write(CaseReport report) {
    return YamlWriter.of(document(report));
  }

  /** The case as JSON. */
  public String writeJson(CaseReport report) {
    return json(document(report));
  }

  // Indented, with line feeds on every system.
  static String json(Map<String, Object> document) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return JSON.writer(printer).writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("texts, numbers, lists and maps can always be written", e);
    }
  }

  private Map<String, Object> document(CaseReport report) {
    ReadScope scope =
        ReadScope.of(new IssueCollector(""), vocabulary, units)
            .withVisits(new VisitNames(report.visits()));
    Optional<String> derived = report.source().flatMap(IdAssigner::caseId);
    MappingBuilder keys =
        new MappingBuilder()
            .putIf(withIds || !derived.equals(Optional.of(report.id())), "id", report.id())
            .put("title", report.title());
    report.source().map(CaseFileWriter::source).ifPresent(map -> keys.put("source", map));
    Map<String, Object> subject = subject(report.subject(), new ValueWriter(scope));
    keys.putIf(!subject.isEmpty(), "subject", subject);
    List<Object> visits = new ArrayList<>();
    for (Visit visit : report.visits()) {
      MappingBuilder parts = new ValueWriter(scope).visit(visit);
      facts(report, Optional.of(visit.id()), scope, parts);
      visits.add(parts.hasOnly("id") ? visit.id() : parts.map());
    }
    keys.putList("encounters", visits);
    facts(report, Optional.empty(), scope, keys);
    return keys.map();
  }

  private void facts(
      CaseReport report, Optional<String> visit, ReadScope scope, MappingBuilder keys) {
    FactWriter writer = new FactWriter(scope, withIds);
    for (FactList list : FactList.values()) {
      List<Fact> facts =
          report.facts().stream()
              .filter(fact -> fact.kind() == list.kind())
              .filter(fact -> fact.circumstances().visit().equals(visit))
              .toList();
      keys.putList(list.key(), facts.stream().map(writer::write).toList());
    }
  }

  private static Map<String, Object> source(SourceCitation source) {
    return new MappingBuilder()
        .put("title", source.title())
        .putAll("authors", source.authors())
        .put("journal", source.journal())
        .put("year", source.year())
        .put("volume", source.volume())
        .put("issue", source.issue())
        .put("pages", source.pages())
        .put("doi", source.doi())
        .put("pmid", source.pmid())
        .put("pmcid", source.pmcid())
        .put("url", source.url())
        .put("language", source.language())
        .put("license", source.license())
        .map();
  }

  private static Map<String, Object> subject(Subject subject, ValueWriter values) {
    return new MappingBuilder()
        .put("sex", subject.sex().map(Keywords::of))
        .put("age", subject.age().map(CaseFileWriter::age))
        .put("birth-date", subject.birthDate().map(Object::toString))
        .put("name", subject.name())
        .put("deceased", subject.deceased().map(values::death))
        .putAll("related", subject.related().stream().map(other -> related(other, values)).toList())
        .putAll("evidence", values.evidence(subject.evidence()))
        .putAll("identifiers", subject.identifiers())
        .put("gender-identity", subject.genderIdentity().map(values::uncoded))
        .put("karyotype", subject.karyotype().map(Keywords::of))
        .put("last-seen", values.time(subject.lastSeen()))
        .map();
  }

  private static Object related(Subject.Relation other, ValueWriter values) {
    Object relationship = values.concept(other.relationship(), Domain.RELATIONSHIP);
    return other.caseId().isEmpty() && relationship instanceof String
        ? relationship
        : new MappingBuilder().put("relationship", relationship).put("case", other.caseId()).map();
  }

  private static String age(Subject.AgeAt age) {
    return age.age() + age.at().map(visit -> " at " + visit).orElse("");
  }
}
