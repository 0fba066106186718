package org.psyopsos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The edges of docs/architecture.md, and the doors through which side effects go. */
final class ArchitectureTest {

  private static final String BUILDER = "org.psyopsos.builder..";
  private static final String AGENT = "org.psyopsos.agent..";
  private static final String GRUB = "org.psyopsos.grub..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.psyopsos");

  @Test
  void packagesFormNoCycle() {
    slices().matching("org.psyopsos.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void builderAndAgentNeverSeeEachOther() {
    noClasses()
        .that()
        .resideInAPackage(BUILDER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(AGENT)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(AGENT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BUILDER)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void formatsKnowNoProgram() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BUILDER, AGENT, GRUB)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BUILDER, AGENT, GRUB)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(GRUB)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BUILDER, AGENT)
        .check(CLASSES);
  }

  @Test
  void filesArePaths() {
    noClasses().should().dependOnClassesThat().areAssignableTo(File.class).check(CLASSES);
  }

  @Test
  void timeComesFromTheCompositionRoot() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}
