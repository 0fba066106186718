package org.psyopsos.agent.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;

/** Asks {@code lsblk} for the partitions of all disks. */
final class Lsblk {

  private static final Command COMMAND =
      Command.of(
          "lsblk", "--json", "--list", "--output", "PATH,PKNAME,PARTUUID,PARTLABEL,MOUNTPOINTS");

  private Lsblk() {}

  static List<Partition> partitions(CommandRunner commands, Path root) {
    String output = commands.runOrFail(COMMAND).output();
    List<Partition> partitions = new ArrayList<>();
    for (JsonNode device : parse(output).path("blockdevices")) {
      if (device.path("partuuid").isTextual()) {
        partitions.add(partition(device, root));
      }
    }
    return partitions;
  }

  private static Partition partition(JsonNode device, Path root) {
    List<Path> mountPoints = new ArrayList<>();
    for (JsonNode mountPoint : device.path("mountpoints")) {
      if (mountPoint.isTextual()) {
        mountPoints.add(root.resolve(mountPoint.textValue()));
      }
    }
    return new Partition(
        root.resolve(device.path("path").asText()),
        device.path("pkname").asText(),
        device.path("partuuid").asText().toLowerCase(Locale.ROOT),
        device.path("partlabel").asText(""),
        mountPoints);
  }

  private static JsonNode parse(String output) {
    try {
      return new ObjectMapper().readTree(output);
    } catch (JsonProcessingException e) {
      throw new NodeFault(
          Problem.of("lsblk did not print JSON")
              .at(COMMAND)
              .found(e.getOriginalMessage())
              .hint("util-linux 2.37 or newer is needed"),
          e);
    }
  }
}
