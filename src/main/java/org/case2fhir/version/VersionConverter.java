package org.case2fhir.version;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.version.VersionNote.Kind;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.model.Reference;

/**
 * Writes Bundles of R4 in other versions of FHIR, and reads them back.
 *
 * <p>HL7's converter does most of it; {@link ResourceRules} mends what it drops. Each resource is
 * then converted back and compared: what differs and no rule has named is named as lost, so that
 * nothing is lost silently.
 */
public final class VersionConverter {
  /** Types by their names in R4 and in R5. */
  private static final Map<String, String> RENAMED =
      Map.of("DeviceUseStatement", "DeviceUsage", "Media", "DocumentReference");

  private VersionConverter() {}

  /**
   * A Bundle in the version asked for.
   *
   * @param bundle with the same entries in the same order
   * @param notes what is elsewhere, in extensions, or lost
   */
  public record VersionedBundle(IBaseBundle bundle, List<VersionNote> notes) {}

  /** The Bundle in a version; the R4 Bundle is left as it is. */
  public static VersionedBundle convert(Bundle bundle, FhirVersion version) {
    return switch (version) {
      // The same resources mean the same in R4B, to the letter.
      case R4, R4B -> new VersionedBundle(bundle, List.of());
      case R5 -> toR5(bundle);
    };
  }

  private static VersionedBundle toR5(Bundle bundle) {
    List<VersionNote> notes = new ArrayList<>();
    Bundle shell = bundle.copy();
    shell.getEntry().forEach(entry -> entry.setResource(null));
    org.hl7.fhir.r5.model.Bundle converted =
        (org.hl7.fhir.r5.model.Bundle) VersionConvertorFactory_40_50.convertResource(shell);
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      Bundle.BundleEntryComponent from = bundle.getEntry().get(i);
      org.hl7.fhir.r5.model.Bundle.BundleEntryComponent to = converted.getEntry().get(i);
      EntryNotes entry = new EntryNotes(i, from.getFullUrl(), notes);
      Resource source = from.getResource();
      if (source == null) {
        continue;
      }
      // Resources of one Bundle refer to each other as objects; alone they are text.
      org.hl7.fhir.r5.model.Resource resource = ResourceRules.toR5(source.copy(), entry);
      ResourceComparison.differences(source, ResourceRules.toR4(resource.copy()))
          .forEach(entry::lost);
      rename(resource);
      to.setResource(resource);
      if (to.getRequest().hasUrl()) {
        to.getRequest().setUrl(renamed(to.getRequest().getUrl(), /* toR5= */ true));
      }
    }
    return new VersionedBundle(converted, notes);
  }

  private static void rename(org.hl7.fhir.r5.model.Resource resource) {
    FhirContext.forR5Cached()
        .newTerser()
        .getAllPopulatedChildElementsOfType(resource, Reference.class)
        .stream()
        .filter(Reference::hasReference)
        .forEach(r -> r.setReference(renamed(r.getReference(), /* toR5= */ true)));
  }

  /** An address that begins with the name of a type. */
  private static String renamed(String address, boolean toR5) {
    for (Map.Entry<String, String> name : RENAMED.entrySet()) {
      String from = toR5 ? name.getKey() : name.getValue();
      String to = toR5 ? name.getValue() : name.getKey();
      if (address.startsWith(from + "/") || address.startsWith(from + "?")) {
        return to + address.substring(from.length());
      }
    }
    return address;
  }

  /**
   * A resource of R5 in R4, a Bundle with all its entries.
   *
   * @throws org.hl7.fhir.exceptions.FHIRException if R4 has no such resource
   */
  public static Resource toR4(org.hl7.fhir.r5.model.Resource resource) {
    if (!(resource instanceof org.hl7.fhir.r5.model.Bundle bundle)) {
      return ResourceRules.toR4(resource);
    }
    org.hl7.fhir.r5.model.Bundle shell = bundle.copy();
    shell.getEntry().forEach(entry -> entry.setResource(null));
    Bundle converted = (Bundle) VersionConvertorFactory_40_50.convertResource(shell);
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      org.hl7.fhir.r5.model.Resource source = bundle.getEntry().get(i).getResource();
      if (source != null) {
        Resource target = toR4(source);
        Bundle.BundleEntryComponent entry = converted.getEntry().get(i);
        entry.setResource(target);
        if (entry.getRequest().hasUrl() && RENAMED.containsKey(target.fhirType())) {
          entry.getRequest().setUrl(renamed(entry.getRequest().getUrl(), /* toR5= */ false));
        }
      }
    }
    return converted;
  }

  /** Takes the notes of one entry; the first about an element counts. */
  static final class EntryNotes {
    private final int entry;
    private final String fullUrl;
    private final List<VersionNote> all;
    private final Set<String> paths;
    private final String container;

    private EntryNotes(int entry, String fullUrl, List<VersionNote> all) {
      this(entry, fullUrl == null ? "" : fullUrl, all, new HashSet<>(), "");
    }

    private EntryNotes(
        int entry, String fullUrl, List<VersionNote> all, Set<String> paths, String container) {
      this.entry = entry;
      this.fullUrl = fullUrl;
      this.all = all;
      this.paths = paths;
      this.container = container;
    }

    /** The same for a resource within the resource: {@code Observation.contained[0]}. */
    EntryNotes within(String place) {
      return new EntryNotes(entry, fullUrl, all, paths, place);
    }

    void moved(String path, String message) {
      add(path, Kind.MOVED, message);
    }

    void inExtension(String path, String message) {
      add(path, Kind.EXTENSION, message);
    }

    /** A difference that a comparison found. */
    private void lost(String path) {
      add(path, Kind.LOST, "R5 cannot say it as R4 does");
    }

    private void add(String element, Kind kind, String message) {
      int end = element.indexOf('.') < 0 ? element.length() : element.indexOf('.');
      String path = container.isEmpty() ? element : container + element.substring(end);
      if (paths.add(path)) {
        all.add(new VersionNote(entry, fullUrl, path, kind, message));
      }
    }
  }
}
