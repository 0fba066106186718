package org.psyopsos.agent.slot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.ReadBack;
import org.psyopsos.release.Seed;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.SlotDocuments;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.RootChain;
import org.psyopsos.trust.SignedDocument;

/**
 * Puts a verified release into the slot that does not run. The slot keeps what it holds until the
 * release lies beside that as a whole, where there is room for both; then it has no manifest until
 * the last step, so that nothing boots it. A crash anywhere leaves a slot that the next run fills.
 */
public final class SlotInstaller {

  private final Node node;
  private final ReleaseSource source;
  private final Consumer<String> log;
  private final SlotFileSystem fileSystem;

  public SlotInstaller(Node node, ReleaseSource source, Consumer<String> log) {
    this.node = node;
    this.source = source;
    this.log = log;
    this.fileSystem = new SlotFileSystem(node, log);
  }

  /**
   * Installs.
   *
   * @param roots whom to believe from now on; kept beside the release
   * @param followed the channel document that the node has followed so far, for a release that none
   *     offers
   * @param slot neither booted nor committed
   * @throws NodeFault where the slot is in use, too small or failing
   * @throws org.psyopsos.failure.Untrusted where the source gives other bytes than were signed
   * @throws org.psyopsos.failure.Unreachable where it does not give them all
   */
  public StagedSlot install(
      VerifiedRelease release, RootChain roots, Optional<SignedDocument> followed, Slot slot) {
    requireIdle(slot);
    byte[] chunkIndex = source.chunkIndex(release);
    ChunkIndex index = ChunkIndexCodec.read(chunkIndex, release.manifest());
    Optional<Written> written = Optional.empty();
    if (!isThere(release, slot)) {
      written = Optional.of(write(release, index, slot));
      readBack(new ReadBack(release, index), written.get().arrived(), slot);
    }
    try (Mounted mounted = node.mountSlot(slot, Mode.READ_WRITE)) {
      SlotDirectory directory = new SlotDirectory(mounted.path());
      written.ifPresent(files -> directory.settle(release.manifest(), files.arrived()));
      new SlotDocuments(mounted.path()).keepRoots(roots);
      directory.complete(release, chunkIndex, followed);
    }
    replayJournal(slot);
    return new StagedSlot(
        slot, release.manifest().version(), written.map(Written::traffic).orElse(Traffic.NONE));
  }

  /**
   * What an installation has written so far.
   *
   * @param arrived files of the release that lie beside what the slot holds
   * @param traffic what that took
   */
  private record Written(List<Artifact> arrived, Traffic traffic) {}

  /** Says what {@link #install} would do, and changes nothing. */
  public InstallPlan plan(VerifiedRelease release, Slot slot) {
    requireIdle(slot);
    ChunkIndex index = ChunkIndexCodec.read(source.chunkIndex(release), release.manifest());
    return node.reading(
        node.booted(),
        running -> node.reading(slot, root -> plan(release, index, slot, root, running)));
  }

  private static InstallPlan plan(
      VerifiedRelease release, ChunkIndex index, Slot slot, Path root, Path running) {
    SlotDirectory directory = new SlotDirectory(root);
    directory.requireRoom(release.manifest());
    SlotAssembly assembly =
        SlotAssembly.begin(directory, release, index, seeds(root, running), bytes -> {});
    return new InstallPlan(
        release.manifest().version(),
        "slot " + slot,
        assembly.planned(),
        directory.staleBytes(release.manifest()));
  }

  private static List<Seed> seeds(Path root, Path running) {
    return Stream.of(root, running).flatMap(at -> Seed.of(at).stream()).toList();
  }

  /** Refuses the slot that runs, or would, and one that is in use or cannot be written to. */
  public void requireIdle(Slot slot) {
    if (slot == node.booted()) {
      throw new NodeFault(
          Problem.of(
                  node.isRunning()
                      ? "the running slot is not written to"
                      : "the committed slot is not written to")
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

  private Written write(VerifiedRelease release, ChunkIndex index, Slot slot) {
    try (Mounted mounted = fileSystem.mountForWriting(slot)) {
      return node.reading(
          node.booted(), running -> write(release, index, slot, mounted.path(), running));
    }
  }

  private Written write(
      VerifiedRelease release, ChunkIndex index, Slot slot, Path root, Path running) {
    Manifest manifest = release.manifest();
    SlotDirectory directory = new SlotDirectory(root);
    directory.requireRoom(manifest);
    WriteProgress progress = new WriteProgress(manifest.contentSize(), log);
    SlotAssembly assembly =
        SlotAssembly.begin(directory, release, index, seeds(root, running), progress::add);
    Runnable prepare =
        () -> {
          log.accept("writing " + manifest.version() + " to slot " + slot);
          if (!directory.hasRoomBeside(assembly.bytesBeside())
              || !fileSystem.takesFiles(root, manifest.files().size())) {
            log.accept("there is no room beside what slot " + slot + " holds: that goes first");
            directory.makeRoom(manifest);
          }
          directory.clearIncoming(manifest);
        };
    new TarballFetch(source, release, assembly).run(prepare);
    List<Artifact> arrived = assembly.end();
    Traffic traffic = Traffic.of(assembly.counts());
    log.accept(traffic.message());
    return new Written(arrived, traffic);
  }

  /**
   * GRUB replays no journal. Where a write to its place has failed, only the journal holds it, and
   * unmounting told nobody: mounted once more, Linux puts it there, or refuses to mount.
   */
  private void replayJournal(Slot slot) {
    node.mountSlot(slot, Mode.READ_ONLY).close();
  }

  /** While the old release is still there; a fresh mount has nothing cached. */
  private void readBack(ReadBack readBack, List<Artifact> arrived, Slot slot) {
    try (Mounted mounted = node.mountSlot(slot, Mode.READ_ONLY)) {
      readBack.require(new SlotDirectory(mounted.path()), arrived);
    }
    log.accept("read back and compared");
  }
}
