package org.psyopsos.builder.release;

import java.util.ArrayList;
import java.util.List;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.Sha256;

/** Lays files out in a tarball: the manifest, whose length depends on the offsets it states. */
final class ReleaseLayout {

  private static final int BLOCK = 512;
  private static final int END = 2 * BLOCK;

  private final ReleaseDescription description;
  private final List<IndexedFile> files;
  private final Manifest.ChunkIndexFile index;

  ReleaseLayout(ReleaseDescription description, List<IndexedFile> files) {
    this.description = description;
    this.files = List.copyOf(files);
    byte[] bytes = chunkIndex();
    this.index =
        new Manifest.ChunkIndexFile(
            description.stem() + Manifest.ChunkIndexFile.SUFFIX, bytes.length, Sha256.of(bytes));
  }

  /** The bytes of the chunk index. */
  byte[] chunkIndex() {
    return ChunkIndexCodec.write(new ChunkIndex(files.stream().map(IndexedFile::chunks).toList()));
  }

  /** The manifest; offsets and with them its length only grow from round to round. */
  Manifest manifest() {
    long space = BLOCK;
    while (true) {
      Manifest manifest = manifest(space);
      long needed = Manifest.roundUp(ManifestCodec.write(manifest).length);
      if (needed == space) {
        return manifest;
      }
      space = needed;
    }
  }

  private Manifest manifest(long manifestSpace) {
    List<Artifact> artifacts = new ArrayList<>();
    long end = BLOCK + manifestSpace;
    for (IndexedFile file : files) {
      long offset = end + BLOCK;
      artifacts.add(
          new Artifact(
              file.file().path(),
              file.file().role(),
              file.file().mode(),
              file.size(),
              file.sha256(),
              offset));
      end = offset + Manifest.roundUp(file.size());
    }
    return new Manifest(
        description.type(),
        description.repo(),
        description.platform(),
        description.version(),
        description.version().instant(),
        description.kernelVersion(),
        ReleaseDescription.AGENT_VERSION,
        DiskLayout.VERSION,
        description.kernelArguments(),
        new Manifest.Tarball(description.stem() + ".tar", end + END),
        index,
        artifacts);
  }
}
