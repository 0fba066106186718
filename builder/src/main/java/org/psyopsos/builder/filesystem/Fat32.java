package org.psyopsos.builder.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandRunner;

/** Makes FAT32 file systems by {@code mkfs.vfat} and mtools; the same input, the same bytes. */
public final class Fat32 {

  private static final int SECTOR = 512;

  /** Fewer clusters make another kind of FAT, by Microsoft's definition. */
  private static final long FEWEST_CLUSTERS = 65_525;

  private static final long LARGEST_WITH_SMALL_CLUSTERS = 260L << 20;
  private static final int LONGEST_LABEL = 11;

  /**
   * With a digit it takes 15 of a directory's entries. A cluster may be a sector, of 16 of them,
   * and mtools lets a directory grow by one cluster for a name.
   */
  private static final String LONG_NAME = "x".repeat(180);

  private static final int ROOM = 6;

  private final CommandRunner commands;

  public Fat32(CommandRunner commands) {
    this.commands = new DebianTools(commands);
  }

  /**
   * Refuses what {@link #make} could not make.
   *
   * @throws BadInput where the size or label is not one of a FAT32 file system
   */
  public static void require(Volume volume) {
    long smallest = (FEWEST_CLUSTERS + 4096) * SECTOR;
    if (volume.range().length() < smallest) {
      throw new BadInput(
          Problem.of("too small for FAT32")
              .at(volume.label())
              .expected("at least " + ((smallest >> 20) + 1) + " MiB")
              .found((volume.range().length() >> 20) + " MiB"));
    }
    volume.requireLabel(LONGEST_LABEL, "FAT");
    if (volume.label().contains(".")) {
      throw new BadInput(
          Problem.of("not a label of a FAT file system")
              .at(volume.label())
              .expected("no dot")
              .hint("set another label in the settings file's [layout]"));
    }
  }

  /**
   * Makes the file system at its place in the image and copies {@code tree} into it: directories
   * and files in the order of their names, all of one time. Each directory has room for new names:
   * one that grows while the power fails may end before its last names, or cannot be read at all.
   */
  public void make(Volume volume, Path tree) throws IOException {
    require(volume);
    format(volume);
    for (Path path : sorted(tree)) {
      String target = "::/" + tree.relativize(path);
      if (Files.isDirectory(path)) {
        mtools(volume, "mmd", "-i", drive(volume), target);
      } else {
        mtools(volume, "mcopy", "-i", drive(volume), path.toString(), target);
      }
    }
    widen(volume, "::/");
    for (Path path : sorted(tree)) {
      if (Files.isDirectory(path)) {
        widen(volume, "::/" + tree.relativize(path) + "/");
      }
    }
  }

  /** A directory does not shrink when names in it are deleted. */
  private void widen(Volume volume, String directory) {
    for (int i = 0; i < ROOM; i++) {
      String name = directory + i + LONG_NAME;
      mtools(volume, Command.of("mcopy", "-i", drive(volume), "-", name).withInput(""));
    }
    for (int i = 0; i < ROOM; i++) {
      mtools(volume, Command.of("mdel", "-i", drive(volume), directory + i + LONG_NAME));
    }
  }

  /**
   * Copies a file out of the file system.
   *
   * @param image that holds it
   * @param start where in the image it begins, in bytes
   * @param path inside it, for example {@code grub/env.a}
   * @return whether it was there and could be read
   */
  public boolean copyOut(Path image, long start, String path, Path target) {
    Command command =
        Command.of("mcopy", "-i", drive(image, start), "::/" + path, target.toString());
    return commands.run(command.withEnvironment(Map.of("MTOOLSRC", "/dev/null"))).exitStatus() == 0;
  }

  /**
   * The bytes of the image that a file system uses: its tables, and each cluster in use. Empty
   * where the range holds no FAT32.
   */
  public static Optional<List<ByteRange>> used(FileChannel image, ByteRange range)
      throws IOException {
    return FatTable.isAt(image, range.start())
        ? Optional.of(new FatTable(image, range.start()).used())
        : Optional.empty();
  }

  private void format(Volume volume) {
    ByteRange range = volume.range();
    commands.runOrFail(
        "mkfs.vfat",
        "--invariant",
        "-F",
        "32",
        "-S",
        String.valueOf(SECTOR),
        "-s",
        range.length() <= LARGEST_WITH_SMALL_CLUSTERS ? "1" : "8",
        "-i",
        volume.id().volumeId(),
        "-n",
        volume.label(),
        "-h",
        String.valueOf(range.start() / SECTOR),
        "--offset=" + range.start() / SECTOR,
        volume.image().toString(),
        String.valueOf(range.length() / 1024));
  }

  private void mtools(Volume volume, String... arguments) {
    mtools(volume, Command.of(arguments));
  }

  private void mtools(Volume volume, Command command) {
    Map<String, String> environment =
        Map.of(
            "SOURCE_DATE_EPOCH",
            String.valueOf(volume.time().getEpochSecond()),
            "TZ",
            "UTC",
            "MTOOLSRC",
            "/dev/null");
    commands.runOrFail(command.withEnvironment(environment));
  }

  private static String drive(Volume volume) {
    return drive(volume.image(), volume.range().start());
  }

  private static String drive(Path image, long start) {
    return image + "@@" + start;
  }

  private static List<Path> sorted(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(path -> !path.equals(tree)).sorted().toList();
    }
  }
}
