package org.case2fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.case2fhir.issue.Issue;
import org.case2fhir.validation.Guides.PackageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuidesTest {
  @TempDir Path folder;

  @Test
  void reads_packages_packed_and_not_alike() throws IOException {
    Path archive = TestPackages.pack(folder.resolve("a.tgz"), TestPackages.sound());
    Path unpacked = TestPackages.unpack(folder.resolve("a"), TestPackages.sound());

    for (Path path : List.of(archive, unpacked, unpacked.resolve("package"))) {
      Guides guides = read(path);
      assertThat(guides.issues()).isEmpty();
      assertThat(guides.names()).containsExactly("example.guide#1.0.0");
      GuideDefinitions definitions = new GuideDefinitions(FhirContext.forR4Cached(), guides);
      assertThat(definitions.fetchStructureDefinition(TestPackages.PROFILE)).isNotNull();
      assertThat(definitions.fetchStructureDefinition(TestPackages.PROFILE + "|1.0.0")).isNotNull();
      assertThat(definitions.fetchStructureDefinition(TestPackages.PROFILE + "|2.0.0")).isNull();
      assertThat(definitions.fetchValueSet("https://example.org/ValueSet/colours")).isNotNull();
    }
  }

  @Test
  void reads_a_folder_of_packages() throws IOException {
    TestPackages.pack(folder.resolve("a.tgz"), TestPackages.sound());
    TestPackages.unpack(folder.resolve("other#2.0.0"), named("other", "2.0.0", ""));

    assertThat(read(folder).names()).containsExactly("example.guide#1.0.0", "other#2.0.0");
  }

  @Test
  void finds_dependencies_beside_the_package_and_in_the_cache() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    TestPackages.unpack(cache.resolve("far#3.0.0"), named("far", "3.0.0", ""));
    TestPackages.unpack(cache.resolve("far#2.0.0"), named("far", "2.0.0", ""));
    TestPackages.pack(folder.resolve("near-1.1.0.tgz"), named("near", "1.1.0", "far", "2.0.0"));
    Path main = TestPackages.pack(folder.resolve("m.tgz"), named("main", "1", "near", "1.1.0"));

    Guides guides = Guides.read(List.of(main.toString()), new PackageFolder(cache));

    assertThat(guides.names()).containsExactly("main#1", "near#1.1.0", "far#2.0.0");
    assertThat(guides.issues()).isEmpty();
  }

  @Test
  void says_what_dependency_is_missing_or_has_another_version() throws IOException {
    TestPackages.pack(folder.resolve("near-1.0.0.tgz"), named("near", "1.0.0", ""));
    Path main =
        TestPackages.pack(
            folder.resolve("m.tgz"),
            named("main", "1", "near", "2.0.0", "hl7.terminology.r4", "5.0.0"));

    assertThat(read(main).issues())
        .extracting(Issue::code)
        .containsExactlyInAnyOrder("package-other-version", "package-dependency-missing");
    assertThat(read(main).issues())
        .anySatisfy(issue -> assertThat(issue.solution()).contains("--ig hl7.terminology"));
  }

  @Test
  void uses_one_version_of_a_package() throws IOException {
    Path one = TestPackages.pack(folder.resolve("1.tgz"), named("main", "1", ""));
    Path two = TestPackages.pack(folder.resolve("2.tgz"), named("main", "2", ""));

    Guides guides = Guides.read(List.of(one.toString(), two.toString()), nowhere());

    assertThat(guides.names()).containsExactly("main#1");
    assertThat(guides.issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("package-two-versions"));
  }

  @Test
  void refuses_what_is_broken_and_goes_on() throws IOException {
    byte[] sound = TestPackages.packed(TestPackages.sound());
    Path cut = folder.resolve("cut.tgz");
    Files.write(cut, Arrays.copyOf(sound, sound.length / 2));
    Path text = Files.writeString(folder.resolve("text.tgz"), "no archive");
    Path notTar = folder.resolve("nottar.tgz");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write("x".repeat(2000).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(notTar, bytes.toByteArray());
    Path good = TestPackages.pack(folder.resolve("good.tgz"), TestPackages.sound());

    Guides guides =
        Guides.read(Stream.of(cut, text, notTar, good).map(Path::toString).toList(), nowhere());

    assertThat(guides.names()).containsExactly("example.guide#1.0.0");
    assertThat(guides.issues())
        .extracting(Issue::code)
        .hasSize(3)
        .containsOnly("package-unreadable");
    assertThat(guides.issues()).allSatisfy(issue -> assertThat(issue.solution()).isNotEmpty());
  }

  @Test
  void refuses_what_is_no_package_for_r4() throws IOException {
    assertThat(code(Map.of("package/other.json", "{}"))).isEqualTo("not-a-package");
    assertThat(code(Map.of("package/package.json", "[]"))).isEqualTo("not-a-package");
    assertThat(code(Map.of("package/package.json", "{"))).isEqualTo("not-a-package");
    assertThat(code(Map.of("package/package.json", TestPackages.manifest("a", "1", "5.0.0", ""))))
        .isEqualTo("package-wrong-fhir");
    assertThat(code(Map.of("../../outside.json", "{}"))).isEqualTo("package-unsafe");
    assertThat(code(Map.of("/etc/x.json", "{}"))).isEqualTo("package-unsafe");
    assertThat(
            code(
                Map.of(
                    "package/package.json",
                    TestPackages.manifest("a", "1", "4.0.1", ""),
                    "package/broken.json",
                    "{\"resourceType\":")))
        .isEqualTo("package-unreadable");
    assertThat(read(folder.resolve("absent")).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("package-missing"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(read(empty).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("not-a-package"));
  }

  @Test
  void an_archive_that_swells_is_refused() throws IOException {
    Path bomb = folder.resolve("bomb.tgz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(bomb)))) {
      TarArchiveEntry entry = new TarArchiveEntry("package/zeros.json");
      entry.setSize(70L << 20);
      tar.putArchiveEntry(entry);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 70; i++) {
        tar.write(zeros);
      }
      tar.closeArchiveEntry();
    }

    assertThat(read(bomb).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.code()).isEqualTo("package-too-large"));
  }

  @Test
  void terminology_comes_with_the_program() {
    Guides guides = Guides.read(List.of(Guides.TERMINOLOGY), nowhere());
    GuideDefinitions definitions = new GuideDefinitions(FhirContext.forR4Cached(), guides);

    assertThat(guides.issues()).isEmpty();
    assertThat(guides.names()).containsExactly("hl7.terminology#5.1.0");
    assertThat(
            definitions.fetchCodeSystem(
                "http://terminology.hl7.org/CodeSystem/condition-clinical|4.0.1"))
        .isNotNull();
    // It describes LOINC and lists none of its codes.
    assertThat(definitions.fetchCodeSystem("http://loinc.org")).isNull();
  }

  private String code(Map<String, String> files) throws IOException {
    List<Issue> issues = read(TestPackages.pack(folder.resolve("x.tgz"), files)).issues();
    assertThat(issues).hasSize(1);
    return issues.get(0).code();
  }

  private static Map<String, String> named(String name, String version, String... dependencies) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i + 1 < dependencies.length; i += 2) {
      all.append(i == 0 ? "" : ",");
      all.append('"' + dependencies[i] + "\": \"" + dependencies[i + 1] + '"');
    }
    return Map.of(
        "package/package.json", TestPackages.manifest(name, version, "4.0.1", all.toString()));
  }

  private Guides read(Path path) {
    return Guides.read(List.of(path.toString()), nowhere());
  }

  private PackageFolder nowhere() {
    return new PackageFolder(folder.resolve("no-cache"));
  }
}
