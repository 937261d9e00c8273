package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Nearest;
import org.case2fhir.model.Code;

/**
 * Reads codes: {@code SNOMED 73211009}, {@code LOINC 30341-2 | display}, or mappings of system,
 * code and display.
 */
final class CodeReader {
  private final ReadScope scope;

  CodeReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The codes under {@code codes}; absent if the key is not there. */
  Optional<List<Code>> read(Fields fields) {
    if (!fields.has("codes")) {
      return Optional.empty();
    }
    List<Code> codes = new ArrayList<>();
    fields.takeItems("codes").forEach(node -> read(node, fields).ifPresent(codes::add));
    return Optional.of(List.copyOf(codes));
  }

  /** One code. */
  Optional<Code> read(Node node, Fields fields) {
    return node instanceof Node.Mapping mapping
        ? longForm(new Fields(mapping, scope.issues()))
        : fields.text(node, "codes").flatMap(this::shortForm);
  }

  private Optional<Code> shortForm(Node.Scalar scalar) {
    String[] parts = scalar.text().split("\\|", 2);
    String head = parts[0].strip();
    int space = head.lastIndexOf(' ');
    if (space < 0) {
      scope
          .issues()
          .error(
              "bad-code",
              scalar.location(),
              Excerpt.of(scalar.text()) + " does not name a code system",
              "write the system before the code, for example SNOMED 73211009");
      return Optional.empty();
    }
    String display = parts.length == 2 ? parts[1].strip() : "";
    String system = head.substring(0, space).strip();
    return code(system, head.substring(space + 1), display, scalar.location());
  }

  private Optional<Code> longForm(Fields fields) {
    Optional<Node.Scalar> system = fields.takeText("system");
    Optional<Node.Scalar> code = fields.takeText("code");
    String display = fields.takeText("display").map(Node.Scalar::text).orElse("");
    String version = fields.takeText("version").map(Node.Scalar::text).orElse("");
    fields.finish();
    if (system.isEmpty() || code.isEmpty()) {
      scope
          .issues()
          .error("bad-code", fields.location(), "a code needs a system and a code", "add both");
      return Optional.empty();
    }
    return code(system.get().text(), code.get().text(), display, fields.location())
        .map(known -> new Code(known.system(), known.code(), known.display(), version));
  }

  private Optional<Code> code(String system, String code, String display, Location location) {
    Optional<String> uri = CodeSystems.uri(system);
    if (uri.isEmpty()) {
      scope
          .issues()
          .error(
              "unknown-code-system",
              location,
              "unknown code system " + Excerpt.of(system),
              Nearest.remedy(
                  system,
                  CodeSystems.names(),
                  "write one of " + String.join(", ", CodeSystems.names()) + ", or a URI"));
      return Optional.empty();
    }
    if (!CodeSystems.isPlausible(uri.get(), code)) {
      String message = Excerpt.of(code) + " is no code of " + Excerpt.of(system);
      scope.issues().error("bad-code", location, message, "look the code up again");
      return Optional.empty();
    }
    return Optional.of(new Code(uri.get(), code, display));
  }
}
