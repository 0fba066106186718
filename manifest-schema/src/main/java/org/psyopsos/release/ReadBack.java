package org.psyopsos.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.Sha256;

/**
 * Compares what the medium gives back with what was signed. Whoever asks has mounted the file
 * system anew, so that nothing comes out of a cache.
 */
public final class ReadBack {

  private final VerifiedRelease release;
  private final ChunkIndex index;

  public ReadBack(VerifiedRelease release, ChunkIndex index) {
    this.release = release;
    this.index = index;
  }

  /**
   * Reads the files of the release.
   *
   * @param place what they were put together on
   * @param arrived those that lie where they have grown
   * @throws NodeFault for the first that the medium has not kept
   * @throws Untrusted HASH_MISMATCH where it has kept the signed chunks, and those do not make the
   *     signed file
   */
  public void require(ReleasePlace place, List<Artifact> arrived) {
    List<Artifact> files = release.manifest().files();
    for (int i = 0; i < files.size(); i++) {
      Artifact file = files.get(i);
      if (place.takes(file)) {
        Path path = arrived.contains(file) ? place.incoming(file) : place.resolve(file);
        require(file, index.files().get(i), path);
      }
    }
  }

  private void require(Artifact file, List<Chunk> chunks, Path path) {
    try {
      Sha256 found = Sha256.of(path);
      if (found.equals(file.sha256())) {
        return;
      }
      if (FileAssembly.consistsOf(chunks, path)) {
        throw TarballReader.mismatch(release, "the file " + file.path(), file.sha256().hex());
      }
      throw differs(path, file, found);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The failure that other bytes than were written amount to. */
  static NodeFault differs(Path path, Artifact file, Sha256 found) {
    return new NodeFault(
        Problem.of("the medium does not hold what was written to it")
            .at(path)
            .expected("SHA-256 " + file.sha256())
            .found(found)
            .hint("it may be failing; see the kernel's log"));
  }

  private static NodeFault unreadable(Path path, IOException e) {
    return new NodeFault(
        Problem.of("what was written cannot be read back")
            .at(path)
            .found(String.valueOf(e.getMessage()))
            .hint("the medium may be failing; see the kernel's log"),
        e);
  }
}
