package org.case2fhir.terminology.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.terminology.imports.DelimitedRows.RowSyntax;
import org.case2fhir.terminology.imports.Ontology.OntologyTerm;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;

/** Reads the OBO flat file: stanzas of {@code tag: value} lines. */
final class OboReader implements ReleaseReader {
  private static final Pattern SCOPE = Pattern.compile("\\s+([A-Z]+)");

  private final Ontology ontology = new Ontology();
  private long rows;

  /** Takes the terms of a file one by one. */
  private interface TermVisitor {
    void visit(OntologyTerm term) throws IOException;
  }

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    String name = scope.names().get(0);
    pass(scope, name, ontology::see);
    rows = 0;
    pass(scope, name, term -> ontology.emit(term, scope));
    return ontology.info(rows);
  }

  private void pass(ImportScope scope, String name, TermVisitor visitor) throws IOException {
    try (DelimitedRows lines = scope.rows(name, RowSyntax.TABS)) {
      Optional<Stanza> stanza = Optional.empty();
      boolean inHeader = true;
      while (lines.advance()) {
        String line = String.join("\t", lines.cells()).strip();
        if (line.startsWith("[")) {
          end(stanza, visitor);
          inHeader = false;
          stanza = line.equals("[Term]") ? Optional.of(new Stanza()) : Optional.empty();
        } else if (inHeader) {
          header(line);
        } else {
          stanza.ifPresent(term -> term.add(line));
        }
      }
      end(stanza, visitor);
    }
  }

  private void end(Optional<Stanza> stanza, TermVisitor visitor) throws IOException {
    if (stanza.isPresent()) {
      rows++;
      visitor.visit(stanza.get().term());
    }
  }

  private void header(String line) {
    if (line.startsWith("ontology:")) {
      ontology.named(value(line));
    } else if (line.startsWith("data-version:")) {
      ontology.version(value(line));
    }
  }

  private static String value(String line) {
    String value = line.substring(line.indexOf(':') + 1).strip();
    int comment = value.indexOf(" ! ");
    return comment < 0 ? value : value.substring(0, comment).strip();
  }

  /** The lines of one term. */
  private final class Stanza {
    private String id = "";
    private String label = "";
    private boolean obsolete;
    private String successor = "";
    private final List<String> exact = new ArrayList<>();
    private final List<String> inexact = new ArrayList<>();

    void add(String line) {
      int colon = line.indexOf(':');
      String tag = colon < 0 ? "" : line.substring(0, colon);
      switch (tag) {
        case "id" -> id = value(line);
        case "name" -> label = line.substring(colon + 1).strip();
        case "is_obsolete" -> obsolete = value(line).equals("true");
        case "replaced_by" -> successor = value(line);
        case "is_a" -> ontology.isA(id, value(line).replaceFirst("\\s.*", ""));
        case "synonym" -> synonym(line.substring(colon + 1).strip());
        default -> {
          // Definitions, references and the like do not name the term.
        }
      }
    }

    private void synonym(String text) {
      if (!text.startsWith("\"")) {
        return;
      }
      StringBuilder name = new StringBuilder();
      int at = 1;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
        name.append(text.charAt(at++));
      }
      Matcher scope = SCOPE.matcher(text).region(Math.min(at + 1, text.length()), text.length());
      if (scope.lookingAt()) {
        (scope.group(1).equals("EXACT") ? exact : inexact).add(name.toString());
      }
    }

    OntologyTerm term() {
      return new OntologyTerm(id, label, obsolete, successor, exact, inexact);
    }
  }
}
