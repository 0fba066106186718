package org.psyopsos.agent.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.system.DiskChoice;
import org.psyopsos.agent.system.NamedDevices;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import picocli.CommandLine.Option;

/** Options of commands that can work elsewhere than on the disk that this system booted from. */
final class DiskOptions {

  @Option(
      names = "--disk",
      paramLabel = "DISK",
      description = {
        "A disk that this system does not run from, such as /dev/sdb, or an image of one. Its",
        "committed slot counts as the one that runs, and this machine is not rebooted."
      })
  private @Nullable String disk;

  @Option(
      names = "--device",
      paramLabel = "NAME=DEVICE",
      description = {
        "a, b or efisys: a partition that is not where it usually is; once for each.",
        "[devices] in the settings says so for good."
      })
  private List<String> devices = List.of();

  /** What was chosen; none where nothing was, and the settings count. */
  Optional<DiskChoice> choice(NodeAgent agent) {
    if (disk != null && !devices.isEmpty()) {
      throw new BadInput(
          Problem.of("two places to work at")
              .at("--disk and --device")
              .expected("one of the two")
              .hint("--device is for this node's own partitions"));
    }
    return disk == null ? named(agent) : Optional.of(DiskChoice.other(agent.resolve(disk)));
  }

  private Optional<DiskChoice> named(NodeAgent agent) {
    NamedDevices named = NamedDevices.NONE;
    for (String text : devices) {
      String[] words = text.split("=", 2);
      if (words.length < 2 || words[1].isEmpty()) {
        throw new BadInput(
            Problem.of("not a name and a device")
                .at("--device")
                .expected("such as a=/dev/sda2")
                .found("'" + text + "'"));
      }
      named = named.with(words[0], agent.resolve(words[1]).toString());
    }
    return devices.isEmpty() ? Optional.empty() : Optional.of(DiskChoice.of(named));
  }
}
