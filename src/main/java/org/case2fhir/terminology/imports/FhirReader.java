package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.imports.DomainWords.FullySpecified;
import org.case2fhir.terminology.imports.ReleaseReader.ConceptNames;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;
import org.case2fhir.terminology.index.IndexedConcept;

/**
 * Reads CodeSystems, ValueSets and ConceptMaps, concept by concept. What a resource says about
 * itself may stand after its concepts, so each is read twice.
 */
final class FhirReader implements ReleaseReader {
  static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> first = new LinkedHashMap<>();
  private long rows;
  private int resources;

  /** Opens a resource as often as it has to be read. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  @Override
  public ReleaseInfo read(ImportScope scope) throws IOException {
    for (String name : scope.names()) {
      read(name, () -> scope.files().open(name), scope);
    }
    boolean one = resources == 1;
    String file = TableReader.stem(scope.files().fileName());
    String title = first.getOrDefault("title", first.getOrDefault("name", file));
    return new ReleaseInfo(
        file,
        one ? title : file,
        one ? first.getOrDefault("version", "") : "",
        one ? first.getOrDefault("date", "") : "",
        first.getOrDefault("copyright", ""),
        rows);
  }

  /** Reads one resource; what is not a terminology is left out. */
  void read(String name, Source source, ImportScope scope) throws IOException {
    Map<String, String> about = about(source);
    String type = about.getOrDefault("resourceType", "");
    FhirConcepts concepts = new FhirConcepts(name, about, scope);
    switch (type) {
      case "CodeSystem" -> each(source, "concept", concepts::codeSystem);
      case "ValueSet" -> {
        each(source, "expansion", concepts::expansion);
        if (concepts.rows() == 0) {
          each(source, "compose", concepts::compose);
        }
      }
      case "ConceptMap" -> each(source, "group", concepts::mapping);
      default -> {
        return;
      }
    }
    resources++;
    rows += concepts.rows();
    about.forEach(first::putIfAbsent);
  }

  long rows() {
    return rows;
  }

