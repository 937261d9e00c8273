package org.case2fhir.validation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.PackageReader.UnfitPackageException;

/**
 * The packages that a user named, and those that they depend on, as far as they are there. What
 * cannot be used is in the issues; the rest is used.
 */
public final class Guides {
  /** The package that comes with the program: HL7's terminology, newer than that of R4. */
  public static final String TERMINOLOGY = "hl7.terminology";

  private static final String BUILT_IN = "/org/hl7/fhir/r5/packages/hl7.terminology-5.1.0.tgz";

  /** What every validator has: the core of R4 in its parts. */
  private static final String CORE = "hl7.fhir.r4.";

  private final PackageFolder cache;
  private final Map<String, GuidePackage> byName = new LinkedHashMap<>();
  private final List<Issue> issues = new ArrayList<>();

  private Guides(PackageFolder cache) {
    this.cache = cache;
  }

  /**
   * Reads packages.
   *
   * @param named archives, folders that are packages or hold some, or {@link #TERMINOLOGY}
   */
  public static Guides read(List<String> named) {
    return read(named, PackageFolder.cache());
  }

  static Guides read(List<String> named, PackageFolder cache) {
    Guides guides = new Guides(cache);
    named.forEach(guides::readNamed);
    guides.readDependencies();
    return guides;
  }

  /** What could not be used, and why. */
  public List<Issue> issues() {
    return List.copyOf(issues);
  }

  /** Names and versions of what was read, such as {@code hl7.terminology#5.1.0}. */
  public List<String> names() {
    return byName.values().stream().map(p -> p.manifest().id()).toList();
  }

  Collection<GuidePackage> packages() {
    return byName.values();
  }

  private void readNamed(String named) {
    Path path = Path.of(named);
    if (named.equals(TERMINOLOGY) && !Files.exists(path)) {
      readBuiltIn();
    } else if (!Files.exists(path)) {
      error("package-missing", "there is no such file or folder", named, "check its name");
    } else if (Files.isDirectory(path) && !PackageReader.isPackage(path)) {
      List<Path> all = new PackageFolder(path).packages();
      if (all.isEmpty()) {
        String solution = "give a package, or a folder with packages (.tgz, or unpacked)";
        error("not-a-package", "there is no FHIR package in this folder", named, solution);
      }
      all.forEach(this::read);
    } else {
      read(path);
    }
  }

  private Optional<GuidePackage> read(Path path) {
    try {
      return add(PackageReader.read(path));
    } catch (UnfitPackageException e) {
      issues.add(e.issue(path.toString()));
      return Optional.empty();
    }
  }

  private void readBuiltIn() {
    try (InputStream in = Guides.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        String solution = "give the package as a file, or run the packed program (case2fhir.jar)";
        error("package-missing", TERMINOLOGY + " is not in this program", TERMINOLOGY, solution);
        return;
      }
      add(PackageReader.read(TERMINOLOGY, in));
    } catch (UnfitPackageException e) {
      issues.add(e.issue(TERMINOLOGY));
    } catch (IOException e) {
      throw new IllegalStateException("closing a part of the program", e);
    }
  }

  private Optional<GuidePackage> add(GuidePackage found) {
    GuidePackage first = byName.putIfAbsent(found.manifest().name(), found);
    if (first == null) {
      return Optional.of(found);
    }
    if (!first.manifest().version().equals(found.manifest().version())) {
      issues.add(
          Issue.warning(
              "package-two-versions",
              first.manifest().id() + " is used, so " + found.manifest().version() + " is not",
              Location.of(found.source()),
              "name one version of a package only"));
    }
    return Optional.empty();
  }

  private void readDependencies() {
    Deque<GuidePackage> open = new ArrayDeque<>(byName.values());
    while (!open.isEmpty()) {
      GuidePackage dependent = open.pop();
      dependent
          .manifest()
          .dependencies()
          .forEach((name, version) -> require(dependent, name, version).ifPresent(open::add));
    }
  }

  private Optional<GuidePackage> require(GuidePackage dependent, String name, String version) {
    GuidePackage known = byName.get(name);
    // The terminology has one package for all versions of FHIR, and one for each.
    if (name.startsWith(CORE) || known != null || isKnownTerminology(name)) {
      reportOtherVersion(dependent, known, version);
      return Optional.empty();
    }
    Optional<Path> place =
        dependent
            .folder()
            .flatMap(folder -> new PackageFolder(folder).find(name, version))
            .or(() -> cache.find(name, version));
    if (place.isEmpty()) {
      reportMissing(dependent, name, version);
      return Optional.empty();
    }
    Optional<GuidePackage> found = read(place.get());
    found.ifPresent(one -> reportOtherVersion(dependent, one, version));
    return found;
  }

  private boolean isKnownTerminology(String name) {
    return name.startsWith(TERMINOLOGY + ".") && byName.containsKey(TERMINOLOGY);
  }

  private void reportOtherVersion(GuidePackage dependent, GuidePackage used, String version) {
    boolean other = used != null && !used.manifest().version().equals(version);
    if (other && version.matches("\\d[^x*]*")) {
      String message =
          "%s wants version %s of %s; %s is used"
              .formatted(
                  dependent.manifest().id(),
                  version,
                  used.manifest().name(),
                  used.manifest().version());
      issues.add(
          Issue.information("package-other-version", message, Location.of(dependent.source()), ""));
    }
  }

  private void reportMissing(GuidePackage dependent, String name, String version) {
    String where = "put it beside the package or into ~/.fhir/packages";
    String solution = name.startsWith(TERMINOLOGY) ? where + ", or add --ig " + TERMINOLOGY : where;
    String message =
        "%s depends on %s#%s, which is not there; what it defines is not checked"
            .formatted(dependent.manifest().id(), name, version);
    issues.add(
        Issue.warning(
            "package-dependency-missing", message, Location.of(dependent.source()), solution));
  }

  private void error(String code, String message, String source, String solution) {
    issues.add(Issue.error(code, message, Location.of(source), solution));
  }

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
}
