package org.psyopsos.builder.filesystem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;

/**
 * Makes ext4 file systems by {@code mke2fs} and {@code debugfs}, readable for GRUB 2.06 and U-Boot;
 * the same input, the same bytes. Everything in them belongs to root; modes are kept.
 */
public final class Ext4 {

  static final int BLOCK = 4096;

  /** Debian 12's, but for two that GRUB 2.06 or older tools do not know. */
  private static final String FEATURES =
      "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,"
          + "large_file,huge_file,dir_nlink,extra_isize,metadata_csum,"
          + "^metadata_csum_seed,^orphan_file";

  private static final int INODES = 4096;
  private static final int JOURNAL_MIB = 4;
  private static final long SMALLEST = 16L << 20;
  private static final int LONGEST_LABEL = 16;

  private final CommandRunner commands;

  public Ext4(CommandRunner commands) {
    this.commands = new DebianTools(commands);
  }

  /**
   * Refuses what {@link #make} could not make.
   *
   * @throws BadInput where the size or label is not one of an ext4 file system
   */
  public static void require(Volume volume) {
    if (volume.range().length() < SMALLEST) {
      throw new BadInput(
          Problem.of("too small for a partition with a journal")
              .at(volume.label())
              .expected("at least " + (SMALLEST >> 20) + " MiB")
              .found((volume.range().length() >> 20) + " MiB"));
    }
    volume.requireLabel(LONGEST_LABEL, "ext4");
  }

  /**
   * Makes the file system at its place in the image, with a copy of {@code tree} where one is
   * given.
   *
   * @throws BadInput where the tree does not fit or holds what cannot be copied
   */
  public void make(Volume volume, Optional<Path> tree) throws IOException {
    require(volume);
    if (tree.isPresent()) {
      Path real = tree.get().toRealPath(); // mke2fs follows a link here, a walk does not
      List<String> paths = Ext4Tree.paths(real);
      format(volume, Optional.of(real));
      settle(volume, paths);
    } else {
      format(volume, tree);
    }
  }

  /**
   * The bytes of the image that the file system uses; the journal and all tables are among them.
   */
  public List<ByteRange> used(Volume volume) {
    String told = run(volume, Command.of("dumpe2fs", place(volume))).output();
    return Ext4Usage.used(told, volume.range());
  }

  private void format(Volume volume, Optional<Path> tree) {
    List<String> arguments = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-t", "ext4"));
    arguments.addAll(List.of("-O", FEATURES, "-b", String.valueOf(BLOCK), "-I", "256"));
    arguments.addAll(List.of("-N", String.valueOf(INODES), "-J", "size=" + JOURNAL_MIB));
    arguments.addAll(List.of("-m", "0", "-L", volume.label(), "-U", volume.id().toString()));
    arguments.addAll(List.of("-E", extendedOptions(volume)));
    tree.ifPresent(directory -> arguments.addAll(List.of("-d", directory.toString())));
    arguments.add(volume.image().toString());
    arguments.add((volume.range().length() >> 10) + "k");
    Command command = Command.of(arguments);
    CommandResult result = commands.run(command.withEnvironment(environment(volume)));
    if (result.exitStatus() != 0) {
      throw failure(volume, command, result);
    }
  }

  private static String extendedOptions(Volume volume) {
    return String.join(
        ",",
        "offset=" + volume.range().start(),
        "hash_seed=" + Guid.derivedFrom(volume.id().toString(), "hash seed"),
        "root_owner=0:0",
        "no_copy_xattrs",
        "lazy_itable_init=0",
        "lazy_journal_init=0",
        "nodiscard");
  }

  /** What mke2fs copies from the source and must not depend on it: owners and times. */
  private void settle(Volume volume, List<String> paths) {
    String time = "@" + volume.time().getEpochSecond();
    StringBuilder script = new StringBuilder();
    for (String path : paths) {
      for (String owner : List.of("uid", "gid")) {
        script.append("sif \"").append(path).append("\" ").append(owner).append(" 0\n");
      }
      for (String field : List.of("atime", "ctime", "mtime", "crtime")) {
        script.append("sif \"").append(path).append("\" ").append(field).append(' ');
        script.append(time).append('\n');
      }
    }
    Command command = Command.of("debugfs", "-w", "-f", "-", place(volume));
    CommandResult result = run(volume, command.withInput(script.toString()));
    requireQuiet(command, result);
  }

  /** debugfs ends well whatever happened; a complaint is any line but its own name's. */
  private static void requireQuiet(Command command, CommandResult result) {
    Optional<String> complaint =
        result.errors().lines().filter(line -> !line.startsWith("debugfs 1.")).findFirst();
    if (complaint.isPresent()) {
      throw new NodeFault(Problem.of("debugfs complains").at(command).found(complaint.get()));
    }
  }

  private CommandResult run(Volume volume, Command command) {
    return commands.runOrFail(command.withEnvironment(environment(volume)));
  }

  private static Map<String, String> environment(Volume volume) {
    return Map.of(
        "E2FSPROGS_FAKE_TIME",
        String.valueOf(volume.time().getEpochSecond()),
        "MKE2FS_CONFIG",
        "/dev/null",
        "TZ",
        "UTC");
  }

  private static String place(Volume volume) {
    return volume.image() + "?offset=" + volume.range().start();
  }

  private static RuntimeException failure(Volume volume, Command command, CommandResult result) {
    NodeFault failed = result.failure(command);
    if (!result.errors().contains("Could not allocate")) {
      return failed;
    }
    return new BadInput(
        Problem.of("the content is larger than the partition")
            .at(volume.label())
            .expected("at most " + (volume.range().length() >> 20) + " MiB with the file system")
            .hint("make the content smaller, or the partition larger in the settings file"),
        failed);
  }
}
