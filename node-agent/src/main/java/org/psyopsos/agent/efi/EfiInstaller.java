package org.psyopsos.agent.efi;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.psyopsos.agent.slot.InstallPlan;
import org.psyopsos.agent.slot.TarballFetch;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.agent.system.Node;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.ReadBack;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.VerifiedRelease;

/**
 * Puts a verified EFI release onto the EFI partition. The boot environment is not touched. A crash
 * anywhere leaves a partition that boots, and that the next run fills.
 */
public final class EfiInstaller {

  /** fsck.vfat's status where it has mended what it found. */
  private static final int MENDED = 1;

  private final Node node;
  private final ReleaseSource source;
  private final Consumer<String> log;

  public EfiInstaller(Node node, ReleaseSource source, Consumer<String> log) {
    this.node = node;
    this.source = source;
    this.log = log;
  }

  /**
   * Installs. Each step is on the medium before the next begins: the partition is mounted anew
   * between them, and what is compared was read from the medium.
   *
   * @param loader whether the loader is replaced, too
   * @throws org.psyopsos.failure.NodeFault where the partition is in use, too small or failing, or
   *     has other firmware than goes with the loader
   * @throws org.psyopsos.failure.Untrusted where the loader does not start this board, or the
   *     source gives other bytes than were signed
   * @throws org.psyopsos.failure.Unreachable where it does not give them all
   */
  public Traffic install(VerifiedRelease release, boolean loader) {
    Manifest manifest = release.manifest();
    EfiScope scope = scope(release, loader);
    ChunkIndex index = index(release);
    mendLeftovers();
    Arrived arrived = mounted(Mode.READ_WRITE, scope, efi -> assemble(release, index, efi));
    ReadBack readBack = new ReadBack(release, index);
    looking(scope, efi -> efi.requireArrived(readBack, arrived.files()));
    writing(scope, efi -> efi.settle(manifest, arrived.files()));
    looking(scope, efi -> efi.requireContent(manifest));
    log.accept("read back and compared");
    writing(scope, efi -> efi.complete(release));
    return arrived.traffic();
  }

  /** Says what {@link #install} would do, and changes nothing. */
  public InstallPlan plan(VerifiedRelease release, boolean loader) {
    Manifest manifest = release.manifest();
    EfiScope scope = scope(release, loader);
    ChunkIndex index = index(release);
    return mounted(
        Mode.READ_ONLY,
        scope,
        efi -> {
          SlotAssembly assembly = SlotAssembly.begin(efi, release, index, List.of(), bytes -> {});
          efi.requireRoom(manifest, assembly.bytesBeside());
          return new InstallPlan(
              manifest.version(),
              "the EFI partition",
              assembly.planned(),
              efi.staleBytes(manifest));
        });
  }

  /** What lies beside the old files. */
  private record Arrived(List<Artifact> files, Traffic traffic) {}

  private Arrived assemble(VerifiedRelease release, ChunkIndex index, EfiDirectory efi) {
    Manifest manifest = release.manifest();
    efi.clearLeftovers(manifest);
    efi.keepSpare();
    SlotAssembly assembly = SlotAssembly.begin(efi, release, index, List.of(), bytes -> {});
    efi.requireRoom(manifest, assembly.bytesBeside());
    new TarballFetch(source, release, assembly)
        .run(() -> log.accept("writing " + manifest.version() + " to the EFI partition"));
    List<Artifact> files = assembly.end();
    Traffic traffic = Traffic.of(assembly.counts());
    log.accept(traffic.message());
    return new Arrived(files, traffic);
  }

  private ChunkIndex index(VerifiedRelease release) {
    return ChunkIndexCodec.read(source.chunkIndex(release), release.manifest());
  }

  /**
   * A power cut may have left a name of a file before the clusters of that file: on whatever reads
   * or deletes it Linux stops writing to the whole partition.
   */
  private void mendLeftovers() {
    if (node.readingEfi(EfiDirectory::hasLeftovers)) {
      int status = node.checkEfi();
      if (status == MENDED) {
        node.remember("the file system of the EFI partition was checked and mended");
      } else if (status != 0) {
        log.accept("the file system of the EFI partition could not be checked");
      }
    }
  }

  /** Refuses what can be refused before anything is fetched. */
  private EfiScope scope(VerifiedRelease release, boolean loader) {
    node.requireEfiFree();
    EfiScope scope = EfiScope.of(release.manifest(), loader);
    if (loader) {
      node.readingEfi(
          root -> {
            new BoardLoader(node.board()).require(release, new EfiDirectory(root, scope));
            Firmware.require(release.manifest(), root);
            return root;
          });
    }
    return scope;
  }

  private void looking(EfiScope scope, Consumer<EfiDirectory> look) {
    mounted(Mode.READ_ONLY, scope, returning(look));
  }

  private void writing(EfiScope scope, Consumer<EfiDirectory> step) {
    mounted(Mode.READ_WRITE, scope, returning(step));
  }

  private static Function<EfiDirectory, EfiDirectory> returning(Consumer<EfiDirectory> step) {
    return efi -> {
      step.accept(efi);
      return efi;
    };
  }

  private <T> T mounted(Mode mode, EfiScope scope, Function<EfiDirectory, T> step) {
    try (Mounted partition = node.mountEfi(mode)) {
      return step.apply(new EfiDirectory(partition.path(), scope));
    }
  }
}
