package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.crash.CrashState;
import org.psyopsos.crash.FileTree;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/**
 * What a slot holds.
 *
 * @param release that of its manifest; none where the slot is not complete
 * @param mountable whether Linux mounts it
 * @param complaints what must not be: damage, or a manifest that is not what lies beside it
 */
record SlotLook(Optional<ReleaseVersion> release, boolean mountable, List<String> complaints) {

  /** As Linux finds it. */
  static SlotLook at(CrashState slot, Path scratch) throws IOException {
    return at(ExtractedFiles.of(slot, scratch));
  }

  /** As GRUB finds it, which replays no journal. */
  static SlotLook unreplayed(CrashState slot, Path scratch) throws IOException {
    return at(ExtractedFiles.unreplayed(slot, scratch));
  }

  /** Whether there is a release, and all of it. */
  boolean isWhole() {
    return mountable && release.isPresent() && complaints.isEmpty();
  }

  private static SlotLook at(ExtractedFiles files) {
    List<String> complaints = new ArrayList<>(files.complaints());
    Optional<Manifest> manifest = manifest(files, complaints);
    manifest.ifPresent(of -> compare(of, files, complaints));
    return new SlotLook(manifest.map(Manifest::version), files.mountable(), complaints);
  }

  private static Optional<Manifest> manifest(FileTree files, List<String> complaints) {
    try {
      return files
          .read(Manifest.FILE_NAME)
          .map(bytes -> ManifestCodec.read(bytes, Manifest.FILE_NAME));
    } catch (Untrusted e) {
      complaints.add(e.problem().message());
      return Optional.empty();
    }
  }

  private static void compare(Manifest manifest, FileTree files, List<String> complaints) {
    for (Artifact file : manifest.files()) {
      Optional<Sha256> found = files.read(file.path()).map(Sha256::of);
      if (!found.equals(Optional.of(file.sha256()))) {
        complaints.add(manifest.version() + " is there, but for " + file.path());
      }
    }
  }
}
