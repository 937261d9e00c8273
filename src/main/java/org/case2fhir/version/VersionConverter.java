package org.case2fhir.version;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.version.VersionConverter.VersionNote.Kind;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
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

  /**
   * What became of an element that another version of FHIR has no such place for.
   *
   * @param entry index of the entry in its Bundle, from 0
   * @param fullUrl of the entry
   * @param path the element of the R4 resource, {@code MedicationStatement.status}, or the name of
   *     the resource for the whole of it
   * @param kind how bad it is
   * @param message what became of it, without a final stop
   */
  public record VersionNote(int entry, String fullUrl, String path, Kind kind, String message) {

    /** What may become of an element. */
    public enum Kind {
      /** It stands elsewhere, or in other words: a receiver finds it where its version has it. */
      MOVED("elsewhere-in-version", Severity.INFORMATION, "converters to R4 may not bring it back"),
      /** It is in an extension, which a receiver may not read. */
      EXTENSION(
          "extension-in-version",
          Severity.INFORMATION,
          "receivers that ignore extensions do not see it: convert to R4 for them"),
      /** It is gone. */
      LOST("not-in-version", Severity.WARNING, "keep the R4 Bundle, or the case, beside this one");

      private final String code;
      private final Severity severity;
      private final String remedy;

      Kind(String code, Severity severity, String remedy) {
        this.code = code;
        this.severity = severity;
        this.remedy = remedy;
      }
    }

    /** The same as an issue; its path is {@code fullUrl/path}. */
    public Issue at(Location place) {
      Location element =
          new Location(place.source(), place.line(), place.column(), fullUrl + "/" + path);
      return new Issue(kind.severity, kind.code, path + ": " + message, element, kind.remedy);
    }
  }

  /** Compares two R4 resources element by element. */
  private static final class ResourceComparison {
    private final List<String> paths = new ArrayList<>();

    private ResourceComparison() {}

    /**
     * The elements of which one resource has another value than the other, or has none, by their
     * paths: {@code Observation.component[2].code}.
     */
    static List<String> differences(Resource one, Resource other) {
      ResourceComparison comparison = new ResourceComparison();
      comparison.compare(one, other, one.fhirType());
      return comparison.paths;
    }

    private void compare(Base one, Base other, String path) {
      if (!one.fhirType().equals(other.fhirType())) {
        paths.add(path);
        return;
      }
      if (!Objects.equals(value(one), value(other))) {
        paths.add(path);
      }
      if (one instanceof Narrative) {
        return;
      }
      if (one instanceof Element element
          && !Objects.equals(element.getId(), ((Element) other).getId())) {
        paths.add(path + ".id");
      }
      for (Property property : one.children()) {
        Property same = other.getNamedProperty(property.getName());
        compare(property, present(same), path);
      }
    }

    /** Of what is not a mere container; of others null. */
    private static String value(Base element) {
      if (element instanceof Narrative narrative) {
        return narrative.getStatus() + narrative.getDivAsString();
      }
      // An id that repeats the fullUrl is not written.
      return element instanceof IdType id
          ? String.valueOf(id.getIdPart()).replaceFirst("^urn:.*", "null")
          : element.primitiveValue();
    }

    private static List<Base> present(Property property) {
      return property == null
          ? List.of()
          : property.getValues().stream().filter(value -> !value.isEmpty()).toList();
    }

    private void compare(Property property, List<Base> others, String path) {
      List<Base> values = present(property);
      String name = path + "." + property.getName().replace("[x]", "");
      for (int i = 0; i < Math.max(values.size(), others.size()); i++) {
        String place = property.isList() ? name + "[" + i + "]" : name;
        if (i >= values.size() || i >= others.size()) {
          paths.add(place);
        } else {
          compare(values.get(i), others.get(i), place);
        }
      }
    }
  }
}
