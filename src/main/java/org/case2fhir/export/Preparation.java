package org.case2fhir.export;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.export.Requests.Ready;
import org.hl7.fhir.r4.model.Resource;

/**
 * Gets the entries of one request ready: references to what is already on the server name it there,
 * those that the server will resolve stay, and those to what is still to come are left out for now.
 */
final class Preparation {
  private final References references;
  private final Whereabouts whereabouts;
  private final Map<Write, EntryResult> results;

  /**
   * @param results what became of the entries so far; those that are still to come are not in it
   */
  Preparation(References references, Whereabouts whereabouts, Map<Write, EntryResult> results) {
    this.references = references;
    this.whereabouts = whereabouts;
    this.results = results;
  }

  /** Something that an entry refers to and that is not on the server, after all was tried. */
  Optional<Write> missing(Write write) {
    return references.targets(write).stream().filter(this::hasFailed).findFirst();
  }

  private boolean hasFailed(Write target) {
    EntryResult result = results.get(target);
    return result != null && !result.outcome().isOnServer();
  }

  /**
   * The entries of a request.
   *
   * @param together whether the server resolves references between them
   */
  List<Ready> ready(List<Write> part, boolean together) throws ExchangeException {
    Set<Write> resolvable = together ? new LinkedHashSet<>(part) : Set.of();
    List<Ready> ready = new ArrayList<>();
    for (Write write : part) {
      ready.add(ready(write, resolvable));
    }
    return ready;
  }

  private Ready ready(Write write, Set<Write> resolvable) throws ExchangeException {
    Set<Write> targets = references.targets(write);
    for (Write target : targets) {
      if (!resolvable.contains(target)) {
        whereabouts.find(target);
      }
    }
    boolean cut =
        targets.stream().anyMatch(t -> !resolvable.contains(t) && whereabouts.known(t).isEmpty());
    Resource sent =
        references.rewritten(
            write,
            target ->
                resolvable.contains(target)
                    ? Optional.empty()
                    : Optional.of(whereabouts.known(target).orElse("")));
    return new Ready(write, sent, cut);
  }
}
