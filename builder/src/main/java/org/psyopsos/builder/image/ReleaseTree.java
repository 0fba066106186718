package org.psyopsos.builder.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.grub.BootControl;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.trust.SignedDocument;

/** A release's files in a scratch directory, as a partition will hold them. */
final class ReleaseTree {

  private final LocalRelease release;
  private final Progress progress;

  ReleaseTree(LocalRelease release, Progress progress) {
    this.release = release;
    this.progress = progress;
  }

  /** A complete slot: the code that updates a node writes it. */
  void writeSlot(Path directory) throws IOException {
    byte[] chunks = unpack(directory);
    new SlotDirectory(directory).complete(release.release(), chunks);
  }

  /** An EFI partition: the release's files, its manifest, and a boot environment for slot A. */
  void writeEfi(Path directory) throws IOException {
    writeEfiFiles(directory);
    BootControl.create(directory.resolve(BootControl.DIRECTORY), BootState.committed(Slot.A));
  }

  /** The same without a boot environment. */
  void writeEfiFiles(Path directory) throws IOException {
    unpack(directory);
    Path grub = directory.resolve(BootControl.DIRECTORY);
    SignedDocument manifest = release.release().signed();
    Files.write(grub.resolve(SlotFiles.MANIFEST), manifest.bytes());
    for (Map.Entry<String, byte[]> signature :
        SignatureObjects.of(SlotFiles.MANIFEST, manifest.signatures()).entrySet()) {
      Files.write(grub.resolve(signature.getKey()), signature.getValue());
    }
  }

  private byte[] unpack(Path directory) throws IOException {
    byte[] chunks = Files.readAllBytes(release.chunks());
    long size = release.manifest().contentSize();
    String what = "unpacking " + release.manifest().stem();
    try (Progress.Step step = progress.begin(what, size);
        InputStream tarball = new BufferedInputStream(Files.newInputStream(release.tarball()))) {
      SlotAssembly.unpack(
          directory,
          release.release(),
          ChunkIndexCodec.read(chunks, release.manifest()),
          tarball,
          step::advance);
    }
    return chunks;
  }
}
