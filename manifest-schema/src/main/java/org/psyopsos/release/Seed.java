package org.psyopsos.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.SlotFiles;

/**
 * A slot whose release may share chunks with another one. It is not believed: what it says only
 * tells where to look, and what is found there is hashed.
 */
public final class Seed {

  private final Path root;
  private final Manifest manifest;
  private final ChunkIndex index;

  private Seed(Path root, Manifest manifest, ChunkIndex index) {
    this.root = root;
    this.manifest = manifest;
    this.index = index;
  }

  /**
   * Where a chunk may lie.
   *
   * @param offset of its first byte in the file
   */
  record Place(Path file, long offset) {}

  /** The release in this slot; none where it is not complete, or cannot be read. */
  public static Optional<Seed> of(Path root) {
    try {
      Optional<Manifest> manifest = new SlotDocuments(root).manifest();
      if (manifest.isEmpty() || !Files.isRegularFile(root.resolve(SlotFiles.CHUNKS))) {
        return Optional.empty();
      }
      byte[] chunks = BoundedFiles.read(root.resolve(SlotFiles.CHUNKS), ChunkIndexCodec.MAX_BYTES);
      ChunkIndex index = ChunkIndexCodec.read(chunks, manifest.get());
      return Optional.of(new Seed(root, manifest.get(), index));
    } catch (IOException | Untrusted e) {
      return Optional.empty(); // What it holds is fetched instead.
    }
  }

  /** Where those of the wanted chunks may lie that are here, by their hashes. */
  Map<String, Place> locate(Set<String> wanted) {
    Map<String, Place> places = new HashMap<>();
    for (int i = 0; i < manifest.files().size(); i++) {
      Artifact file = manifest.files().get(i);
      long offset = 0;
      for (Chunk chunk : chunks(i)) {
        if (wanted.contains(chunk.hash())) {
          places.putIfAbsent(chunk.hash(), new Place(root.resolve(file.path()), offset));
        }
        offset += chunk.length();
      }
    }
    return places;
  }

  private List<Chunk> chunks(int file) {
    return index.files().get(file);
  }
}
