package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.FactReader.Stated;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Death;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sex;
import org.case2fhir.model.SubstanceCategory;
import org.case2fhir.model.When;
import org.case2fhir.notation.HedgedWords;
import org.case2fhir.terminology.Domain;

/** Reads what the patient brought along: family history and allergies. */
final class BackgroundFacts {
  private BackgroundFacts() {}

  static FamilyHistory relative(Stated stated, Concept concept, FactFields keys) {
    Optional<Sex> sex = Keywords.read(keys.raw(), "sex", Keywords.SEXES);
    Optional<Death> deceased = new DeathReader(keys.scope()).read(keys.raw());
    return new FamilyHistory("", concept, stated.told(), sex, deceased, illnesses(keys));
  }

  private static List<Illness> illnesses(FactFields keys) {
    List<Illness> illnesses = new ArrayList<>();
    for (Node node : keys.raw().takeItems("illnesses")) {
      illness(node, keys).ifPresent(illnesses::add);
    }
    return illnesses;
  }

  private static Optional<Illness> illness(Node node, FactFields keys) {
    ConceptReader concepts = new ConceptReader(keys.scope());
    if (!(node instanceof Node.Mapping mapping)) {
      return concepts
          .read(node, keys.raw(), "illnesses")
          .filter(name -> isPlain(name, node, keys))
          .map(name -> illness(name, keys))
          .map(concept -> new Illness(concept, Optional.empty(), Optional.empty()));
    }
    Fields fields = new Fields(mapping, keys.scope().issues());
    FactFields parts = new FactFields(fields, keys.scope());
    boolean missing = !fields.has("illness");
    boolean coded = fields.has("codes");
    Optional<ConceptReader.Named> name =
        fields
            .take("illness")
            .flatMap(words -> concepts.read(words, fields, "illness"))
            .filter(words -> coded || isPlain(words, mapping, keys));
    Optional<ConceptReader.Named> named =
        coded
            ? new CodeReader(keys.scope())
                .read(fields)
                .flatMap(c -> name.map(n -> new ConceptReader.Named(n.text(), Optional.of(c))))
            : name;
    Optional<When> onset = parts.time("onset");
    Optional<String> outcome = parts.text("outcome");
    fields.finish();
    if (missing) {
      String message = "`illness` is missing";
      keys.scope().issues().error("missing-key", mapping.location(), message, "add its name");
    }
    return named.map(words -> new Illness(illness(words, keys), onset, outcome));
  }

  // FamilyMemberHistory cannot say that a relative did not have an illness. Who gives `codes`, even
  // none, has thought about the words.
  private static boolean isPlain(ConceptReader.Named name, Node node, FactFields keys) {
    if (HedgedWords.in(name.text()).isEmpty()) {
      return true;
    }
    String message = Excerpt.of(name.text()) + " is not told as an illness; it is left out";
    keys.scope().issues().error("hedged-words", node.location(), message, "write it into `note`");
    return false;
  }

  private static Concept illness(ConceptReader.Named name, FactFields keys) {
    return name.coded(text -> keys.scope().vocabulary().find(Domain.CONDITION, text));
  }

  static Sensitivity allergy(Stated stated, Concept concept, FactFields keys) {
    return new Sensitivity(
        "",
        concept,
        stated.told(),
        keys.word("category", SubstanceCategory.class),
        keys.concepts("reactions", Domain.FINDING),
        keys.time("onset"));
  }
}
