package org.case2fhir;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who may see whom: the package table of the design, enforced. */
@AnalyzeClasses(packages = "org.case2fhir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String OURS = "org.case2fhir..";
  private static final String HAPI = "ca.uhn..";
  private static final String HL7 = "org.hl7..";
  private static final String JACKSON = "com.fasterxml..";
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([\\w.]+);", Pattern.MULTILINE);

  @ArchTest
  static final ArchRule modelSeesOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("org.case2fhir.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.case2fhir.model..", "java..");

  @ArchTest static final ArchRule issue = seesOnly("issue", "model");

  @ArchTest
  static final ArchRule terminology = seesOnly("terminology", "model", "issue", "exchange");

  @ArchTest static final ArchRule notation = seesOnly("notation", "model", "issue", "terminology");

  @ArchTest static final ArchRule document = seesOnly("document", "model", "issue");

  @ArchTest
  static final ArchRule casefile =
      seesOnly("casefile", "model", "issue", "terminology", "notation");

  @ArchTest
  static final ArchRule reading =
      seesOnly("reading", "model", "issue", "terminology", "notation", "document", "mention");

  @ArchTest
  static final ArchRule mention = seesOnly("mention", "model", "issue", "terminology", "document");

  @ArchTest static final ArchRule fhir = seesOnly("fhir", "model", "issue");

  @ArchTest static final ArchRule version = seesOnly("version", "issue");

  @ArchTest
  static final ArchRule validation = seesOnly("validation", "issue", "exchange", "version");

  @ArchTest static final ArchRule exchange = seesOnly("exchange", "issue");

  @ArchTest static final ArchRule server = seesOnly("server", "issue");

  @ArchTest static final ArchRule view = seesOnly("view", "issue");

  @ArchTest static final ArchRule export = seesOnly("export", "issue", "exchange");

  @ArchTest
  static final ArchRule hapiStaysWithFhir =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.case2fhir.issue..", "org.case2fhir.casefile..", "org.case2fhir.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HAPI, HL7);

  /** Releases of terminologies are files too. */
  @ArchTest
  static final ArchRule jacksonStaysWithFiles =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.case2fhir.issue..",
              "org.case2fhir.terminology",
              "org.case2fhir.terminology.index..",
              "org.case2fhir.fhir..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(JACKSON);

  @ArchTest
  static final ArchRule onlyExchangeUsesTheNetwork =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.case2fhir.exchange..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule serversStayInTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.case2fhir.server..", "org.case2fhir.review..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.eclipse.jetty..", "jakarta.servlet..", "ca.uhn.fhir.rest.server");

  @ArchTest
  static final ArchRule signaturesStayWithExchange =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.case2fhir.exchange..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule picocliStaysInTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.case2fhir.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  /** Reviews are made of everything else but the command line; nobody but it sees them. */
  @ArchTest
  static final ArchRule onlyTheCommandLineSeesReviews =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.case2fhir.cli..", "org.case2fhir.review..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.case2fhir.review..");

  /** The command line may see the public types of every package; nobody sees it. */
  @ArchTest
  static final ArchRule nobodySeesTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.case2fhir.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.case2fhir.cli..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("org.case2fhir.(*)..").should().beFreeOfCycles();

  /**
   * The sources for Spark are compiled by a profile only, so their imports are read as text: they
   * see the library and the command line, Spark stays in its package, and HAPI out of it.
   */
  @ArchTest
  static void sparkStaysInItsPackage(JavaClasses none) throws IOException {
    assertThat(imports("corpus"))
        .isNotEmpty()
        .allMatch(
            name ->
                name.matches(
                    "org\\.case2fhir\\.([A-Z].*|(cli|corpus|fhir|issue)\\..*)"
                        + "|org\\.apache\\.(hadoop|parquet|spark)\\..*|scala\\..*"
                        + "|com\\.fasterxml\\.jackson\\..*|java\\..*"))
        .noneMatch(name -> name.startsWith("java.net.http."));
    assertThat(imports("cli"))
        .isNotEmpty()
        .allMatch(name -> name.matches("(org\\.case2fhir|picocli|java)\\..*"))
        .noneMatch(name -> name.startsWith("org.case2fhir.corpus."));
  }

  private static List<String> imports(String name) throws IOException {
    try (Stream<Path> files =
        Files.list(Path.of("src", "spark", "java", "org", "case2fhir", name))) {
      List<String> found = new ArrayList<>();
      for (Path file : files.toList()) {
        IMPORT.matcher(Files.readString(file)).results().forEach(m -> found.add(m.group(1)));
      }
      return found;
    }
  }

  private static ArchRule seesOnly(String name, String... others) {
    String own = "org.case2fhir." + name + "..";
    String[] allowed = new String[others.length + 1];
    for (int i = 0; i < others.length; i++) {
      allowed[i] = "org.case2fhir." + others[i] + "..";
    }
    allowed[others.length] = own;
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }
}
