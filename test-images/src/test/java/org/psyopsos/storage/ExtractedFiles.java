package org.psyopsos.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.FileTree;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.Directories;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.scenario.Programs;

/**
 * The files of an ext4, copied out of it: as Linux finds them, after its journal was replayed, or
 * as GRUB does, which replays none.
 *
 * @param root the directory where they lie
 * @param mountable whether Linux would mount it: it does not where the superblock was torn. GRUB
 *     asks for no checksum: files are there by the second superblock, if there is one
 * @param complaints what its own checker found wrong, beyond what a journal is for
 */
record ExtractedFiles(Path root, boolean mountable, List<String> complaints) implements FileTree {

  /** e2fsck's status where it has replayed the journal, or mended something, and all is well. */
  private static final int MENDED = 1;

  /** Its status where the superblock does not have its own checksum. */
  private static final int UNREADABLE = 8;

  /** Of a sparse file. */
  private static final int BLOCK = 64 << 10;

  private static final byte[] HOLE = new byte[BLOCK];

  /** Copies them into {@code scratch}, which nobody else uses; what was there before goes. */
  static ExtractedFiles of(CrashState partition, Path scratch) throws IOException {
    String image = write(partition, scratch).toString();
    Path root = emptyRoot(scratch);
    CommandResult replayed = run("e2fsck", "-p", image);
    boolean mountable = replayed.exitStatus() != UNREADABLE;
    CommandResult mended = mountable ? replayed : run("e2fsck", "-f", "-y", image);
    if (mended.exitStatus() == UNREADABLE) { // A small one has no second superblock.
      return new ExtractedFiles(root, false, List.of());
    }
    CommandResult checked = run("e2fsck", "-f", "-n", image);
    List<String> complaints = new ArrayList<>();
    if (mended.exitStatus() > MENDED || checked.exitStatus() != 0) {
      complaints.add("e2fsck: " + mended.output() + checked.output());
    }
    Programs.run("debugfs", "-R", "rdump / " + root, image);
    return new ExtractedFiles(root, mountable, complaints);
  }

  /** Copies them as they lie there, whatever is in the journal; nobody asks for a checksum. */
  static ExtractedFiles unreplayed(CrashState partition, Path scratch) throws IOException {
    String image = write(partition, scratch).toString();
    Path root = emptyRoot(scratch);
    CommandResult copied = run("debugfs", "-n", "-R", "rdump / " + root, image);
    return new ExtractedFiles(root, copied.exitStatus() == 0, List.of());
  }

  @Override
  public Optional<byte[]> read(String path) {
    try {
      Path file = root.resolve(path);
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isShared(String path) {
    return false; // e2fsck would have told.
  }

  private static CommandResult run(String... command) {
    return new ProcessCommandRunner().run(Command.of(command));
  }

  private static Path emptyRoot(Path scratch) throws IOException {
    Path root = scratch.resolve("files");
    if (Files.exists(root)) {
      Directories.delete(root);
    }
    return Files.createDirectories(root);
  }

  private static Path write(CrashState partition, Path scratch) throws IOException {
    Path file = Files.createDirectories(scratch).resolve("partition.img");
    Files.deleteIfExists(file);
    byte[] block = new byte[BLOCK];
    try (RandomAccessFile sparse = new RandomAccessFile(file.toString(), "rw")) {
      sparse.setLength(partition.length());
      for (int at = 0; at < partition.length(); at += BLOCK) {
        partition.read(at, block);
        if (!Arrays.equals(block, HOLE)) {
          sparse.seek(at);
          sparse.write(block);
        }
      }
    }
    return file;
  }
}
