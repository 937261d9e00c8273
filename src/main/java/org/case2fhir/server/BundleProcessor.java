package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.case2fhir.server.ResourceWriter.Written;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/**
 * Acts on transactions, of which all entries succeed or none, and on batches, of which each entry
 * stands alone (<a href="https://hl7.org/fhir/R4/http.html#transaction">R4</a>).
 */
final class BundleProcessor {
  private final FhirStore store;
  private final ResourceWriter writer;
  private final SearchService search;
  private final IntegrityCheck integrity;
  private final ReferenceRewriter rewriter;
  private final int maxEntries;

  BundleProcessor(FhirServices services, int maxEntries) {
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
    List<BundleEntry> entries = BundleEntries.of(request);
    Map<Integer, BundleEntryComponent> answers =
        store.change(draft -> answers(entries, draft), integrity);
    // Reading sees what has been written.
    entries.stream()
        .filter(entry -> entry.verb() == HTTPVerb.GET)
        .forEach(entry -> answers.put(entry.index(), read(entry)));
    return bundle(BundleType.TRANSACTIONRESPONSE, answers);
  }

  private Map<Integer, BundleEntryComponent> answers(List<BundleEntry> entries, Draft draft) {
    Map<Integer, BundleEntryComponent> answers = new TreeMap<>();
    for (BundleEntry entry : entries) {
      if (entry.verb() == HTTPVerb.DELETE) {
        answers.put(entry.index(), delete(entry, draft));
      }
    }
    Placement placement = Placement.of(entries, draft, writer);
    for (BundleEntry entry : entries) {
      if (entry.verb() == HTTPVerb.POST || entry.verb() == HTTPVerb.PUT) {
        answers.put(entry.index(), write(entry, placement, draft));
      }
    }
    return answers;
  }

  private BundleEntryComponent write(BundleEntry entry, Placement placement, Draft draft) {
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

  private BundleEntryComponent delete(BundleEntry entry, Draft draft) {
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

  private BundleEntryComponent read(BundleEntry entry) {
    boolean byId = !entry.isConditional() && entry.address().contains("/");
    return byId
        ? EntryAnswers.found(search.read(entry.target()).copy())
        : EntryAnswers.found(search.bundle(Query.parse(entry.address())));
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
      BundleEntry entry = BundleEntry.of(index, component);
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
}
