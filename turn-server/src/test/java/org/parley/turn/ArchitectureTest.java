package org.parley.turn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "org.parley.turn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule codecStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("org.parley.turn.stun")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.parley.turn.auth..",
              "org.parley.turn.peers..",
              "org.parley.turn.relay..",
              "org.parley.turn.net..",
              "io.netty..");

  @ArchTest
  static final ArchRule credentialsAndRulesKnowNoRelay =
      noClasses()
          .that()
          .resideInAnyPackage("org.parley.turn.auth..", "org.parley.turn.peers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.parley.turn.relay..", "org.parley.turn.net..", "io.netty..");

  @ArchTest
  static final ArchRule coresDoNoIo =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.parley.turn.stun..",
              "org.parley.turn.auth..",
              "org.parley.turn.peers..",
              "org.parley.turn.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.parley.turn.net..",
              "io.netty.channel..",
              "io.netty.bootstrap..",
              "java.nio.channels..",
              "org.slf4j..");

  @ArchTest
  static final ArchRule coresReadNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.parley.turn.stun..",
              "org.parley.turn.auth..",
              "org.parley.turn.peers..",
              "org.parley.turn.relay..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              Clock.class, Instant.class, Thread.class, Random.class, SecureRandom.class);

  @ArchTest
  static final ArchRule clientsAreServedBehindOneSeam =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.parley.turn.link..", "org.parley.turn.stream..", "org.parley.turn.dtls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.parley.turn.net..");

  @ArchTest
  static final ArchRule streamsAndDtlsAreApart =
      noClasses()
          .that()
          .resideInAPackage("org.parley.turn.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.parley.turn.dtls..", "org.parley.net.udp..");

  @ArchTest
  static final ArchRule bouncyCastleIsForDtls =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.parley.turn.dtls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");
}
