package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Nearest;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactKind;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** Reads the lists of facts at one level of a case file: the top, or an encounter. */
final class FactReader {
  private final ReadScope scope;
  private final Optional<String> visit;

  /**
   * @param visit the encounter in which the lists stand
   */
  FactReader(ReadScope scope, Optional<String> visit) {
    this.scope = scope;
    this.visit = visit;
  }

  /** All facts of all lists. */
  List<Draft> read(Fields fields) {
    List<Draft> drafts = new ArrayList<>();
    for (FactList list : FactList.values()) {
      for (Node item : fields.takeItems(list.key())) {
        if (item instanceof Node.Mapping mapping) {
          drafts.addAll(longForm(list, mapping));
        } else {
          new ConceptReader(scope)
              .read(item, fields, list.key())
              .flatMap(name -> shortForm(list, name, item))
              .ifPresent(drafts::add);
        }
      }
    }
    return drafts;
  }

  private Optional<Draft> shortForm(FactList list, ConceptReader.Named name, Node item) {
    Head head = list.heads().get(0);
    if (!new HeadWords(list, scope).accept(name.text(), head, item.location())) {
      return Optional.empty();
    }
    Node.Mapping nothing = new Node.Mapping(item.location(), List.of());
    return draft(list, head, name, new Fields(nothing, scope.issues()), scope);
  }

