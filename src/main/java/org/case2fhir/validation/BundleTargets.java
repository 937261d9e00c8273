package org.case2fhir.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.validation.BundleView.Entry;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * The entries of a Bundle by the addresses that <a
 * href="https://hl7.org/fhir/R4/bundle.html#references">references</a> name them with: fullUrl,
 * relative to the server of the referring entry, or type and id.
 */
final class BundleTargets {
  private static final Pattern RELATIVE = Pattern.compile("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}");
  private static final Pattern VERSION = Pattern.compile("/_history/[^/]+$");

  private final Map<String, Entry> byFullUrl = new HashMap<>();
  private final Map<String, Entry> byTypeAndId = new HashMap<>();
  private final Map<Element, Element> roots = new IdentityHashMap<>();
  private final Map<Element, Map<String, TargetOutcome>> outcomes = new IdentityHashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  BundleTargets(BundleView bundle) {
    for (Entry entry : bundle.entries()) {
      entry.resource().ifPresent(resource -> add(entry, BundleView.text(resource, "id")));
    }
  }

  /** An entry without a resource, such as one that deletes, is nothing to refer to. */
  private void add(Entry entry, String id) {
    if (byFullUrl.putIfAbsent(entry.name().fullUrl(), entry) != null) {
      ambiguous.add(entry.name().fullUrl());
    }
    if (!id.isEmpty()) {
      byTypeAndId.putIfAbsent(entry.name().resourceType() + "/" + id, entry);
    }
  }

  /** The entry that a reference leads to, if one only can be meant: versions share a fullUrl. */
  Optional<Entry> findOnly(String reference, String fullUrl) {
    return find(reference, fullUrl).filter(e -> !ambiguous.contains(e.name().fullUrl()));
  }

  /**
   * The resource of an entry as the root of a tree of its own. Rules about where an extension may
   * stand go by the names of elements, and in its Bundle each resource is named {@code resource}.
   */
  Element root(Element resource) {
    return roots.computeIfAbsent(
        resource,
        entry -> {
          Element root = new Element(entry.fhirType(), entry.getProperty());
          root.setType(entry.fhirType());
          root.markLocation(entry);
          root.getChildren().addAll(entry.getChildren());
          outcomes.put(root, new HashMap<>());
          return root;
        });
  }

  /**
   * What was found of a {@link #root}, if that is one.
   *
   * @param fullUrl of the entry that refers to it
   */
  Optional<Target> target(Element root, String fullUrl) {
    return Optional.ofNullable(outcomes.get(root)).map(known -> new Target(known, server(fullUrl)));
  }

  /**
   * What was found of a resource that references lead to.
   *
   * @param outcomes by server and profile
   * @param server of the entry that refers to it, to which its own references are relative
   */
  record Target(Map<String, TargetOutcome> outcomes, String server) {
    // Absent is null, as in a map.
    TargetOutcome outcome(StructureDefinition profile) {
      return outcomes.get(key(profile));
    }

    void put(StructureDefinition profile, TargetOutcome outcome) {
      outcomes.put(key(profile), outcome);
    }

    private String key(StructureDefinition profile) {
      return server + ' ' + profile.getVersionedUrl();
    }
  }

  /** Whether a resource meets a profile, and what the validator says. */
  record TargetOutcome(boolean ok, List<ValidationMessage> messages) {}

  /** A reference without version and fragment, which is what entries are found by. */
  static String address(String reference) {
    int fragment = reference.indexOf('#');
    String whole = fragment < 0 ? reference : reference.substring(0, fragment);
    return VERSION.matcher(whole).replaceFirst("");
  }

  /**
   * The entry that a reference leads to.
   *
   * @param reference as written
   * @param fullUrl of the entry that it stands in; may be empty
   */
  Optional<Entry> find(String reference, String fullUrl) {
    String address = address(reference);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Entry named = byFullUrl.get(address);
    if (named != null || !RELATIVE.matcher(address).matches()) {
      return Optional.ofNullable(named);
    }
    String server = server(fullUrl);
    Entry onServer = server.isEmpty() ? null : byFullUrl.get(server + address);
    return Optional.ofNullable(onServer == null ? byTypeAndId.get(address) : onServer);
  }

  /** The address of the server of an entry with a slash, or nothing. */
  private static String server(String fullUrl) {
    int id = fullUrl.lastIndexOf('/');
    int type = id < 0 ? -1 : fullUrl.lastIndexOf('/', id - 1);
    return fullUrl.substring(0, type + 1);
  }
}
