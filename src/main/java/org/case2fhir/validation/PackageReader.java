package org.case2fhir.validation;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.Definition.DefinitionHead;
import org.case2fhir.validation.GuidePackage.Manifest;

/**
 * Reads <a href="https://hl7.org/fhir/packages.html">FHIR packages</a>, packed ({@code .tgz}) or
 * not. Nothing is unpacked to disk, and an archive is read only as far as its limits.
 */
final class PackageReader {
  private static final long MAX_FILE = 64L << 20;
  private static final long MAX_TOTAL = 1L << 30;
  private static final int MAX_ENTRIES = 100_000;
  private static final String INNER = "package/";
  private static final String DOWNLOAD_AGAIN = "download the package again";

  private final List<Definition> definitions = new ArrayList<>();
  private Optional<Manifest> manifest = Optional.empty();
  private long total;
  private int entries;

  private PackageReader() {}

  /** Whether a folder is a package: its {@code package.json} is in it or in {@code package/}. */
  static boolean isPackage(Path folder) {
    return Files.isRegularFile(folder.resolve(Manifest.FILE))
        || Files.isRegularFile(folder.resolve(INNER).resolve(Manifest.FILE));
  }

  /**
   * Reads a package.
   *
   * @param path an archive or a folder
   * @throws UnfitPackageException if it cannot be used
   */
  static GuidePackage read(Path path) throws UnfitPackageException {
    PackageReader reader = new PackageReader();
    try {
      if (Files.isDirectory(path)) {
        reader.readFolder(path);
      } else {
        try (InputStream in = Files.newInputStream(path)) {
          reader.readArchive(in);
        }
      }
    } catch (UnfitPackageException e) {
      throw e;
    } catch (IOException e) {
      throw new UnfitPackageException(
          "package-unreadable", "the package cannot be read", "check that you may read it");
    }
    Optional<Path> parent = Optional.ofNullable(path.toAbsolutePath().getParent());
    return reader.finish(path.toString(), parent);
  }

  /** Reads a packed package that is no file. */
  static GuidePackage read(String source, InputStream archive) throws UnfitPackageException {
    PackageReader reader = new PackageReader();
    reader.readArchive(archive);
    return reader.finish(source, Optional.empty());
  }

  private GuidePackage finish(String source, Optional<Path> folder) throws UnfitPackageException {
    Manifest found =
        manifest.orElseThrow(
            () ->
                new UnfitPackageException(
                    "not-a-package",
                    "there is no package/package.json in it",
                    "give a FHIR package (package.tgz), not another archive or folder"));
    return new GuidePackage(found, List.copyOf(definitions), source, folder);
  }

  private void readArchive(InputStream in) throws UnfitPackageException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        readEntry(entry, tar);
      }
    } catch (UnfitPackageException e) {
      throw e;
    } catch (ZipException e) {
      throw corrupt("the archive is not gzip or is damaged");
    } catch (EOFException e) {
      throw corrupt("the archive ends too early");
    } catch (IOException | IllegalArgumentException e) {
      // Commons Compress says so of a header that makes no sense.
      throw corrupt("the archive is damaged");
    }
  }

  private void readEntry(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
    String name = entry.getName().replace('\\', '/').replaceFirst("^\\./", "");
    if (++entries > MAX_ENTRIES) {
      throw tooLarge("it has more than " + MAX_ENTRIES + " files");
    }
    if (name.startsWith("/") || List.of(name.split("/")).contains("..")) {
      throw new UnfitPackageException(
          "package-unsafe", "a file in it would lie outside of it", "do not use this package");
    }
    // The size in the header may lie; what follows counts what is read, and the total with it.
    byte[] content = tar.readNBytes((int) MAX_FILE + 1);
    total += content.length;
    if (content.length > MAX_FILE || total > MAX_TOTAL) {
      throw tooLarge("unpacked it is too large");
    }
    String inner = name.startsWith(INNER) ? name.substring(INNER.length()) : "";
    if (entry.isFile() && inner.endsWith(".json") && !inner.contains("/")) {
      take(inner, content, Definition.packed(content));
    }
  }

  private void readFolder(Path folder) throws IOException {
    Path inner = folder.resolve(INNER);
    Path root = Files.isRegularFile(inner.resolve(Manifest.FILE)) ? inner : folder;
    List<Path> files;
    try (Stream<Path> found = Files.list(root)) {
      files = found.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        if (Files.size(file) > MAX_FILE) {
          throw tooLarge("a file in it is too large");
        }
        take(file.getFileName().toString(), Files.readAllBytes(file), Definition.inFile(file));
      }
    }
  }

  private void take(String name, byte[] content, Definition.Text text)
      throws UnfitPackageException {
    if (name.equals(Manifest.FILE)) {
      manifest = Optional.of(Manifest.read(content));
      return;
    }
    if (name.startsWith(".")) {
      return;
    }
    DefinitionHead head;
    try {
      head = DefinitionHead.read(content);
    } catch (IOException e) {
      throw corrupt("the file " + name + " in it is no JSON");
    }
    if (head.isDefinition()) {
      definitions.add(new Definition(head, name, text));
    }
  }

  private static UnfitPackageException corrupt(String message) {
    return new UnfitPackageException("package-unreadable", message, DOWNLOAD_AGAIN);
  }

  private static UnfitPackageException tooLarge(String message) {
    return new UnfitPackageException(
        "package-too-large", message, "give a FHIR package without examples or other content");
  }

  /** A package that cannot be used, and why, in words for its user. */
  static final class UnfitPackageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String solution;

    UnfitPackageException(String code, String message, String solution) {
      super(message);
      this.code = code;
      this.solution = solution;
    }

    Issue issue(String source) {
      return Issue.error(code, getMessage(), Location.of(source), solution);
    }
  }
}
