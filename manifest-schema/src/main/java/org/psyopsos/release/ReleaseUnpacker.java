package org.psyopsos.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.Sha256;

/**
 * Writes the files of a verified release into a slot's directory. An image is seeded and a node is
 * updated by this one class.
 *
 * <p>A file that already holds the right bytes is not written again. Every written file is forced.
 * The slot is not complete afterwards: {@link SlotDirectory#complete} makes it so.
 */
public final class ReleaseUnpacker {

  private final Path slot;
  private final LongConsumer progress;

  /**
   * Unpacks into {@code slot}.
   *
   * @param progress is told how many bytes have been taken from the tarball, each time some were
   */
  public ReleaseUnpacker(Path slot, LongConsumer progress) {
    this.slot = slot;
    this.progress = progress;
  }

  /**
   * What was done.
   *
   * @param written bytes
   * @param skipped bytes that were there already
   */
  public record Counts(long written, long skipped) {}

  /**
   * Reads the tarball to its end and writes its files.
   *
   * @throws org.psyopsos.failure.Untrusted where the tarball is not the signed one; then no byte of
   *     the chunk that differs has been written
   * @throws NodeFault where the slot cannot be written
   * @throws IOException where the tarball cannot be read
   */
  public Counts unpack(VerifiedRelease release, ChunkIndex index, InputStream tarball)
      throws IOException {
    try (Writer writer = new Writer(release)) {
      TarballReader.read(release, index, tarball, writer);
      return new Counts(writer.written, writer.skipped);
    }
  }

  private final class Writer implements TarballReader.Content, AutoCloseable {

    private final SlotDirectory directory;
    private final VerifiedRelease release;
    private long written;
    private long skipped;
    private @Nullable Artifact file;
    private @Nullable FileChannel channel;
    private @Nullable OutputStream out;

    Writer(VerifiedRelease release) {
      this.release = release;
      this.directory = new SlotDirectory(slot);
    }

    @Override
    public void begin(Artifact next) {
      file = next;
      Path target = directory.resolve(next);
      writing(
          target,
          () -> {
            if (!holds(target, next)) {
              open(target);
            }
          });
    }

    @Override
    public void chunk(byte[] bytes, int length) {
      OutputStream target = out;
      if (target == null) {
        skipped += length;
      } else {
        writing(slot, () -> target.write(bytes, 0, length));
        written += length;
      }
      progress.accept(length);
    }

    @Override
    public void end() {
      Artifact ended = file;
      if (ended != null) {
        writing(directory.resolve(ended), () -> finish(ended));
      }
    }

    @Override
    public void close() throws IOException {
      FileChannel open = channel;
      if (open != null) {
        open.close();
      }
      channel = null;
      out = null;
    }

    private void open(Path target) throws IOException {
      Files.createDirectories(directory.parentOf(target));
      Files.deleteIfExists(target);
      FileChannel opened =
          FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      channel = opened;
      out = Channels.newOutputStream(opened);
    }

    private void finish(Artifact ended) throws IOException {
      FileChannel open = channel;
      if (open != null) {
        open.force(true);
      }
      close();
      directory.setAttributes(ended, release.manifest().version().instant());
    }

    private boolean holds(Path target, Artifact wanted) throws IOException {
      return Files.isRegularFile(target, java.nio.file.LinkOption.NOFOLLOW_LINKS)
          && Files.size(target) == wanted.size()
          && Sha256.of(target).equals(wanted.sha256());
    }
  }

  /** Something that writes to the slot. */
  @FunctionalInterface
  interface SlotWrite {
    void run() throws IOException;
  }

  /** Turns what goes wrong while writing into the node's fault. */
  static void writing(Path where, SlotWrite write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot write to the slot")
              .at(where)
              .found(String.valueOf(e.getMessage()))
              .hint("is the file system full, read-only or damaged?"),
          e);
    }
  }
}