  /** The texts and codes that stand at the top of a resource. */
  private static Map<String, String> about(Source source) throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(source.open())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          about.put(field, json.getText());
        }
        json.skipChildren();
      }
    }
    return about;
  }

  /** Reads the value of a field; the parser stands at its first token. */
  private interface FieldReader {
    void read(JsonParser json) throws IOException;
  }

  private static void each(Source source, String wanted, FieldReader reader) throws IOException {
    try (JsonParser json = JSON.createParser(source.open())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals(wanted);
        json.nextToken();
        if (found) {
          reader.read(json);
        }
        json.skipChildren();
      }
    }
  }

  /** Hands over the concepts of one FHIR resource. */
  private static final class FhirConcepts {
    private static final Set<String> SAME = Set.of("equal", "equivalent");
    private static final int DEEPEST = 200;

    private final String file;
    private final Map<String, String> about;
    private final ImportScope scope;
    private long rows;

    FhirConcepts(String file, Map<String, String> about, ImportScope scope) {
      this.file = file;
      this.about = about;
      this.scope = scope;
    }

    long rows() {
      return rows;
    }

    /** {@code CodeSystem.concept}: a list, with narrower concepts inside. */
    void codeSystem(JsonParser json) throws IOException {
      String system = about.getOrDefault("url", "");
      each(json, "concept", 0, concept -> take(system, concept));
    }

    /** {@code ValueSet.expansion}. */
    void expansion(JsonParser json) throws IOException {
      fields(
          json,
          "contains",
          list -> each(list, "contains", 0, c -> take(c.path("system").asText(), c)));
    }

    /** {@code ValueSet.compose}: what it lists itself; what it only describes cannot be had. */
    void compose(JsonParser json) throws IOException {
      fields(json, "include", list -> each(list, "", 0, this::include));
    }

    private void include(JsonNode include) throws IOException {
      String system = include.path("system").asText();
      for (JsonNode concept : include.path("concept")) {
        take(system, concept);
      }
      if (include.path("concept").isEmpty()) {
        scope
            .issues()
            .warn(
                "not-enumerated",
                "a value set describes codes without listing them",
                file,
                0,
                "import its expansion, or the code system");
      }
    }

    /** {@code ConceptMap.group}: the names of a source code for a target that means the same. */
    void mapping(JsonParser json) throws IOException {
      each(json, "", 0, this::group);
    }

    private void group(JsonNode group) throws IOException {
      String source = group.path("source").asText();
      for (JsonNode element : group.path("element")) {
        rows++;
        ConceptNames names = new ConceptNames().synonym(element.path("display").asText());
        for (JsonNode target : element.path("target")) {
          String relation = target.path("equivalence").asText(target.path("relationship").asText());
          if (SAME.contains(relation)) {
            String display = target.path("display").asText();
            ConceptNames both = new ConceptNames().preferred(display);
            names.terms().forEach(term -> both.add(term.text(), term.kind()));
            accept(group.path("target").asText(), target.path("code").asText(), display, both);
          }
        }
        String display = element.path("display").asText();
        accept(
            source, element.path("code").asText(), display, new ConceptNames().preferred(display));
      }
    }

    private void take(String system, JsonNode concept) throws IOException {
      rows++;
      String code = concept.path("code").asText();
      String display = concept.path("display").asText();
      if (isInactive(concept)) {
        if (!code.isEmpty() && !system.isEmpty()) {
          scope.sink().accept(IndexedConcept.retired(system, code, display, ""), List.of());
        }
        return;
      }
      ConceptNames names =
          new ConceptNames().preferred(FullySpecified.words(display)).preferred(display);
      for (JsonNode designation : concept.path("designation")) {
        String language = designation.path("language").asText("en");
        if (language.startsWith("en")) {
          names.synonym(designation.path("value").asText());
        }
      }
      if (!concept.path("abstract").asBoolean()) {
        accept(system, code, display, names);
      }
    }

    private static boolean isInactive(JsonNode concept) {
      if (concept.path("inactive").asBoolean()) {
        return true;
      }
      for (JsonNode property : concept.path("property")) {
        String code = property.path("code").asText();
        String value = property.path("valueCode").asText();
        if ((code.equals("inactive") && property.path("valueBoolean").asBoolean())
            || (code.equals("status") && Set.of("retired", "deprecated").contains(value))) {
          return true;
        }
      }
      return false;
    }

    private void accept(String system, String code, String display, ConceptNames names)
        throws IOException {
      if (code.isEmpty() || display.isEmpty() || KnownSystem.uri(system).isEmpty()) {
        scope
            .issues()
            .warn(
                "incomplete-row",
                "a concept has no code, no display or no code system",
                file,
                0,
                "add them");
        return;
      }
      String uri = KnownSystem.uri(system).get();
      scope
          .sink()
          .accept(
              IndexedConcept.of(uri, code, display, display, domains(uri, display)), names.terms());
    }

    private Set<Domain> domains(String uri, String display) {
      Optional<Set<Domain>> chosen = scope.options().domain().map(Set::of);
      Optional<Set<Domain>> found =
          chosen
              .or(() -> FullySpecified.domains(display))
              .or(() -> KnownSystem.domainsOf(uri, display));
      if (found.isEmpty()) {
        scope
            .issues()
            .warn(
                "unknown-domain", "nothing says what a code is used for", file, 0, "say --domain");
      }
      return found.orElse(Set.of());
    }

    /** Takes one member of a list without the lists inside it. */
    private interface NodeVisitor {
      void visit(JsonNode node) throws IOException;
    }

    /** Reads a value, at whose first token the parser stands. */
    private interface ValueReader {
      void read(JsonParser json) throws IOException;
    }

    private static void fields(JsonParser json, String wanted, ValueReader reader)
        throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals(wanted);
        json.nextToken();
        if (found) {
          reader.read(json);
        }
        json.skipChildren();
      }
    }

    /** Visits the members of a list and of the lists of the same name in them, one by one. */
    private void each(JsonParser json, String inner, int depth, NodeVisitor visitor)
        throws IOException {
      if (depth > DEEPEST) {
        throw RefusedReleaseException.of(
            file,
            json.currentLocation().getLineNr(),
            "its concepts lie more than " + DEEPEST + " levels deep in each other",
            "check the file");
      }
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        ObjectNode node = FhirReader.JSON.createObjectNode();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          if (field.equals(inner)) {
            each(json, inner, depth + 1, visitor);
          } else {
            node.set(field, FhirReader.JSON.readTree(json));
          }
        }
        visitor.visit(node);
      }
    }
  }

  /**
   * Reads a <a href="https://confluence.hl7.org/display/FHIR/NPM+Package+Specification">FHIR
   * package</a>: the CodeSystems, ValueSets and ConceptMaps in its main folder.
   */
  static final class FhirPackageReader implements ReleaseReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_MANIFEST = 1 << 20;
    private static final int PART = 1 << 16;
    private static final String MAIN = "package/";

    private String name = "";
    private String version = "";
    private String licence = "";

    @Override
    public ReleaseInfo read(ImportScope scope) throws IOException {
      FhirReader reader = new FhirReader();
      String file = scope.names().get(0);
      Path entry = scope.work().resolve("resource");
      try (InputStream raw = scope.files().open(file);
          InputStream unpacked = scope.files().unpacking(file, new GZIPInputStream(raw, 1 << 16));
          TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
        for (String path = next(tar); !path.isEmpty(); path = next(tar)) {
          if (path.equals(MAIN + "package.json")) {
            manifest(content(tar, MOST_MANIFEST));
          } else if (isResource(path)) {
            try (OutputStream out = Files.newOutputStream(entry)) {
              for (byte[] part = content(tar, PART); part.length > 0; part = content(tar, PART)) {
                out.write(part);
              }
            }
            reader.read(path, () -> Files.newInputStream(entry), scope);
          }
        }
      }
      String title = name.isEmpty() ? TableReader.stem(file) : name;
      return new ReleaseInfo(
          TableReader.stem(title + "."), title, version, "", licence, reader.rows());
    }

    /** The path of the next regular file; empty at the end. */
    private static String next(TarArchiveInputStream tar) throws IOException {
      try {
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null && !isPlain(entry)) {
          entry = tar.getNextEntry();
        }
        return entry == null ? "" : entry.getName();
      } catch (ZipException | RefusedReleaseException e) {
        throw e;
      } catch (IOException | IllegalArgumentException e) {
        // Commons Compress says so of a header that makes no sense.
        throw damaged(e);
      }
    }

    /** No link, and no sparse file: that has bytes which the archive does not. */
    private static boolean isPlain(TarArchiveEntry entry) {
      return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink() && !entry.isSparse();
    }

    /** So much of the current file, or what is left of it. */
    private static byte[] content(TarArchiveInputStream tar, int most) throws IOException {
      try {
        return tar.readNBytes(most);
      } catch (ZipException | RefusedReleaseException e) {
        throw e;
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    private static EOFException damaged(Exception cause) {
      EOFException damaged = new EOFException("the archive is damaged");
      damaged.initCause(cause);
      return damaged;
    }

    private static boolean isResource(String path) {
      return path.startsWith(MAIN)
          && path.indexOf('/', MAIN.length()) < 0
          && path.endsWith(".json")
          && path.matches(".*/(?:CodeSystem|ValueSet|ConceptMap)-[^/]*");
    }

    private void manifest(byte[] content) throws IOException {
      JsonNode manifest = JSON.readTree(new String(content, StandardCharsets.UTF_8));
      name = manifest.path("name").asText();
      version = manifest.path("version").asText();
      licence = manifest.path("license").asText();
    }
  }
}
