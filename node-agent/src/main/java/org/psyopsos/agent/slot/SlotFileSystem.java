package org.psyopsos.agent.slot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.Directories;
import org.psyopsos.layout.Slot;

/**
 * Gets a slot mounted for writing, whatever is in it: at worst with a new file system, of the same
 * label. Its UUID is then another one: nobody looks for slots by that.
 */
final class SlotFileSystem {

  /** What GRUB 2.06 and U-Boot cannot read. */
  private static final String FEATURES = "^metadata_csum_seed,^orphan_file";

  /** e2fsck's status where nothing was wrong, and where all that was could be mended. */
  private static final int SOUND = 0;

  private static final int MENDED = 3;

  /** Left damaged, and "operational error", which a destroyed superblock is, too: e2fsck(8). */
  private static final int VERDICTS = 15;

  /** More than a slot holds beside its release: documents, signatures, directories. */
  private static final int OTHER_FILES = 32;

  private final Node node;
  private final Consumer<String> log;

  SlotFileSystem(Node node, Consumer<String> log) {
    this.node = node;
    this.log = log;
  }

  /**
   * Checks it, mends it, mounts it.
   *
   * @param slot one that is neither running nor committed
   */
  Mounted mountForWriting(Slot slot) {
    return isSound(slot) ? mountReadable(slot).orElseGet(() -> mountNew(slot)) : mountNew(slot);
  }

  /** One whose directories cannot all be read takes no release: e2fsck may see nothing wrong. */
  private Optional<Mounted> mountReadable(Slot slot) {
    try {
      Mounted mounted = node.mountSlot(slot, Mode.READ_WRITE);
      try {
        Directories.walk(mounted.path());
        return Optional.of(mounted);
      } catch (IOException e) {
        log.accept("slot " + slot + " has directories that cannot be read: " + e.getMessage());
        mounted.close();
      }
    } catch (NodeFault e) {
      log.accept("slot " + slot + " cannot be mounted: " + e.problem().found());
    }
    return Optional.empty();
  }

  /**
   * Whether so many files more can be made in a mounted slot: there may be room for their bytes,
   * and no inode left. Java cannot ask for these.
   */
  boolean takesFiles(Path root, int count) {
    String free =
        node.host()
            .commands()
            .runOrFail("stat", "-f", "-c", "%d", root.toString())
            .output()
            .strip();
    return Long.parseLong(free) >= count + OTHER_FILES;
  }

  /**
   * Checks the file system, repairs it if needed, and says whether it is sound afterwards. On a
   * sound one this takes an instant.
   */
  private boolean isSound(Slot slot) {
    int status = check(slot).exitStatus();
    if (status > SOUND && status <= MENDED) {
      log.accept("the file system of slot " + slot + " was damaged, and is mended");
      node.remember("the file system of slot " + slot + " was checked and mended");
    }
    return status >= SOUND && status <= MENDED;
  }

  private CommandResult check(Slot slot) {
    String device = node.slot(slot).device().toString();
    try {
      CommandResult result = node.host().commands().run(Command.of("e2fsck", "-p", device));
      requireUnused(device, result);
      requireVerdict(device, result);
      return result;
    } catch (BadInput e) {
      log.accept("slot " + slot + " is not checked: " + e.problem().message());
      return new CommandResult(SOUND, "", "");
    }
  }

  /** Another mount namespace, or a volume made of it: lsblk does not show who has it open. */
  private static void requireUnused(String device, CommandResult result) {
    String said = result.output() + result.errors();
    if (said.contains(device + " is in use") || said.contains(device + " is mounted")) {
      throw new NodeFault(
          Problem.of("the slot to be written is in use")
              .at(device)
              .expected("no other user of the device")
              .found("it is in use")
              .hint("another container or a volume made of it may: lsof " + device));
    }
  }

  /** A program that was killed, or had not enough memory, says nothing of what it looked at. */
  private static void requireVerdict(String device, CommandResult result) {
    String said = (result.output() + result.errors()).strip();
    int status = result.exitStatus();
    boolean hasEnded = status >= SOUND && status <= VERDICTS;
    if (!hasEnded || said.toLowerCase(Locale.ROOT).contains("memory")) {
      throw new NodeFault(
          Problem.of("the slot to be written could not be checked")
              .at(device)
              .expected("e2fsck's verdict on its file system")
              .found("exit status " + status + (said.isEmpty() ? "" : ": " + said))
              .hint("the next run tries it again; was there too little memory?"));
    }
  }

  private Mounted mountNew(Slot slot) {
    log.accept("slot " + slot + " gets a new file system");
    node.host()
        .commands()
        .runOrFail(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-m",
            "0",
            "-O",
            FEATURES,
            "-L",
            node.slot(slot).label(),
            node.slot(slot).device().toString());
    node.remember("slot " + slot + " got a new file system");
    return node.mountSlot(slot, Mode.READ_WRITE);
  }
}
