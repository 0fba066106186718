package org.psyopsos.agent.efi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.psyopsos.grub.BootControl;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.SlotDocuments;

/**
 * What the EFI partition says that it holds, and what it does not hold of that.
 *
 * @param manifest of the release that was written last; none where nobody has left one
 * @param differing paths of that release's files that are missing, unreadable or other ones
 */
public record EfiContents(Optional<Manifest> manifest, List<String> differing) {

  public EfiContents {
    differing = List.copyOf(differing);
  }

  /** Reads every file of the mounted EFI partition that its release names. */
  public static EfiContents read(Path root) {
    Optional<Manifest> manifest = kept(root);
    List<String> differing =
        manifest.stream()
            .flatMap(release -> release.files().stream())
            .filter(file -> !holds(root, file))
            .map(Artifact::path)
            .toList();
    return new EfiContents(manifest, differing);
  }

  public Optional<ReleaseVersion> version() {
    return manifest.map(Manifest::version);
  }

  /** Whether the loader is the release's, all of it. */
  public boolean hasLoader() {
    return manifest
        .filter(release -> differing.stream().anyMatch(release.platform()::isLoader))
        .isEmpty();
  }

  /** Whether all other files are the release's. */
  public boolean isWholeBesideLoader() {
    return manifest
        .filter(release -> differing.stream().allMatch(release.platform()::isLoader))
        .isPresent();
  }

  /** Those of the differing files that are firmware, which {@code --loader} does not write. */
  public List<String> differingFirmware() {
    return manifest.stream()
        .flatMap(release -> differing.stream().filter(release.platform()::isFirmware))
        .toList();
  }

  static Optional<Manifest> kept(Path root) {
    return new SlotDocuments(root.resolve(BootControl.DIRECTORY)).manifest();
  }

  /** Whether a release's file is there, and whole. */
  static boolean holds(Path root, Artifact file) {
    try {
      return Sha256.of(root.resolve(file.path())).equals(file.sha256());
    } catch (IOException e) {
      return false;
    }
  }
}
