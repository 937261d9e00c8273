package org.case2fhir.validation.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of packages, such as the cache that FHIR tools share ({@code ~/.fhir/packages}).
 *
 * @param path need not exist
 */
record PackageFolder(Path path) {
  private static final String PACKED = ".tgz";

  /** The cache of FHIR tools. */
  static PackageFolder cache() {
    return new PackageFolder(Path.of(System.getProperty("user.home"), ".fhir", "packages"));
  }

  /** All packages in it, in the order of their names. */
  List<Path> packages() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(PackageFolder::isPackage).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isPackage(Path path) {
    return Files.isDirectory(path)
        ? PackageReader.isPackage(path)
        : Files.isRegularFile(path) && path.getFileName().toString().endsWith(PACKED);
  }

  /** The package of that name, in that version if it is there, else in the last. */
  Optional<Path> find(String name, String version) {
    List<Path> named = packages().stream().filter(path -> isNamed(stem(path), name)).toList();
    Optional<Path> exact =
        named.stream()
            .filter(
                p -> stem(p).equals(name + "#" + version) || stem(p).equals(name + "-" + version))
            .findFirst();
    return exact.or(() -> named.stream().max(Comparator.comparing(PackageFolder::stem)));
  }

  /** {@code name}, {@code name#1.0.0} or {@code name-1.0.0}. */
  private static boolean isNamed(String stem, String name) {
    if (!stem.startsWith(name)) {
      return false;
    }
    String rest = stem.substring(name.length());
    return rest.isEmpty() || rest.matches("[#-](\\d.*|current|dev)");
  }

  private static String stem(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
  }
}