  private List<Draft> longForm(FactList list, Node.Mapping mapping) {
    if (isCutAtComma(mapping)) {
      return List.of();
    }
    Fields fields = new Fields(mapping, scope.issues());
    List<Head> told = list.heads().stream().filter(head -> fields.has(head.key())).toList();
    if (told.size() != 1) {
      badHead(list, mapping, told);
      return List.of();
    }
    Head head = told.get(0);
    if (fields.isEmpty(head.key())) {
      String message = "`" + head.key() + "` has no value, so the whole fact is left out";
      Location location = fields.locationOf(head.key());
      scope.issues().error("no-value", location, message, "write what it is about");
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    for (ConceptReader.Named name : names(list, head, fields)) {
      // What all facts of a group share is read for each, but complained of only once.
      ReadScope heard = drafts.isEmpty() ? scope : scope.silent();
      Fields own = drafts.isEmpty() ? fields : new Fields(mapping, heard.issues());
      draft(list, head, name, own, heard).ifPresent(drafts::add);
    }
    return drafts;
  }

  // {drug: prednisone, dose: 1 tablet daily, then weekly}: YAML ends the text at the comma, and
  // half
  // a regimen would be written.
  private boolean isCutAtComma(Node.Mapping mapping) {
    String before = "";
    for (Node.Entry entry : mapping.entries()) {
      boolean empty =
          entry.value() instanceof Node.Scalar scalar
              && (scalar.type() == Node.Type.NOTHING || scalar.text().isBlank());
      boolean words = entry.key().matches(".+ .+|\\d.*");
      if (empty && words && !before.isEmpty()) {
        scope
            .issues()
            .error(
                "unquoted-comma",
                entry.keyLocation(),
                "the text under `"
                    + before
                    + "` ends at the comma before "
                    + Excerpt.of(entry.key())
                    + ", so the whole fact is left out",
                "quote the whole text: " + before + ": \"…, " + entry.key() + "\"");
        return true;
      }
      before = entry.key();
    }
    return false;
  }

  private List<ConceptReader.Named> names(FactList list, Head head, Fields fields) {
    List<Node> items = fields.takeItems(head.key());
    boolean asserted = fields.has("assertion");
    HeadWords words = new HeadWords(list, scope);
    List<ConceptReader.Named> names = new ArrayList<>();
    ConceptReader concepts = new ConceptReader(scope);
    for (Node item : items) {
      concepts
          .read(item, fields, head.key())
          .filter(name -> asserted || words.accept(name.text(), head, item.location()))
          .ifPresent(names::add);
    }
    if (items.size() > 1) {
      refuseForMany(fields, "id");
      refuseForMany(fields, "codes");
    }
    return names;
  }

  private Optional<Draft> draft(
      FactList list, Head head, ConceptReader.Named name, Fields fields, ReadScope heard) {
    FactFields keys = new FactFields(fields, heard);
    Optional<String> id = keys.text("id");
    Optional<List<Code>> codes = keys.codes();
    ConceptReader.Named coded =
        codes.isPresent() ? new ConceptReader.Named(name.text(), codes) : name;
    return new AssertionReader(list, head, keys)
        .read()
        .map(
            verdict -> {
              Optional<String> encounter = new EncounterKey(heard, visit).read(keys);
              Circumstances told = keys.circumstances(encounter, verdict.holds());
              Fact fact = fact(list, new Stated(head, verdict.explicit(), coded, told), keys);
              fields.finish();
              return new Draft(fact, id, fields.location(), keys.mentions());
            });
  }

  private static Fact fact(FactList list, Stated named, FactFields keys) {
    if (list.kind() == FactKind.MEASUREMENT) {
      return ResultFacts.measurement(named, keys);
    }
    Recognition read = recognised(list, named, keys);
    Concept concept = new Concept(named.name().text(), read.codes());
    Stated stated = new Stated(named.head(), named.assertion(), named.name(), read.told());
    return switch (list) {
      case DIAGNOSES -> ResultFacts.diagnosis(stated, concept, keys);
      case FINDINGS -> ResultFacts.finding(stated, concept, keys);
      case MEDICATIONS -> CareFacts.medication(stated, concept, keys);
      case PROCEDURES -> CareFacts.procedure(stated, concept, keys);
      case SPECIMENS -> CareFacts.specimen(stated, concept, keys);
      case REPORTS -> CareFacts.report(stated, concept, keys);
      case FAMILY_HISTORY -> BackgroundFacts.relative(stated, concept, keys);
      case ALLERGIES -> BackgroundFacts.allergy(stated, concept, keys);
      case MEASUREMENTS -> throw new AssertionError(list);
    };
  }

  private static Recognition recognised(FactList list, Stated stated, FactFields keys) {
    Optional<List<Code>> given = stated.name().codes();
    if (given.isPresent()) {
      return new Recognition(given.get(), stated.told());
    }
    String text = stated.name().text();
    Vocabulary vocabulary = keys.scope().vocabulary();
    Optional<TermMatch> match = CodedFacts.match(list.kind(), text, Optional.empty(), vocabulary);
    Recognition read = Recognition.of(match, text, stated.told(), vocabulary);
    if (!read.codes().isEmpty()) {
      Recognition.report(match, keys.raw().location(), keys.scope());
    }
    return read;
  }

  private void badHead(FactList list, Node.Mapping mapping, List<Head> told) {
    String heads = String.join("`, `", list.headKeys());
    if (!told.isEmpty()) {
      String message = "a fact is told by one of `" + heads + "`, not by several";
      scope.issues().error("several-heads", mapping.location(), message, "make several facts");
      return;
    }
    String near =
        mapping.entries().stream()
            .map(Node.Entry::key)
            .flatMap(key -> Nearest.to(key, list.headKeys()).stream())
            .findFirst()
            .map(head -> "did you mean `" + head + "`?")
            .orElse("add `" + list.headKeys().get(0) + "` with the words of the case");
    scope
        .issues()
        .error(
            "missing-key",
            mapping.location(),
            "nothing here says what it is about: `" + heads + "` is missing",
            near);
  }

  private void refuseForMany(Fields fields, String key) {
    if (fields.has(key)) {
      Location location = fields.locationOf(key);
      fields.take(key);
      scope
          .issues()
          .error(
              "shared-" + key,
              location,
              "`" + key + "` cannot hold for several facts",
              "write these facts one by one");
    }
  }

  /** What the head of a fact and the keys that every fact takes say. */
  record Stated(
      Head head, Optional<Assertion> assertion, ConceptReader.Named name, Circumstances told) {}
}
