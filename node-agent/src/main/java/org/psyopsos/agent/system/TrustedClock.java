package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.failure.BadInput;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.Directories;

/**
 * Whether the system's clock may be believed: the network has set it, or it goes on without power.
 * A Raspberry Pi 3 or 4 has no such clock, and may think after a week in a drawer that it is still
 * last week.
 */
final class TrustedClock {

  private static final Command SYNCHRONIZED =
      Command.of("timedatectl", "show", "--property=NTPSynchronized", "--value");

  private TrustedClock() {}

  static boolean isTrusted(Host host) {
    return Files.exists(host.paths().clockSynchronized())
        || wasSetByHardware(host.paths().hardwareClocks())
        || isSynchronizedByOthers(host);
  }

  /** The kernel says by which hardware clock it set the system's. */
  private static boolean wasSetByHardware(Path clocks) {
    try {
      for (Path clock : Directories.list(clocks)) {
        if (Files.readString(clock.resolve("hctosys")).strip().equals("1")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** Chrony and others leave no file, but the kernel knows; systemd asks it. */
  private static boolean isSynchronizedByOthers(Host host) {
    try {
      CommandResult result = host.commands().run(SYNCHRONIZED);
      return result.exitStatus() == 0 && result.output().strip().equals("yes");
    } catch (BadInput e) {
      return false; // Not installed.
    }
  }
}
