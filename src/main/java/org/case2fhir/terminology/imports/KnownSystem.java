package org.case2fhir.terminology.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.terminology.CodeSystem;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DomainWords.FullySpecified;

/**
 * A code system that the importers know by name.
 *
 * @param name under which its index is installed
 * @param title name for people
 * @param uri canonical URI
 * @param aliases other names in tables, in lower case
 * @param domains what its codes mean where nothing else says it
 * @param notice what its licence wants its users to know
 */
public record KnownSystem(
    String name,
    String title,
    String uri,
    List<String> aliases,
    Set<Domain> domains,
    String notice) {
  private static final Pattern URI = Pattern.compile("(?:https?://|urn:)\\S{1,300}");
  private static final List<KnownSystem> ALL = load();
  private static final Map<String, KnownSystem> BY_NAME = byName();

  public KnownSystem {
    aliases = List.copyOf(aliases);
    domains = Set.copyOf(domains);
  }

  private static List<KnownSystem> load() {
    List<KnownSystem> all = new ArrayList<>();
    for (String[] cells : BundledTable.rows(KnownSystem.class, "systems")) {
      List<String> aliases = List.of(cells[3].split("\\|", -1));
      all.add(
          new KnownSystem(
              cells[0], cells[1], cells[2], aliases, DomainWords.domains(cells[4]), cells[5]));
    }
    return List.copyOf(all);
  }

  /** All of them. */
  public static List<KnownSystem> all() {
    return ALL;
  }

  /** The system of a URI or of any of its names; case does not matter. */
  public static Optional<KnownSystem> of(String nameOrUri) {
    return Optional.ofNullable(BY_NAME.get(nameOrUri.strip().toLowerCase(Locale.ROOT)));
  }

  private static Map<String, KnownSystem> byName() {
    Map<String, KnownSystem> all = new HashMap<>();
    for (KnownSystem system : ALL) {
      all.putIfAbsent(system.uri.toLowerCase(Locale.ROOT), system);
      all.putIfAbsent(system.name, system);
      system.aliases.forEach(alias -> all.putIfAbsent(alias, system));
    }
    return all;
  }

  /** The URI that a name or URI in a table means; absent when it is neither. */
  public static Optional<String> uri(String nameOrUri) {
    String text = nameOrUri.strip();
    Optional<String> known = of(text).map(KnownSystem::uri);
    boolean isUri = URI.matcher(text).matches();
    return known.or(() -> isUri ? Optional.of(text) : Optional.empty());
  }

  /**
   * What a code is used for as far as its system and its name tell it: SNOMED CT's other semantic
   * tags, such as {@code (organism)}, say that it codes nothing here.
   */
  static Optional<Set<Domain>> domainsOf(String uri, String display) {
    boolean snomed = uri.equals(CodeSystem.SNOMED.uri());
    if (snomed && display.matches(".* \\([a-z][a-z /-]*\\)")) {
      return Optional.of(FullySpecified.domains(display).orElse(Set.of()));
    }
    return of(uri).map(KnownSystem::domains).filter(domains -> !domains.isEmpty());
  }
}
