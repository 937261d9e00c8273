package org.case2fhir.validation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.case2fhir.validation.BundleRules.BundleFindings;
import org.case2fhir.validation.BundleView.Entry;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * Whether all entries of a <a href="https://hl7.org/fhir/R4/documents.html#content">document</a> or
 * <a href="https://hl7.org/fhir/R4/messaging.html">message</a> hang together with its first: a
 * document has what its Composition leads to, and nothing else but what says where that comes from.
 *
 * <p>An entry that only leads back to the others is a warning in a document, and worth knowing in a
 * message. HAPI finds the same, but looks through all entries for each reference; this takes time
 * linear in the references.
 */
final class EntryLinks {
  static final String ORPHAN_DOCUMENT = "fhir-bundle-bundle-entry-orphan-document";
  static final String ORPHAN_MESSAGE = "fhir-bundle-bundle-entry-orphan-message";

  static final String REVERSE_DOCUMENT = "fhir-bundle-bundle-entry-reverse-r4";
  static final String REVERSE_MESSAGE = "fhir-bundle-bundle-entry-reverse-msg";
  private static final Set<String> LINKS = Set.of("Reference", "url", "uri");

  private final BundleView bundle;
  private final BundleFindings findings;
  private final boolean document;
  private final List<List<Integer>> forward = new ArrayList<>();
  private final List<List<Integer>> backward = new ArrayList<>();
  private final boolean[] reached;

  private EntryLinks(BundleView bundle, BundleTargets targets, BundleFindings findings) {
    this.bundle = bundle;
    this.findings = findings;
    this.document = bundle.type().equals("document");
    this.reached = new boolean[bundle.entries().size()];
    link(targets);
  }

  /** Says which entries of a document or message do not belong to it. */
  static void check(BundleView bundle, BundleTargets targets, BundleFindings findings) {
    Optional<Element> first = bundle.entries().stream().findFirst().flatMap(Entry::resource);
    if (first.isPresent()) {
      EntryLinks links = new EntryLinks(bundle, targets, findings);
      links.reachStylesheets();
      links.reachBackward(links.reach(0));
      links.reportOrphans();
    }
  }

  private void link(BundleTargets targets) {
    bundle.entries().forEach(entry -> forward.add(new ArrayList<>()));
    bundle.entries().forEach(entry -> backward.add(new ArrayList<>()));
    for (Entry entry : bundle.entries()) {
      int from = entry.name().index();
      for (String address : entry.resource().map(EntryLinks::addresses).orElse(Set.of())) {
        targets
            .findOnly(address, entry.name().fullUrl())
            .map(target -> target.name().index())
            .filter(to -> to != from)
            .ifPresent(
                to -> {
                  forward.get(from).add(to);
                  backward.get(to).add(from);
                });
      }
    }
  }

  /** What a resource refers to, as written; a Bundle in it has its own references. */
  private static Set<String> addresses(Element resource) {
    Set<String> addresses = new TreeSet<>();
    Deque<Element> open = new ArrayDeque<>(List.of(resource));
    while (!open.isEmpty()) {
      Element element = open.pop();
      String type = element.fhirType();
      if (LINKS.contains(type) && !element.getName().equals("system")) {
        String address =
            type.equals("Reference")
                ? BundleView.text(element, "reference")
                : Optional.ofNullable(element.primitiveValue()).orElse("");
        addresses.add(address);
      }
      if (!type.equals("Bundle")) {
        element.getChildren().forEach(open::push);
      }
    }
    return addresses;
  }

  private void reachStylesheets() {
    for (Element link : bundle.root().getChildrenByName("link")) {
      if (BundleView.text(link, "relation").equals("stylesheet")) {
        String url = BundleView.text(link, "url");
        bundle.entries().stream()
            .filter(entry -> entry.resource().isPresent())
            .filter(entry -> url.equals(typeAndId(entry)))
            .findFirst()
            .ifPresent(entry -> reached[entry.name().index()] = true);
      }
    }
  }

  private static String typeAndId(Entry entry) {
    String id = entry.resource().map(r -> BundleView.text(r, "id")).orElse("");
    return entry.name().resourceType() + "/" + id;
  }

  /** Follows references from an entry; those that it reaches newly. */
  private List<Integer> reach(int start) {
    List<Integer> found = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int entry = open.pop();
      if (!reached[entry] || entry == start) {
        found.add(entry);
        reached[entry] = true;
        forward.get(entry).stream().filter(to -> !reached[to]).forEach(open::push);
      }
    }
    return found;
  }

  /** In file order, since what an entry that leads back leads to in turn is not told of. */
  private void reachBackward(List<Integer> start) {
    TreeSet<Integer> open = new TreeSet<>();
    start.forEach(entry -> open.addAll(backward.get(entry)));
    for (Integer next = open.pollFirst(); next != null; next = open.pollFirst()) {
      if (!reached[next]) {
        reportReverse(bundle.entries().get(next));
        reach(next).forEach(entry -> open.addAll(backward.get(entry)));
      }
    }
  }

  private void reportReverse(Entry entry) {
    // Where something comes from is said of it from outside.
    if (entry.name().resourceType().equals("Provenance")) {
      return;
    }
    Optional<BundleEntry> name = Optional.of(entry.name());
    if (document) {
      String message = "no reference leads from the Composition to this entry, only from it";
      findings.warning(REVERSE_DOCUMENT, message, name, entry.element());
    } else {
      String message = "no reference leads from the MessageHeader to this entry, only from it";
      findings.information(REVERSE_MESSAGE, message, name, entry.element());
    }
  }

  private void reportOrphans() {
    for (Entry entry : bundle.entries()) {
      if (entry.resource().isEmpty() || reached[entry.name().index()]) {
        continue;
      }
      Optional<BundleEntry> name = Optional.of(entry.name());
      if (document) {
        String message = "no reference connects this entry with the Composition";
        findings.error(ORPHAN_DOCUMENT, message, name, entry.element());
      } else {
        String message = "no reference connects this entry with the MessageHeader";
        findings.warning(ORPHAN_MESSAGE, message, name, entry.element());
      }
    }
  }
}
