package org.psyopsos.scenario;

import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.vm.Thorough;

/**
 * Rollback of a release whose init ends, of one that hangs before it finds its slot, of one that
 * comes up with an agent that does not work, and of one that ends in emergency mode.
 *
 * <p>The disk is that of a node that has just installed the release, as {@link UpdateIT} does it.
 * The trial has its last attempt, in the long mode all of them. What the node says of it afterwards
 * is waited for once, in the long mode each time.
 */
@Execution(ExecutionMode.CONCURRENT)
final class AttemptsIT {

  private static final int ATTEMPTS = Thorough.isOn() ? Workshop.BOOT_ATTEMPTS : 1;

  /** The one that panics in the long mode only: {@link RaspberryPiIT} has it, too. */
  static Stream<TestRelease> releases() {
    Stream<TestRelease> always =
        Stream.of(TestRelease.HANGS, TestRelease.CRASHES, TestRelease.EMERGENCY);
    return Thorough.isOn() ? Stream.concat(always, Stream.of(TestRelease.PANICS)) : always;
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aReleaseThatNeverComesUpIsLeftAfterItsAttempts(TestRelease release) throws Exception {
    Workshop workshop = Workshop.of(Platform.X86_64_UEFI);
    try (NodeUnderTest node =
        NodeUnderTest.startFrom(
            release.variant(), disk -> workshop.putOnTrial(disk, release, ATTEMPTS))) {
      node.deploy(release);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        node.says("Slot psyopsOS-B \\.\\.\\.", NodeUnderTest.BOOT);
        node.says(lastWords(release), NodeUnderTest.BOOT);
      }
      if (Thorough.isOn() || release == TestRelease.HANGS) {
        FailedTrial.isLeftBehind(node, release, FailedBecause.ATTEMPTS_USED_UP);
      } else {
        node.startsFrom(Slot.A);
      }
    }
  }

  /** The one that ends in emergency mode says nothing itself. */
  private static String lastWords(TestRelease release) {
    return release == TestRelease.EMERGENCY
        ? ": this system is in emergency mode"
        : ": this release is made to";
  }
}
