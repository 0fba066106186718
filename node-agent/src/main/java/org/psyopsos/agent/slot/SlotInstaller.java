package org.psyopsos.agent.slot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.ReleaseUnpacker;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.RootChain;

/**
 * Puts a verified release into the slot that does not run. Until the last step the slot has no
 * manifest, so nothing boots it; a crash anywhere leaves a slot that the next run fills.
 */
public final class SlotInstaller {

  private final Node node;
  private final ReleaseSource source;
  private final Consumer<String> log;

  public SlotInstaller(Node node, ReleaseSource source, Consumer<String> log) {
    this.node = node;
    this.source = source;
    this.log = log;
  }

  /**
   * Installs.
   *
   * @param roots whom to believe from now on; kept beside the release
   * @param slot neither booted nor committed
   * @throws NodeFault where the slot is in use, too small or failing
   * @throws org.psyopsos.failure.Untrusted where the source gives other bytes than were signed
   * @throws Unreachable where it does not give them all
   */
  public StagedSlot install(VerifiedRelease release, RootChain roots, Slot slot) {
    requireIdle(slot);
    byte[] chunkIndex = source.chunkIndex(release);
    ChunkIndex index = ChunkIndexCodec.read(chunkIndex, release.manifest());
    if (!isThere(release, slot)) {
      write(release, index, slot);
      readBack(release, slot);
    }
    complete(release, roots, chunkIndex, slot);
    return new StagedSlot(slot, release.manifest().version());
  }

  private void requireIdle(Slot slot) {
    if (slot == node.booted()) {
      throw new NodeFault(
          Problem.of("the running slot is not written to")
              .at("slot " + slot)
              .expected("slot " + slot.other()));
    }
    node.requireFree(slot);
  }

  /** Whether a run that was cut off before its last step had already finished this one. */
  private boolean isThere(VerifiedRelease release, Slot slot) {
    try {
      return node.reading(slot, root -> holds(root, release));
    } catch (NodeFault e) {
      return false;
    }
  }

  private static boolean holds(Path root, VerifiedRelease release) {
    try {
      byte[] there = BoundedFiles.read(root.resolve(SlotFiles.MANIFEST), Json.MAX_BYTES);
      if (!Arrays.equals(there, release.signed().bytes())) {
        return false;
      }
      new SlotDirectory(root).requireContent(release.manifest());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void write(VerifiedRelease release, ChunkIndex index, Slot slot) {
    try (Mounted mounted = new SlotFileSystem(node, log).mountForWriting(slot)) {
      SlotDirectory directory = new SlotDirectory(mounted.path());
      directory.requireRoom(release.manifest());
      try (InputStream tarball = source.tarball(release)) {
        log.accept("writing " + release.manifest().version() + " to slot " + slot);
        directory.invalidate();
        directory.removeStale(release.manifest());
        unpack(release, index, tarball, mounted.path());
      }
    } catch (IOException e) {
      throw new Unreachable(
          Problem.of("the tarball cannot be read to its end")
              .at(release.manifest().tarball().name())
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }

  private void unpack(VerifiedRelease release, ChunkIndex index, InputStream tarball, Path root)
      throws IOException {
    WriteProgress progress = new WriteProgress(release.manifest().contentSize(), log);
    ReleaseUnpacker.Counts counts =
        new ReleaseUnpacker(root, progress::add).unpack(release, index, tarball);
    log.accept(
        "written: " + counts.written() + " bytes; there already: " + counts.skipped() + " bytes");
  }

  /** A fresh mount has nothing cached: what is compared comes from the medium. */
  private void readBack(VerifiedRelease release, Slot slot) {
    try (Mounted mounted = node.mountSlot(slot, Mode.READ_ONLY)) {
      new SlotDirectory(mounted.path()).requireContent(release.manifest());
    }
    log.accept("read back and compared");
  }

  private void complete(VerifiedRelease release, RootChain roots, byte[] chunkIndex, Slot slot) {
    try (Mounted mounted = node.mountSlot(slot, Mode.READ_WRITE)) {
      SlotDirectory directory = new SlotDirectory(mounted.path());
      directory.keepRoots(roots);
      directory.complete(release, chunkIndex);
    }
  }
}
