package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.case2fhir.server.BundleProcessor.TransactionEntry.BundleEntries;
import org.case2fhir.server.FhirStore.ReferentialIntegrity;
import org.case2fhir.server.FhirStore.StoreChange;
import org.case2fhir.server.FhirStore.StoredVersion;
import org.case2fhir.server.ResourceWriter.Outcomes;
import org.case2fhir.server.ResourceWriter.Written;
import org.case2fhir.server.SearchService.SearchQuery;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;

/**
 * Acts on transactions, of which all entries succeed or none, and on batches, of which each entry
 * stands alone (<a href="https://hl7.org/fhir/R4/http.html#transaction">R4</a>).
 */
final class BundleProcessor {
  private final FhirStore store;
  private final ResourceWriter writer;
  private final SearchService search;
  private final ReferentialIntegrity integrity;
  private final ReferenceRewriter rewriter;
  private final int maxEntries;

  BundleProcessor(FhirHttpServer.Services services, int maxEntries) {
    this.store = services.store();
    this.writer = services.writer();
    this.search = services.search();
    this.integrity = services.integrity();
    this.rewriter = new ReferenceRewriter(services.context(), writer);
    this.maxEntries = maxEntries;
  }

  /** The answer to a whole request. */
  Bundle process(Bundle request) {
    if (request.getEntry().size() > maxEntries) {
      throw new PayloadTooLargeException("a Bundle may have " + maxEntries + " entries");
    }
    if (request.getType() == BundleType.BATCH) {
      return batch(request);
    }
    if (request.getType() == BundleType.TRANSACTION) {
      return transaction(request);
    }
    throw new InvalidRequestException("only Bundles of type transaction or batch are acted on");
  }

  private Bundle transaction(Bundle request) {
    List<TransactionEntry> entries = BundleEntries.of(request);
    Map<Integer, BundleEntryComponent> answers =
        store.change(draft -> answers(entries, draft), integrity);
    // Reading sees what has been written.
    entries.stream()
        .filter(entry -> entry.verb() == HTTPVerb.GET)
        .forEach(entry -> answers.put(entry.index(), read(entry)));
    return bundle(BundleType.TRANSACTIONRESPONSE, answers);
  }

  private Map<Integer, BundleEntryComponent> answers(
      List<TransactionEntry> entries, StoreChange draft) {
    Map<Integer, BundleEntryComponent> answers = new TreeMap<>();
    for (TransactionEntry entry : entries) {
      if (entry.verb() == HTTPVerb.DELETE) {
        answers.put(entry.index(), delete(entry, draft));
      }
    }
    Placement placement = Placement.of(entries, draft, writer);
    for (TransactionEntry entry : entries) {
      if (entry.verb() == HTTPVerb.POST || entry.verb() == HTTPVerb.PUT) {
        answers.put(entry.index(), write(entry, placement, draft));
      }
    }
    return answers;
  }

  private BundleEntryComponent write(
      TransactionEntry entry, Placement placement, StoreChange draft) {
    String id = placement.id(entry);
    boolean keeps = entry.verb() == HTTPVerb.POST && placement.isPresent(entry);
    if (keeps) {
      StoredVersion there = draft.last(entry.resource().fhirType(), id).orElseThrow();
      return EntryAnswers.of(new Written(there, ResourceWriter.Change.UNCHANGED));
    }
    Resource content = entry.resource().copy();
    rewriter.rewrite(content, placement, draft);
    Optional<String> expected = Optional.of(entry.expected()).filter(v -> !v.isEmpty());
    return EntryAnswers.of(writer.put(draft, content, id, expected));
  }

  private BundleEntryComponent delete(TransactionEntry entry, StoreChange draft) {
    if (entry.isConditional()) {
      return writer
          .match(draft, entry.condition())
          .map(found -> EntryAnswers.of(writer.delete(draft, found.type(), found.id())))
          .orElseGet(EntryAnswers::nothing);
    }
    IdType target = entry.target();
    boolean unknown = draft.last(target.getResourceType(), target.getIdPart()).isEmpty();
    return unknown
        ? EntryAnswers.nothing()
        : EntryAnswers.of(writer.delete(draft, target.getResourceType(), target.getIdPart()));
  }

  private BundleEntryComponent read(TransactionEntry entry) {
    boolean byId = !entry.isConditional() && entry.address().contains("/");
    return byId
        ? EntryAnswers.found(search.read(entry.target()).copy())
        : EntryAnswers.found(search.bundle(SearchQuery.parse(entry.address())));
  }

  private Bundle batch(Bundle request) {
    Map<Integer, BundleEntryComponent> answers = new TreeMap<>();
    for (int i = 0; i < request.getEntry().size(); i++) {
      answers.put(i, alone(i, request.getEntry().get(i)));
    }
    return bundle(BundleType.BATCHRESPONSE, answers);
  }

