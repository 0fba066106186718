package org.psyopsos.builder.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.Sha256;

/**
 * A file that has been read once.
 *
 * @param file what it is
 * @param size bytes
 * @param sha256 of all of it
 * @param chunks how it is cut
 */
record IndexedFile(ReleaseFile file, long size, Sha256 sha256, List<Chunk> chunks) {

  IndexedFile {
    chunks = List.copyOf(chunks);
  }

  static IndexedFile of(ReleaseFile file, Progress.Step progress) throws IOException {
    MessageDigest digest = Sha256.digest();
    List<Chunk> chunks = new ArrayList<>();
    long size = 0;
    byte[] buffer = new byte[Chunk.MAX_LENGTH];
    List<FileChunker.Piece> pieces = chunkerFor(file.role()).cut(file.source());
    try (InputStream in = Files.newInputStream(file.source())) {
      for (FileChunker.Piece piece : pieces) {
        requireRead(in.readNBytes(buffer, 0, piece.length()), piece.length(), file);
        digest.update(buffer, 0, piece.length());
        chunks.add(Chunk.of(piece.kind(), buffer, 0, piece.length(), piece.uncompressedLength()));
        size += piece.length();
        progress.advance(piece.length());
      }
      requireRead(in.read() < 0 ? 0 : 1, 0, file);
    }
    return new IndexedFile(file, size, Sha256.of(digest), chunks);
  }

  private static FileChunker chunkerFor(ArtifactRole role) {
    return switch (role) {
      case SQUASHFS, MODLOOP -> new SquashfsChunker();
      default -> new ContentDefinedChunker();
    };
  }

  private static void requireRead(int found, int expected, ReleaseFile file) {
    if (found != expected) {
      throw changed(file);
    }
  }

  static BadInput changed(ReleaseFile file) {
    return new BadInput(
        Problem.of("the file changed while it was read")
            .at(file.source())
            .hint("wait until whatever writes it has ended, and run it again"));
  }
}
