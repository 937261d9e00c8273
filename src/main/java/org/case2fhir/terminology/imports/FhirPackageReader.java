package org.case2fhir.terminology.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.case2fhir.terminology.imports.ReleaseReader.ImportScope;
import org.case2fhir.terminology.imports.ReleaseReader.ReleaseInfo;

/**
 * Reads a <a href="https://confluence.hl7.org/display/FHIR/NPM+Package+Specification">FHIR
 * package</a>: the CodeSystems, ValueSets and ConceptMaps in its main folder.
 */
final class FhirPackageReader implements ReleaseReader {
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
