package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.export.Write.WriteTarget;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

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
    } catch (RuntimeException e) {
      // Where JSON has another structure the parser fails in many ways; its words quote the data.
      return none("something that is not a FHIR R4 Bundle");
    }
  }

  private Optional<Bundle> none(String what) {
    issues.add(
        Issue.error(
            "wrong-kind",
            "the file holds " + what,
            Location.of(name),
            "case2fhir validate says more about FHIR files"));
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

  /**
   * Reads one entry. Where the Bundle has no requests, one is made that can be repeated: a
   * conditional update on an identifier, or an update by an id that is a UUID, because another
   * server's short ids would overwrite other people's resources.
   */
  private static final class EntryReader {
    private static final Pattern CONDITIONAL = Pattern.compile("([A-Z][A-Za-z]+)\\?(.+)");
    private static final Pattern BY_ID = Pattern.compile("([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
    private static final Pattern UUIDS =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final BundleEntryComponent entry;
    private final boolean hasRequests;
    private String problem = "";

    EntryReader(BundleEntryComponent entry, boolean hasRequests) {
      this.entry = entry;
      this.hasRequests = hasRequests;
    }

    /** Empty when it cannot be written. */
    Optional<Write> read() {
      if (!entry.hasResource()) {
        return none("it has no resource");
      }
      Resource resource = entry.getResource();
      ReferenceGraph.detach(resource);
      Optional<WriteTarget> target = hasRequests ? requested(resource) : made(resource);
      if (target.isEmpty()) {
        return Optional.empty();
      }
      if (!PRINTABLE.matcher(target.get().argument() + target.get().ifMatch()).matches()) {
        return none("its request has characters that cannot be sent");
      }
      if (!target.get().type().equals(resource.fhirType())) {
        return none("its request is about another type than its resource");
      }
      Resource written = resource;
      if (!hasRequests && target.get().kind() == WriteKind.UPDATE_IF && resource.hasId()) {
        written = resource.copy();
        written.setId((String) null);
      }
      return Optional.of(new Write(fullUrl(target.get(), written), written, target.get()));
    }

    /** Why it cannot be written. */
    String problem() {
      return problem;
    }

    private <T> Optional<T> none(String why) {
      problem = why;
      return Optional.empty();
    }

    private Optional<WriteTarget> requested(Resource resource) {
      BundleEntryRequestComponent request = entry.getRequest();
      if (!request.hasMethod() || !request.hasUrl()) {
        return none("it has no request");
      }
      return switch (request.getMethod()) {
        case PUT -> update(request);
        case POST -> create(request, resource);
        case GET, HEAD, DELETE, PATCH, NULL ->
            none("its request neither creates nor updates a resource");
      };
    }

    private Optional<WriteTarget> update(BundleEntryRequestComponent request) {
      String ifMatch = request.hasIfMatch() ? request.getIfMatch() : "";
      Matcher conditional = CONDITIONAL.matcher(request.getUrl());
      if (conditional.matches()) {
        return Optional.of(
            new WriteTarget(
                WriteKind.UPDATE_IF, conditional.group(1), conditional.group(2), ifMatch));
      }
      Matcher byId = BY_ID.matcher(request.getUrl());
      return byId.matches()
          ? Optional.of(new WriteTarget(WriteKind.UPDATE, byId.group(1), byId.group(2), ifMatch))
          : none("its request has no address below the server's");
    }

    private Optional<WriteTarget> create(BundleEntryRequestComponent request, Resource resource) {
      if (!request.getUrl().equals(resource.fhirType())) {
        return none("its request does not create a resource of its type");
      }
      String condition = request.hasIfNoneExist() ? request.getIfNoneExist() : "";
      String plain = condition.replaceFirst("^[A-Z]?[A-Za-z]*\\?", "");
      WriteKind kind = plain.isEmpty() ? WriteKind.CREATE : WriteKind.CREATE_IF;
      return Optional.of(new WriteTarget(kind, resource.fhirType(), plain, ""));
    }

    private Optional<WriteTarget> made(Resource resource) {
      Optional<String> condition = identifierCondition(resource);
      if (condition.isPresent()) {
        return Optional.of(
            new WriteTarget(WriteKind.UPDATE_IF, resource.fhirType(), condition.get(), ""));
      }
      String id = resource.getIdElement().getIdPart();
      return id != null && UUIDS.matcher(id).matches()
          ? Optional.of(new WriteTarget(WriteKind.UPDATE, resource.fhirType(), id, ""))
          : none("it has no request, no identifier with a system, and no UUID as id");
    }

    private static Optional<String> identifierCondition(Resource resource) {
      Property identifiers = resource.getNamedProperty("identifier");
      return identifiers == null
          ? Optional.empty()
          : identifiers.getValues().stream()
              .filter(Identifier.class::isInstance)
              .map(Identifier.class::cast)
              .filter(each -> each.hasSystem() && each.hasValue())
              .map(each -> "identifier=" + encoded(each.getSystem() + "|" + each.getValue()))
              .findFirst();
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String fullUrl(WriteTarget target, Resource resource) {
      if (entry.hasFullUrl()) {
        return entry.getFullUrl();
      }
      String content = target.url() + target.argument() + Write.json(resource);
      return "urn:uuid:" + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
