package org.psyopsos.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.Sha256;

/** One file of a release on its way into a slot: which of its chunks are there, and where. */
final class FileAssembly implements AutoCloseable {

  /** A power cut may cost twice as much, and so much may wait in memory to be written; bytes. */
  private static final long FORCED_AFTER = 16 << 20;

  private final Artifact file;
  private final List<Chunk> chunks;
  private final long[] offsets;
  private final Path incoming;
  private final boolean left;
  private final boolean whole;
  private final BitSet there;
  private @Nullable FileChannel channel;
  private @Nullable Forcing forcing;
  private long unforced;

  /**
   * Looks at what is there.
   *
   * @param buffer room for one chunk
   */
  FileAssembly(Artifact file, List<Chunk> chunks, ReleasePlace place, byte[] buffer) {
    this.file = file;
    this.chunks = chunks;
    this.offsets = offsets(chunks);
    this.incoming = place.incoming(file);
    this.left = !place.takes(file);
    this.whole = left || holds(place.resolve(file), file);
    this.there = whole ? new BitSet() : chunksIn(incoming, chunks, offsets, buffer);
  }

  Artifact file() {
    return file;
  }

  Path incoming() {
    return incoming;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /** Whether it lay at its place from the beginning, or is not taken. */
  boolean isWhole() {
    return whole;
  }

  /** Whether a run that was cut off has left a part of it. */
  boolean isBegun() {
    return !there.isEmpty();
  }

  boolean has(int chunk) {
    return whole || there.get(chunk);
  }

  /** Whether some of its bytes are in this run of the tarball's. */
  boolean isIn(Span span) {
    return file.offset() < span.to() && file.offset() + file.size() > span.from();
  }

  /** The offset of a chunk's first byte in the tarball. */
  long inTarball(int chunk) {
    return file.offset() + offsets[chunk];
  }

  /** Bytes that need not be written. */
  long bytesThere() {
    if (left) {
      return 0;
    }
    return whole ? file.size() : there.stream().mapToLong(i -> chunks.get(i).length()).sum();
  }

  /** Writes a chunk whose hash has been compared. */
  void write(int chunk, byte[] bytes) throws IOException {
    FileChannel open = open();
    ByteBuffer from = ByteBuffer.wrap(bytes, 0, chunks.get(chunk).length());
    for (long at = offsets[chunk]; from.hasRemaining(); ) {
      at += open.write(from, at);
    }
    there.set(chunk);
    unforced += chunks.get(chunk).length();
    if (unforced >= FORCED_AFTER) {
      awaitForced();
      forcing = Forcing.begin(open);
      unforced = 0;
    }
  }

  /** Closes the file until something more is written to it. */
  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try (open) {
        awaitForced();
      }
    }
  }

  private void awaitForced() throws IOException {
    Forcing begun = forcing;
    forcing = null;
    if (begun != null) {
      begun.await();
    }
  }

  /** Makes it exactly as long as it must be, empty files too, and forces it to the medium. */
  void end() throws IOException {
    try (FileChannel open = open()) {
      channel = null;
      awaitForced();
      open.truncate(file.size());
      open.force(true);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      if (!Files.isRegularFile(incoming, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(incoming);
      }
      Files.createDirectories(incoming.getParent());
      open = FileChannel.open(incoming, options());
      channel = open;
    }
    return open;
  }

  /** Where nothing of the file can be used, its blocks are given up: they may be the bad ones. */
  private Set<OpenOption> options() {
    Set<OpenOption> options =
        new HashSet<>(
            List.of(
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    if (there.isEmpty()) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  /** Whether a file lies there whole. What cannot be read is not there: it is written anew. */
  static boolean holds(Path path, Artifact wanted) {
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && Files.size(path) == wanted.size()
          && Sha256.of(path).equals(wanted.sha256());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a file consists of these chunks. */
  static boolean consistsOf(List<Chunk> chunks, Path path) {
    byte[] buffer = new byte[Chunk.MAX_LENGTH];
    return chunksIn(path, chunks, offsets(chunks), buffer).cardinality() == chunks.size();
  }

  private static BitSet chunksIn(Path path, List<Chunk> chunks, long[] offsets, byte[] buffer) {
    BitSet there = new BitSet();
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      for (int i = 0; i < chunks.size(); i++) {
        there.set(i, holds(path, offsets[i], chunks.get(i), buffer));
      }
    }
    return there;
  }

  /**
   * Whether a file holds a chunk at this offset; then the buffer does, too. One that cannot be read
   * is not there: it comes from elsewhere.
   */
  static boolean holds(Path path, long offset, Chunk chunk, byte[] buffer) {
    ByteBuffer into = ByteBuffer.wrap(buffer, 0, chunk.length());
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      int read = 0;
      while (into.hasRemaining() && read >= 0) {
        read = in.read(into, offset + into.position());
      }
    } catch (IOException e) {
      return false;
    }
    return chunk.matches(buffer, 0, into.position());
  }

  private static long[] offsets(List<Chunk> chunks) {
    long[] offsets = new long[chunks.size()];
    long offset = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset;
      offset += chunks.get(i).length();
    }
    return offsets;
  }
}
