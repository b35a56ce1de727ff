package org.parley.media;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Directions of dependencies, and what protocol cores must not touch. */
@AnalyzeClasses(packages = "org.parley.media", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Packages that get bytes and time passed in. */
  private static final String[] CORES = {
    "org.parley.media.rtp..",
    "org.parley.media.transport.srtp..",
    "org.parley.media.sctp..",
    "org.parley.media.datachannel..",
    "org.parley.media.exchange.."
  };

  @ArchTest
  static final ArchRule RTP_KNOWS_NOTHING_OF_OURS_BUT_THE_API =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.rtp..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and neither rtp nor api",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.media.rtp")
                          && !type.getPackageName().equals("org.parley.media.api")));

  @ArchTest
  static final ArchRule SRTP_KNOWS_NOTHING_OF_OURS_BUT_RTP =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.transport.srtp..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and neither srtp nor rtp",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.media.transport.srtp")
                          && !type.getPackageName().equals("org.parley.media.rtp")));

  @ArchTest
  static final ArchRule SCTP_KNOWS_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.sctp..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and not sctp",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.media.sctp")));

  @ArchTest
  static final ArchRule SCTP_PACKETS_KNOW_NOTHING_OF_THE_STATE_MACHINE =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.sctp.packet..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.parley.media.sctp.rx..",
              "org.parley.media.sctp.tx..",
              "org.parley.media.sctp.association..");

  @ArchTest
  static final ArchRule SCTP_RECEIVING_KNOWS_NOTHING_OF_SENDING =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.sctp.rx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.parley.media.sctp.tx..", "org.parley.media.sctp.association..");

  @ArchTest
  static final ArchRule SCTP_SENDING_KNOWS_NOTHING_OF_RECEIVING =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.sctp.tx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.parley.media.sctp.rx..", "org.parley.media.sctp.association..");

  @ArchTest
  static final ArchRule DATA_CHANNELS_KNOW_NOTHING_OF_OURS_BUT_SCTP =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.datachannel..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and neither datachannel nor sctp",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.media.datachannel")
                          && !type.getPackageName().startsWith("org.parley.media.sctp")));

  @ArchTest
  static final ArchRule THE_EXCHANGE_KNOWS_NOTHING_OF_OURS_BUT_CHANNELS_AND_THE_API =
      noClasses()
          .that()
          .resideInAPackage("org.parley.media.exchange..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are ours and neither exchange nor datachannel, sctp or api",
                  type ->
                      type.getPackageName().startsWith("org.parley.")
                          && !type.getPackageName().startsWith("org.parley.media.exchange")
                          && !type.getPackageName().startsWith("org.parley.media.datachannel")
                          && !type.getPackageName().startsWith("org.parley.media.sctp")
                          && !type.getPackageName().equals("org.parley.media.api")));

  @ArchTest
  static final ArchRule CORES_READ_NO_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule CORES_START_NO_THREAD_AND_TAKE_NO_LOCK =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "io.netty.util.concurrent..");

  @ArchTest
  static final ArchRule CORES_DRAW_NO_RANDOM_NUMBERS =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule CORES_OPEN_NO_SOCKETS =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net..", "java.nio.channels..", "io.netty.channel..", "org.ice4j..");

  @ArchTest
  static final ArchRule FOREIGN_FUNCTIONS_ARE_CALLED_BY_CIPHERS_ALONE =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.parley.media.transport.srtp..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");
}