  private BundleEntryComponent alone(int index, BundleEntryComponent component) {
    try {
      TransactionEntry entry = TransactionEntry.of(index, component);
      return entry.verb() == HTTPVerb.GET
          ? read(entry)
          : store.change(draft -> answers(List.of(entry), draft), integrity).values().stream()
              .findFirst()
              .orElseThrow();
    } catch (BaseServerResponseException e) {
      return EntryAnswers.refused(e);
    }
  }

  private static Bundle bundle(BundleType type, Map<Integer, BundleEntryComponent> answers) {
    Bundle bundle = new Bundle();
    bundle.setType(type);
    answers.values().forEach(bundle::addEntry);
    return bundle;
  }

  /** What a response says about one entry. */
  private static final class EntryAnswers {
    private static final Map<Integer, String> REASONS =
        Map.of(
            400,
            "Bad Request",
            404,
            "Not Found",
            409,
            "Conflict",
            410,
            "Gone",
            412,
            "Precondition Failed",
            422,
            "Unprocessable Entity");

    private EntryAnswers() {}

    static BundleEntryComponent of(Written written) {
      BundleEntryComponent entry = new BundleEntryComponent();
      StoredVersion stored = written.stored();
      String etag = "W/\"" + stored.version() + "\"";
      BundleEntryResponseComponent response = entry.getResponse().setEtag(etag);
      response.setOutcome(Outcomes.of(written.change()));
      switch (written.change()) {
        case CREATED -> response.setStatus("201 Created");
        case UPDATED, UNCHANGED -> response.setStatus("200 OK");
        case DELETED -> response.setStatus("204 No Content");
      }
      if (!stored.deleted()) {
        response.setLocation(stored.content().reference() + "/_history/" + stored.version());
        response.setLastModifiedElement(
            stored.content().resource().getMeta().getLastUpdatedElement().copy());
      }
      return entry;
    }

    /** There was nothing to delete. */
    static BundleEntryComponent nothing() {
      BundleEntryComponent entry = new BundleEntryComponent();
      entry.getResponse().setStatus("204 No Content");
      return entry;
    }

    static BundleEntryComponent found(Resource resource) {
      BundleEntryComponent entry = new BundleEntryComponent();
      entry.setResource(resource).getResponse().setStatus("200 OK");
      return entry;
    }

