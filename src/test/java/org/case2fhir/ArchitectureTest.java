package org.case2fhir;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may see whom: the package table of the design, enforced. */
@AnalyzeClasses(packages = "org.case2fhir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String OURS = "org.case2fhir..";
  private static final String HAPI = "ca.uhn..";
  private static final String HL7 = "org.hl7..";
  private static final String JACKSON = "com.fasterxml..";

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

  /** Releases of terminologies are files too; the writer of JSON needs Jackson's generator. */
  @ArchTest
  static final ArchRule jacksonStaysWithFiles =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.case2fhir.issue..",
              "org.case2fhir.terminology",
              "org.case2fhir.terminology.index..",
              "org.case2fhir.fhir..")
          .and()
          .haveNameNotMatching("org\\.case2fhir\\.fhir\\.ResourceJsonWriter(\\$.*)?")
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
