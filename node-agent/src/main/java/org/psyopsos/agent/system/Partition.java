package org.psyopsos.agent.system;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition, or another block device, as the kernel shows it.
 *
 * @param device such as {@code /dev/mmcblk0p3}
 * @param name the kernel's own
 * @param disk the kernel's name of the device that it is a part of; empty where it is no part
 * @param partUuid in lower case; empty where it is no partition
 * @param label the GPT name
 * @param mountPoints where it is mounted
 */
public record Partition(
    Path device, String name, String disk, String partUuid, String label, List<Path> mountPoints) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}$");

  public Partition {
    mountPoints = List.copyOf(mountPoints);
  }

  /** Its number in the partition table: the kernel ends the name of its device with it. */
  int number() {
    Matcher matcher = NUMBER.matcher(device.toString());
    return matcher.find() ? Integer.parseInt(matcher.group()) : 0;
  }

  /** Where somebody else has mounted it: not below this directory. */
  List<Path> mountPointsOutside(Path directory) {
    return mountPoints.stream().filter(place -> !place.startsWith(directory)).toList();
  }

  @Override
  public String toString() {
    return device + " (" + label + ")";
  }
}
