package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Laterality;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;

/** Reads where on the body: {@code left buttock}, or a mapping of site, side and codes. */
final class SiteReader {
  private final ReadScope scope;

  SiteReader(ReadScope scope) {
    this.scope = scope;
  }

  List<BodySite> read(Fields fields) {
    List<BodySite> sites = new ArrayList<>();
    fields.takeItems("site").forEach(node -> read(node, fields).ifPresent(sites::add));
    return sites;
  }

  /** One site. */
  Optional<BodySite> read(Node node, Fields fields) {
    return node instanceof Node.Mapping mapping
        ? longForm(new Fields(mapping, scope.issues()))
        : fields.text(node, "site").map(text -> Sides.split(text.text(), scope.vocabulary()));
  }

  private Optional<BodySite> longForm(Fields fields) {
    boolean missing = !fields.has("site");
    Optional<Node.Scalar> site = fields.takeText("site");
    Optional<Laterality> side = Keywords.read(fields, "side", Sides.NAMES);
    Optional<List<Code>> codes = new CodeReader(scope).read(fields);
    fields.finish();
    if (missing) {
      scope
          .issues()
          .error("missing-key", fields.location(), "`site` is missing", "add the words as `site`");
    }
    return site.map(Node.Scalar::text)
        .map(
            text ->
                new BodySite(
                    new Concept(
                        text,
                        codes.orElseGet(() -> scope.vocabulary().find(Domain.BODY_SITE, text))),
                    side));
  }
}