    static BundleEntryComponent refused(BaseServerResponseException reason) {
      OperationOutcome outcome = new OperationOutcome();
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.PROCESSING)
          .setDiagnostics(reason.getMessage());
      BundleEntryComponent entry = new BundleEntryComponent();
      String words = REASONS.getOrDefault(reason.getStatusCode(), "Error");
      entry.getResponse().setStatus(reason.getStatusCode() + " " + words).setOutcome(outcome);
      return entry;
    }
  }

  /** Makes references between the entries of a transaction those of this server. */
  private static final class ReferenceRewriter {
    private static final String URN = "urn:";

    private final FhirTerser terser;
    private final ResourceWriter writer;

    ReferenceRewriter(FhirContext context, ResourceWriter writer) {
      this.terser = context.newTerser();
      this.writer = writer;
    }

    /**
     * Changes the references in a resource.
     *
     * @throws InvalidRequestException if one leads to no entry and to no resource
     */
    void rewrite(Resource resource, Placement placement, StoreChange draft) {
      terser
          .getAllResourceReferences(resource)
          .forEach(found -> rewrite(resource, found.getResourceReference(), placement, draft));
      for (UriType uri : terser.getAllPopulatedChildElementsOfType(resource, UriType.class)) {
        if (uri.hasValue()) {
          placement.place(uri.getValue()).ifPresent(uri::setValue);
        }
      }
    }

    private void rewrite(
        Resource resource, IBaseReference reference, Placement placement, StoreChange draft) {
      String value = reference.getReferenceElement().getValue();
      if (value == null || value.startsWith("#")) {
        return;
      }
      // The parser joins entries; written alone, one would carry the others inside.
      reference.setResource(null);
      Optional<String> place = placement.place(value);
      if (place.isPresent()) {
        reference.setReference(place.get());
      } else if (value.startsWith(URN)) {
        throw new InvalidRequestException(
            resource.fhirType() + " refers to " + value + ", which is not an entry of the Bundle");
      } else if (value.matches("[A-Z][A-Za-z]+\\?.+")) {
        StoredVersion found =
            writer
                .match(draft, value)
                .orElseThrow(
                    () ->
                        new InvalidRequestException(
                            resource.fhirType()
                                + " has a conditional reference that finds nothing"));
        reference.setReference(found.type() + "/" + found.id());
      }
    }
  }

  /**
   * One entry of a transaction or batch.
   *
   * @param index in the Bundle
   * @param address below the server's base
   * @param condition {@code Type?parameters} of a conditional interaction; may be empty
   * @param expected version from {@code ifMatch}; may be empty
   */
  record TransactionEntry(
      int index,
      HTTPVerb verb,
      String fullUrl,
      String address,
      String condition,
      String expected,
      Resource resource) {

    static TransactionEntry of(int index, BundleEntryComponent entry) {
      BundleEntryRequestComponent request = entry.getRequest();
      if (request.getMethod() == null || !BundleEntries.ORDER.contains(request.getMethod())) {
        throw bad(index, "its request has no method, or one that is not supported");
      }
      HTTPVerb verb = request.getMethod();
      boolean writes = verb == HTTPVerb.POST || verb == HTTPVerb.PUT;
      if (!request.hasUrl() || writes && entry.getResource() == null) {
        throw bad(index, "its request has no url, or there is no resource");
      }
      String address = request.getUrl().replaceFirst("^/", "");
      String type = address.split("[/?]", 2)[0];
      if (writes && !type.equals(entry.getResource().fhirType())) {
        throw bad(index, "its request is for another type than its resource has");
      }
      String noneExist = request.getIfNoneExist();
      String condition =
          verb == HTTPVerb.POST
              ? noneExist == null ? "" : type + "?" + noneExist.replaceFirst("^.*\\?", "")
              : address.contains("?") ? address : "";
      String expected = request.hasIfMatch() ? request.getIfMatch().replaceAll("^W/|\"", "") : "";
      String fullUrl = entry.hasFullUrl() ? entry.getFullUrl() : "";
      return new TransactionEntry(
          index, verb, fullUrl, address, condition, expected, entry.getResource());
    }

    private static InvalidRequestException bad(int index, String why) {
      return new InvalidRequestException("entry " + index + " cannot be acted on: " + why);
    }

    /** Type and id in the address. */
    IdType target() {
      IdType id = new IdType(address);
      if (!id.hasResourceType() || !id.hasIdPart()) {
        throw bad(index, "its url is not Type/id");
      }
      return id;
    }

    boolean isConditional() {
      return !condition.isEmpty();
    }

    /** The entries of a transaction or batch, each one that can be acted on. */
    static final class BundleEntries {
      /** In which order a transaction acts, whatever the order of its entries. */
      static final List<HTTPVerb> ORDER =
          List.of(HTTPVerb.DELETE, HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.GET);

      private BundleEntries() {}

      static List<TransactionEntry> of(Bundle bundle) {
        List<TransactionEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (BundleEntryComponent entry : bundle.getEntry()) {
          if (entry.hasFullUrl() && !names.add(entry.getFullUrl())) {
            throw new InvalidRequestException("two entries have the same fullUrl");
          }
          entries.add(TransactionEntry.of(entries.size(), entry));
        }
        return entries;
      }
    }
  }

  /**
   * Which resource each entry of a transaction is on this server, settled before any is written, so
   * that references between them can be written as they will be.
   */
  private static final class Placement {
    private final Map<TransactionEntry, String> ids = new LinkedHashMap<>();
    private final Set<TransactionEntry> present = new HashSet<>();
    private final Map<String, String> places = new HashMap<>();

    /**
     * Settles it.
     *
     * @param draft after the deletions of the transaction
     */
    static Placement of(List<TransactionEntry> entries, StoreChange draft, ResourceWriter writer) {
      Placement placement = new Placement();
      Set<String> taken = new HashSet<>();
      for (TransactionEntry entry : entries) {
        if (entry.verb() == HTTPVerb.POST || entry.verb() == HTTPVerb.PUT) {
          String id = placement.place(entry, draft, writer);
          String place = entry.resource().fhirType() + "/" + id;
          if (!taken.add(place)) {
            throw new InvalidRequestException(
                "entry " + entry.index() + " is for the same resource as another: " + place);
          }
          placement.name(entry, place);
        }
      }
      return placement;
    }

    private String place(TransactionEntry entry, StoreChange draft, ResourceWriter writer) {
      Optional<StoredVersion> match =
          entry.isConditional() ? writer.match(draft, entry.condition()) : Optional.empty();
      if (match.isPresent()) {
        present.add(entry);
      }
      boolean named = entry.verb() == HTTPVerb.PUT && !entry.isConditional();
      String id =
          named ? entry.target().getIdPart() : match.map(StoredVersion::id).orElseGet(draft::newId);
      ids.put(entry, id);
      return id;
    }

    /** The names by which other entries may refer to it (R4, 3.1.0.11.2 and 2.36.4.1). */
    private void name(TransactionEntry entry, String place) {
      Resource resource = entry.resource();
      if (!entry.fullUrl().isEmpty()) {
        places.put(entry.fullUrl(), place);
        IdType name = new IdType(entry.fullUrl());
        if (name.hasResourceType() && name.hasIdPart()) {
          places.put(name.getResourceType() + "/" + name.getIdPart(), place);
        }
      } else if (resource.hasId()) {
        places.put(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), place);
      }
    }

    String id(TransactionEntry entry) {
      return ids.get(entry);
    }

    /** Whether its condition found something. */
    boolean isPresent(TransactionEntry entry) {
      return present.contains(entry);
    }

    /** Where a reference leads on this server; empty if it is not to an entry. */
    Optional<String> place(String reference) {
      return Optional.ofNullable(places.get(reference));
    }
  }
}
