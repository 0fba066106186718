package org.psyopsos.agent.system;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition as the kernel shows it.
 *
 * @param device such as {@code /dev/mmcblk0p3}
 * @param disk the kernel's name of the disk that it is on
 * @param partUuid in lower case
 * @param label the GPT name
 * @param mountPoints where it is mounted
 */
public record Partition(
    Path device, String disk, String partUuid, String label, List<Path> mountPoints) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}$");

  public Partition {
    mountPoints = List.copyOf(mountPoints);
  }

  /** Its number in the partition table: the kernel ends the name of its device with it. */
  int number() {
    Matcher matcher = NUMBER.matcher(device.toString());
    return matcher.find() ? Integer.parseInt(matcher.group()) : 0;
  }

  @Override
  public String toString() {
    return device + " (" + label + ")";
  }
}
