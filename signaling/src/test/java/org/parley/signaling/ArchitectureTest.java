package org.parley.signaling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Who may know whom, and which package each library lives in. The bench is exempt from the latter:
 * it plays clients, and has a transport of its own for that.
 */
@AnalyzeClasses(
    packages = "org.parley.signaling",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BASE = "org.parley.signaling.";

  @ArchTest
  static final ArchRule configKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(BASE + "config..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are another package of the project",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith(BASE + "config")));

  @ArchTest
  static final ArchRule theDoorKnowsOnlyTheConfiguration =
      noClasses()
          .that()
          .resideInAPackage(BASE + "http..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are neither door nor configuration",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith(BASE + "http")
                          && !type.getPackageName().startsWith(BASE + "config")));

  @ArchTest
  static final ArchRule socketsAndMetricsKnowOnlyTheDoor =
      noClasses()
          .that()
          .resideInAnyPackage(BASE + "websocket..", BASE + "metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              BASE + "main..",
              BASE + "room..",
              BASE + "protocol..",
              BASE + "auth..",
              BASE + "negotiation..",
              "org.parley.media..",
              "org.parley.turn..");

  @ArchTest
  static final ArchRule nobodyKnowsMain =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "main..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + "main..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.parley.signaling.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule netty = only("http", "io.netty..");

  /** Certificates of the door; the other is the DTLS client with which the server tries itself. */
  @ArchTest
  static final ArchRule bouncyCastle =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "http..", BASE + "doctor.client..", BASE + "bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest static final ArchRule javaWebSocket = only("websocket", "org.java_websocket..");
  @ArchTest static final ArchRule jackson = only("protocol", "com.fasterxml.jackson..");
  @ArchTest static final ArchRule nimbus = only("auth", "com.nimbusds..");
  @ArchTest static final ArchRule snakeYaml = only("config", "org.snakeyaml..");
  @ArchTest static final ArchRule prometheus = only("metrics", "io.prometheus..");
  @ArchTest static final ArchRule picocli = only("main", "picocli..");
  @ArchTest static final ArchRule logback = only("main", "ch.qos.logback..");

  private static ArchRule only(String owner, String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(BASE + owner + "..", BASE + "bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }
}
