package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/**
 * What an OBO ontology says about its terms as a whole: who stands below whom, and which terms have
 * taken the place of obsolete ones. Filled in a first pass over the file, used in a second.
 */
final class Ontology {
  /** Branches of HPO whose terms are not findings. */
  private static final Map<String, Set<Domain>> BRANCHES =
      Map.of(
          "HP:0000005", Set.of(),
          "HP:0040279", Set.of(),
          "HP:0032443", Set.of(),
          "HP:0032223", Set.of(),
          "HP:0012823", Set.of(Domain.QUALIFIER));

  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, Set<Domain>> inBranches = new HashMap<>();
  private final Map<String, List<String>> formerNames = new LinkedHashMap<>();
  private String prefix = "HP";
  private String version = "";

  /**
   * A term as the file has it.
   *
   * @param successor identifier of the term that replaces an obsolete one; may be empty
   * @param exact synonyms that mean exactly the same
   * @param inexact broader, narrower and related ones
   */
  record OntologyTerm(
      String id,
      String label,
      boolean obsolete,
      String successor,
      List<String> exact,
      List<String> inexact) {}

  /** Short name of the ontology: {@code hp}. */
  void named(String name) {
    if (name.matches("[A-Za-z]{1,20}")) {
      prefix = name.toUpperCase(Locale.ROOT);
    }
  }

  /** Its version: the date in {@code hp/releases/2025-05-06} or in an address. */
  void version(String text) {
    Matcher date = Pattern.compile("\\d{4}-\\d\\d-\\d\\d").matcher(text);
    if (version.isEmpty() && date.find()) {
      version = date.group();
    }
  }

  void isA(String child, String parent) {
    if (owns(child) && owns(parent)) {
      children.computeIfAbsent(parent, key -> new ArrayList<>(2)).add(child);
    }
  }

  /** Remembers the names of obsolete terms for the terms that replaced them. */
  void see(OntologyTerm term) {
    if (owns(term.id()) && term.obsolete() && !term.successor().isEmpty()) {
      List<String> names = formerNames.computeIfAbsent(term.successor(), key -> new ArrayList<>(2));
      names.add(withoutMark(term.label()));
      names.addAll(term.exact());
    }
  }

  private boolean owns(String id) {
    return id.startsWith(prefix + ":");
  }

  private static String withoutMark(String label) {
    return label.replaceFirst("^(?i)obsolete[ _]", "");
  }

  void emit(OntologyTerm term, ImportScope scope) throws IOException {
    if (!owns(term.id()) || term.label().isBlank()) {
      return;
    }
    String system = system(scope);
    if (term.obsolete()) {
      String label = withoutMark(term.label());
      scope
          .sink()
          .accept(IndexedConcept.retired(system, term.id(), label, term.successor()), List.of());
      return;
    }
    ConceptNames names = new ConceptNames().preferred(term.label());
    term.exact().forEach(names::synonym);
    term.inexact().forEach(name -> names.add(name, TermKind.RELATED));
    formerNames
        .getOrDefault(term.id(), List.of())
        .forEach(name -> names.add(name, TermKind.FORMER));
    Set<Domain> domains = domains(term.id(), scope);
    scope
        .sink()
        .accept(
            IndexedConcept.of(system, term.id(), term.label(), term.label(), domains),
            names.terms());
  }

  private String system(ImportScope scope) throws RefusedReleaseException {
    Optional<String> uri = scope.options().system().flatMap(KnownSystem::uri);
    return uri.or(() -> KnownSystem.of(prefix).map(KnownSystem::uri))
        .orElseThrow(
            () ->
                RefusedReleaseException.of(
                    scope.files().fileName(),
                    0,
                    "the code system of this ontology is not known",
                    "say --system URI"));
  }

  private Set<Domain> domains(String id, ImportScope scope) {
    if (scope.options().domain().isPresent()) {
      return Set.of(scope.options().domain().get());
    }
    if (inBranches.isEmpty()) {
      new TreeMap<>(BRANCHES).forEach(this::markBranch);
    }
    Set<Domain> own = inBranches.get(id);
    return own != null ? own : KnownSystem.of(prefix).map(KnownSystem::domains).orElse(Set.of());
  }

  /** Each term is visited but once, however deep the branch is and if it runs in circles. */
  private void markBranch(String root, Set<Domain> domains) {
    List<String> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (inBranches.putIfAbsent(next, domains) == null) {
        open.addAll(children.getOrDefault(next, List.of()));
      }
    }
  }

  ReleaseInfo info(long rows) {
    Optional<KnownSystem> system = KnownSystem.of(prefix);
    return new ReleaseInfo(
        system.map(KnownSystem::name).orElse(prefix.toLowerCase(Locale.ROOT)),
        system.map(KnownSystem::title).orElse(prefix),
        version,
        version,
        system.map(KnownSystem::notice).orElse(""),
        rows);
  }
}
