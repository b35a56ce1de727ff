package org.parley.net;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Loops and sockets are below both servers. */
@AnalyzeClasses(packages = "org.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule THE_NETWORK_KNOWS_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("org.parley.net..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and not of the network",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.net.")));

  @ArchTest
  static final ArchRule LOOPS_KNOW_NO_SOCKETS =
      noClasses()
          .that()
          .resideInAPackage("org.parley.net.loop..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.parley.net.udp..");

  @ArchTest
  static final ArchRule LOOPS_AND_SOCKETS_KNOW_NO_WAY_AROUND_THEM =
      noClasses()
          .that()
          .resideInAnyPackage("org.parley.net.loop..", "org.parley.net.udp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.parley.net.passage..");

  @ArchTest
  static final ArchRule FOREIGN_FUNCTIONS_ARE_CALLED_BY_SOCKETS_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage("org.parley.net..", "org.parley.turn..")
          .and()
          .resideOutsideOfPackage("org.parley.net.udp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");
}
