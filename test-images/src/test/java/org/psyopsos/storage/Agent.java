package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.crash.Extent;
import org.psyopsos.io.CommandResult;
import org.psyopsos.scenario.Programs;

/** The packaged agent, in a namespace of its own; it installs from a directory. */
final class Agent implements AutoCloseable {

  private static final Path PACKAGED =
      Path.of("../node-agent/target/dist").toAbsolutePath().normalize();

  private static final String SETTINGS =
      """
      repo = "storage"
      channel = "stable"
      platform = "x86_64-uefi"
      deaddrop = "http://127.0.0.1:1/"
      """;

  private final Card card;
  private final Path directory;
  private final Namespace namespace;

  private Agent(Card card, Path directory, Namespace namespace) {
    this.card = card;
    this.directory = directory;
    this.namespace = namespace;
  }

  /** An agent whose settings, and whatever else it needs, lie in a directory. */
  static Agent in(Path directory, Card card) throws IOException {
    Files.writeString(directory.resolve("node-agent.toml"), SETTINGS);
    Path programs = StandIns.write(directory.resolve("programs"), card.abilities());
    return new Agent(card, directory, Namespace.open(programs));
  }

  Namespace namespace() {
    return namespace;
  }

  /** Installs what the deaddrop offers onto a card that this machine does not run from. */
  CommandResult apply(Path disk, String... more) {
    return run(application(disk, more));
  }

  /** Starts the same. */
  Process startApply(Path said, Path disk) throws IOException {
    return namespace.start(said, command(application(disk)));
  }

  /** Runs any command. */
  CommandResult run(String... arguments) {
    return namespace.run(command(arguments).toArray(String[]::new));
  }

  /**
   * Runs a command as a node does that runs from slot B of a card: that slot is mounted where the
   * initramfs puts it, and the settings name the partitions.
   */
  CommandResult runOnSlotB(Path disk, String... arguments) throws IOException {
    String loop = namespace.runOrFail("losetup", "--find", "--show", "--partscan", disk.toString());
    try {
      String devices = "[devices]\nefisys = \"%1$sp1\"\na = \"%1$sp3\"\nb = \"%1$sp4\"\n";
      Files.writeString(directory.resolve("node-agent.toml"), SETTINGS + devices.formatted(loop));
      namespace.runOrFail("mkdir", "-p", "/run/psyops/slot");
      namespace.runOrFail("mount", "-t", "ext4", "-o", "ro", loop + "p4", "/run/psyops/slot");
      CommandResult result = run(arguments);
      namespace.runOrFail("umount", "/run/psyops/slot");
      return result;
    } finally {
      namespace.runOrFail("losetup", "--detach", loop);
    }
  }

  /** Mounts a partition of a card for writing, runs a shell script in its root, unmounts it. */
  void inside(Path disk, Extent partition, String script) {
    String loop =
        namespace.runOrFail(
            "losetup",
            "--find",
            "--show",
            "--offset",
            String.valueOf(partition.offset()),
            "--sizelimit",
            String.valueOf(partition.length()),
            disk.toString());
    try {
      namespace.runOrFail("mkdir", "-p", "/run/inside");
      boolean fat = partition.equals(card.efi());
      namespace.runOrFail("mount", "-t", fat ? "vfat" : "ext4", loop, "/run/inside");
      CommandResult result = namespace.run("sh", "-c", "cd /run/inside\n" + script);
      namespace.runOrFail("umount", "/run/inside");
      if (result.exitStatus() != 0) {
        throw new AssertionError(script + ": " + result.errors());
      }
    } finally {
      namespace.runOrFail("losetup", "--detach", loop);
    }
  }

  @Override
  public void close() {
    namespace.close();
  }

  private String[] application(Path disk, String... more) {
    List<String> all = new ArrayList<>(List.of("apply", "--no-reboot", "--disk", disk.toString()));
    all.addAll(List.of("--from", card.deaddrop().toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private List<String> command(String... arguments) {
    List<String> all = new ArrayList<>();
    all.add(Packaged.LAUNCHER.toString());
    all.addAll(List.of("--config", directory.resolve("node-agent.toml").toString()));
    all.addAll(List.of("--root-json", card.rootOfTrust().toString()));
    all.addAll(List.of(arguments));
    return all;
  }

  /** A copy with an archive of its classes, as a node has it: it starts in half the time. */
  private static final class Packaged {
    static final Path LAUNCHER = copied();

    private static Path copied() {
      try {
        Path copy = Path.of("target/storage-agent").toAbsolutePath();
        Programs.run("rm", "-rf", copy.toString());
        Programs.run("cp", "-r", PACKAGED.toString(), copy.toString());
        Path launcher = copy.resolve("usr/sbin/node-agent");
        Path archive = copy.resolve("usr/lib/node-agent/node-agent.jsa");
        Programs.run("env", "NODE_AGENT_DUMP=" + archive, launcher.toString(), "--help");
        return launcher;
      } catch (RuntimeException e) {
        throw new AssertionError("node-agent is not packaged in " + PACKAGED, e);
      }
    }
  }
}
