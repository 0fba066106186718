package org.psyopsos.builder.image;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.builder.filesystem.Ext4;
import org.psyopsos.builder.filesystem.Fat32;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.BoardName;

/**
 * Makes a whole disk image of two verified releases, without privileges: no loop device, no mount.
 * The same releases, layout and secret give the same bytes.
 */
public final class DiskImage {

  /** What a file system needs for itself, generously. */
  private static final long OVERHEAD = 12 * DiskLayout.MIB;

  private final CommandRunner commands;
  private final Path directory;
  private final Progress progress;

  /**
   * Makes images in {@code directory}. The caller holds its lock.
   *
   * @param commands starts the programs that make file systems
   */
  public DiskImage(CommandRunner commands, Path directory, Progress progress) {
    this.commands = commands;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * What goes into an image.
   *
   * @param os both slots' release
   * @param esp the EFI partition's release
   * @param secret the secret partition's content
   */
  public record Content(LocalRelease os, LocalRelease esp, SecretContent secret) {}

  /**
   * Makes {@code psyopsOS.<arch>.<version>.img} and its block map.
   *
   * @throws BadInput where a release is larger than its partition; nothing has been written then
   * @throws NodeFault where the disk has too little room
   */
  public Made make(Content content, DiskLayout layout) throws IOException {
    Manifest os = content.os().manifest();
    boolean isPrivate = !(content.secret() instanceof SecretContent.Empty);
    ImageFile file = new ImageFile(directory.resolve(os.stem() + ".img"), isPrivate);
    DiskPlan plan = new DiskPlan(file.temporary(), layout, os.platform(), os.version());
    requireEachBoard(os, content.esp().manifest());
    requireFits(os, layout.a());
    requireFits(content.esp().manifest(), layout.efi());
    requireRoom(os);
    try (ScratchDirectory scratch = ScratchDirectory.in(directory)) {
      return file.make(plan.table().size(), image -> write(plan, content, scratch));
    }
  }

  private byte[] write(DiskPlan plan, Content content, ScratchDirectory scratch)
      throws IOException {
    Path slot = scratch.directory("slot");
    new ReleaseTree(content.os(), progress).writeSlot(slot);
    Path efi = scratch.directory("efi");
    new ReleaseTree(content.esp(), progress).writeEfi(efi);
    writeTable(plan);
    writeFileSystems(plan, efi, slot, content.secret());
    return new UsedBlocks(commands, progress).blockMap(plan.image(), plan.table());
  }

  private static void writeTable(DiskPlan plan) throws IOException {
    try (FileChannel channel = FileChannel.open(plan.image(), StandardOpenOption.WRITE)) {
      plan.table().writeTo(channel, plan.masterBootRecord());
    }
  }

  private void writeFileSystems(DiskPlan plan, Path efi, Path slot, SecretContent secret)
      throws IOException {
    Ext4 ext4 = new Ext4(commands);
    long total = plan.layout().partitions().stream().mapToLong(DiskLayout.Partition::size).sum();
    try (Progress.Step step = progress.begin("writing partitions", total)) {
      new Fat32(commands).make(plan.efi(), efi);
      step.advance(plan.layout().efi().size());
      new SecretPartition(ext4).write(plan.secret(), secret);
      step.advance(plan.layout().secret().size());
      for (Slot each : Slot.values()) {
        ext4.make(plan.slot(each), Optional.of(slot));
        step.advance(plan.layout().slot(each).size());
      }
    }
  }

  /** No node installs a release that lacks its device tree; nor should a first image hold one. */
  private static void requireEachBoard(Manifest os, Manifest esp) {
    Set<String> trees = os.files().stream().map(Artifact::path).collect(toSet());
    List<String> missing =
        esp.files().stream()
            .map(Artifact::path)
            .flatMap(path -> BoardName.ofReadme(path).stream())
            .map(BoardName::inRelease)
            .filter(tree -> !trees.contains(tree))
            .toList();
    if (!missing.isEmpty()) {
      throw new BadInput(
          Problem.of("the two releases are for different boards")
              .at(os.stem())
              .expected(String.join(" ", missing) + ", for the boards of " + esp.stem())
              .found("none")
              .hint("make both with the same rpi.boards: 'tk mkimage os', 'tk mkimage esp'"));
    }
  }

  static void requireFits(Manifest manifest, DiskLayout.Partition partition) {
    long needed = manifest.contentSize() + manifest.chunks().size() + OVERHEAD;
    if (needed > partition.size()) {
      throw new BadInput(
          Problem.of("the release " + manifest.stem() + " is larger than the partition")
              .at(partition.label())
              .expected("at least " + ByteCount.of(needed))
              .found(ByteCount.of(partition.size()))
              .hint("make the release smaller, or the partition larger in [layout]"));
    }
  }

  /** Once unpacked, once in each slot. */
  private void requireRoom(Manifest os) throws IOException {
    long needed = 3 * os.contentSize() + 4 * OVERHEAD;
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < needed) {
      throw new NodeFault(
          Problem.of("too little room for the image")
              .at(directory)
              .expected(ByteCount.of(needed))
              .found(ByteCount.of(usable))
              .hint("make room, or set output.directory in tk.toml to another disk"));
    }
  }
}
