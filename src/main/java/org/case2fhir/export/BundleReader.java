package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;

/** Reads what is to be written from a Bundle in JSON or XML, whoever made it. */
final class BundleReader {
  private final String name;
  private final List<Issue> issues = new ArrayList<>();
  private final Set<String> fullUrls = new HashSet<>();

  private BundleReader(String name) {
    this.name = name;
  }

  static Result<List<Write>> read(String name, String text) {
    return new BundleReader(name).read(text);
  }

  private Result<List<Write>> read(String text) {
    Optional<Bundle> bundle = parse(text.strip());
    if (bundle.isEmpty()) {
      return Result.failed(issues);
    }
    boolean hasRequests = hasRequests(bundle.get().getType());
    if (!issues.isEmpty()) {
      return Result.failed(issues);
    }
    List<Write> writes = new ArrayList<>();
    int number = 0;
    for (BundleEntryComponent entry : bundle.get().getEntry()) {
      number++;
      EntryReader reader = new EntryReader(entry, hasRequests);
      Optional<Write> write = reader.read();
      if (write.isEmpty()) {
        refuse(number, reader.problem());
      } else if (!fullUrls.add(write.get().fullUrl())) {
        refuse(number, "another entry has the same fullUrl");
      } else {
        writes.add(write.get());
      }
    }
    return Result.of(writes, issues);
  }

  private Optional<Bundle> parse(String text) {
    boolean xml = text.startsWith("<");
    if (xml && text.contains("<!DOCTYPE")) {
      return none("a document type definition, which FHIR does not have");
    }
    FhirContext fhir = FhirContext.forR4Cached();
    IParser parser = xml ? fhir.newXmlParser() : fhir.newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    try {
      IBaseResource resource = parser.parseResource(text);
      return resource instanceof Bundle bundle
          ? Optional.of(bundle)
          : none("a " + resource.fhirType() + " and no Bundle");
    } catch (DataFormatException | IllegalArgumentException e) {
      // The parser's words quote the data.
      return none("something that is no FHIR R4 Bundle");
    }
  }

  private Optional<Bundle> none(String what) {
    issues.add(
        Issue.error(
            "wrong-kind",
            "the file holds " + what,
            Location.of(name),
            "case2fhir validate tells more about FHIR files"));
    return Optional.empty();
  }

  private boolean hasRequests(BundleType type) {
    if (type == BundleType.TRANSACTION || type == BundleType.BATCH) {
      return true;
    }
    if (type != BundleType.COLLECTION) {
      String word = type == null ? "no type" : "the type " + type.toCode();
      issues.add(
          Issue.error(
              "unsupported-bundle",
              "a Bundle of " + word + " does not say what is to be written",
              Location.of(name),
              "push a transaction, a batch or a collection"));
    }
    return false;
  }

  private void refuse(int number, String problem) {
    Location entry = new Location(name, 0, 0, "Bundle.entry[" + (number - 1) + "]");
    issues.add(
        Issue.error(
            "unsupported-entry",
            "entry " + number + " is not written: " + problem,
            entry,
            "give it a request: " + Excerpt.of("PUT Type?identifier=system|value")));
  }
}
