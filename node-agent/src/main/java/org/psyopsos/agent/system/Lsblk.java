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

/** Asks {@code lsblk} for all block devices. */
final class Lsblk {

  private static final Command COMMAND =
      Command.of(
          "lsblk",
          "--json",
          "--list",
          "--output",
          "PATH,KNAME,PKNAME,PARTUUID,PARTLABEL,MOUNTPOINTS");

  private Lsblk() {}

  static List<Partition> devices(CommandRunner commands, Path root) {
    String output = commands.runOrFail(COMMAND).output();
    List<Partition> devices = new ArrayList<>();
    for (JsonNode device : parse(output).path("blockdevices")) {
      devices.add(device(device, root));
    }
    return devices;
  }

  private static Partition device(JsonNode device, Path root) {
    List<Path> mountPoints = new ArrayList<>();
    for (JsonNode mountPoint : device.path("mountpoints")) {
      if (mountPoint.isTextual()) {
        mountPoints.add(root.resolve(mountPoint.textValue()));
      }
    }
    return new Partition(
        root.resolve(device.path("path").asText()),
        text(device, "kname"),
        text(device, "pkname"),
        text(device, "partuuid").toLowerCase(Locale.ROOT),
        text(device, "partlabel"),
        mountPoints);
  }

  private static String text(JsonNode device, String column) {
    return device.path(column).textValue() == null ? "" : device.path(column).textValue();
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
