package org.psyopsos.scenario;

import java.util.List;
import java.util.regex.Pattern;

/** How far a node had come since it was switched on, by the last of these that its console said. */
enum Moment {
  FIRMWARE("firmware or GRUB", "BdsDxe: starting"),
  KERNEL("kernel or initramfs", "Linux version [0-9]"),
  STARTING("system starting", "init: slot psyopsOS-[AB] is "),
  UP("up, or looking for a release", "automatic login"),
  WRITING("writing a release", "writing [0-9-]+ to slot"),
  COMPARED("written, before or after the flip", "read back and compared"),
  RESTARTING("restarting into a trial", "is ready in slot"),
  COMMITTED("committed", "is healthy: slot");

  private final String description;
  private final Pattern said;

  Moment(String description, String said) {
    this.description = description;
    this.said = Pattern.compile(said);
  }

  /** The moment after these lines. */
  static Moment after(List<String> lines) {
    Moment last = FIRMWARE;
    for (String line : lines) {
      for (Moment moment : values()) {
        if (moment.said.matcher(line).find()) {
          last = moment;
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
