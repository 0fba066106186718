package org.psyopsos.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How far a node has come since it was switched on: what its console says when it gets there. */
enum Moment {
  GRUB("GRUB", "Welcome to GRUB", 4),
  KERNEL("kernel or initramfs", "kernel: OK", 14),
  STARTING("system starting", "init: slot psyopsOS-[AB] is ", 31),
  UP("up, or looking for a release", "automatic login", 15),
  WRITING("writing a release", "writing [0-9-]+ to slot", 20),
  COMPARED("written and compared, before or after the flip", "read back and compared", 3),
  RESTARTING("restarting into a trial", "is ready in slot", 3),
  COMMITTED("committed", "is healthy: slot", 1);

  private final String description;
  private final String said;
  private final int seconds;

  Moment(String description, String said, int seconds) {
    this.description = description;
    this.said = said;
    this.seconds = seconds;
  }

  /** A regular expression for the line that tells of it. */
  String said() {
    return said;
  }

  /** As long as it lasts at least on the machine that {@link RandomPowerCutsIT} was made on. */
  Duration length() {
    return Duration.ofSeconds(seconds);
  }

  /** The last one that these lines tell of; none before the boot loader. */
  static Optional<Moment> after(List<String> lines) {
    Optional<Moment> last = Optional.empty();
    for (String line : lines) {
      for (Moment moment : values()) {
        if (Pattern.compile(moment.said).matcher(line).find()) {
          last = Optional.of(moment);
        }
      }
    }
    return last;
  }

  @Override
  public String toString() {
    return description;
  }
}
