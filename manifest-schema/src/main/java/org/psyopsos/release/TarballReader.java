package org.psyopsos.release;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;

/**
 * Reads a release's tarball from first to last byte and hands on only what has been verified: a
 * chunk after its hash was compared. Memory: one chunk.
 */
public final class TarballReader {

  private final VerifiedRelease release;
  private final InputStream in;
  private final boolean wholeFiles;
  private final byte[] buffer = new byte[Chunk.MAX_LENGTH];

  private TarballReader(VerifiedRelease release, InputStream in, boolean wholeFiles) {
    this.release = release;
    this.in = in;
    this.wholeFiles = wholeFiles;
  }

  /** Takes the files of a release, one after the other. */
  public interface Content {
    /** A file begins. */
    void begin(Artifact file) throws IOException;

    /** The next verified bytes of the file: the first {@code length} of {@code bytes}. */
    void chunk(byte[] bytes, int length) throws IOException;

    /** The file has ended. */
    void end() throws IOException;
  }

  /**
   * Reads {@code tarball} to its end. When a file ends its whole hash has been compared, too.
   *
   * @throws Untrusted MALFORMED for a header, padding or end that is not as the manifest says,
   *     HASH_MISMATCH for a chunk or file with other bytes, SIZE_MISMATCH for an early end
   */
  public static void read(
      VerifiedRelease release, ChunkIndex index, InputStream tarball, Content content)
      throws IOException {
    new TarballReader(release, tarball, true).read(index, content);
  }

  /** The same without the whole files' hashes, for one who compares those later. */
  static void readChunks(
      VerifiedRelease release, ChunkIndex index, InputStream tarball, Content content)
      throws IOException {
    new TarballReader(release, tarball, false).read(index, content);
  }

  private void read(ChunkIndex index, Content content) throws IOException {
    Manifest manifest = release.manifest();
    requireManifestFirst();
    List<Artifact> files = manifest.files();
    for (int i = 0; i < files.size(); i++) {
      requireHeader(files.get(i).path(), files.get(i).mode(), files.get(i).size());
      readFile(files.get(i), index.files().get(i), content);
    }
    requireZeros(2 * UstarHeader.LENGTH);
    if (in.read() >= 0) {
      throw malformed("something after the end");
    }
  }

  private void requireManifestFirst() throws IOException {
    byte[] signed = release.signed().bytes();
    requireHeader(Manifest.FILE_NAME, 0644, signed.length);
    byte[] found = new byte[signed.length];
    readFully(found, found.length);
    if (!Arrays.equals(found, signed)) {
      throw malformed("another manifest than the signed one");
    }
    requirePadding(signed.length);
  }

  private void readFile(Artifact file, List<Chunk> chunks, Content content) throws IOException {
    MessageDigest digest = Sha256.digest();
    content.begin(file);
    long position = 0;
    for (Chunk chunk : chunks) {
      readFully(buffer, chunk.length());
      if (!chunk.matches(buffer, 0, chunk.length())) {
        throw mismatch(
            release, "a chunk at byte " + position + " of " + file.path(), chunk.hash() + "…");
      }
      if (wholeFiles) {
        digest.update(buffer, 0, chunk.length());
      }
      content.chunk(buffer, chunk.length());
      position += chunk.length();
    }
    if (wholeFiles && !Sha256.of(digest).equals(file.sha256())) {
      throw mismatch(release, "the file " + file.path(), file.sha256().hex());
    }
    content.end();
    requirePadding(file.size());
  }

  private void requireHeader(String name, int mode, long size) throws IOException {
    byte[] header = new byte[UstarHeader.LENGTH];
    readFully(header, header.length);
    long modified = release.manifest().version().instant().getEpochSecond();
    new UstarHeader(name, mode, size, modified).require(header, tarballName());
  }

  private void requirePadding(long size) throws IOException {
    requireZeros((int) (Manifest.roundUp(size) - size));
  }

  private void requireZeros(int count) throws IOException {
    byte[] zeros = new byte[count];
    readFully(zeros, count);
    for (byte b : zeros) {
      if (b != 0) {
        throw malformed("padding that is not zero");
      }
    }
  }

  private void readFully(byte[] into, int count) throws IOException {
    int read = in.readNBytes(into, 0, count);
    if (read < count) {
      throw new Untrusted(
          Reason.SIZE_MISMATCH,
          Problem.of("the tarball ends early")
              .at(tarballName())
              .expected(count + " bytes more")
              .found(read)
              .hint("fetch or copy it again, or make the release again with tk mkimage"));
    }
  }

  private Untrusted malformed(String found) {
    return new Untrusted(
        Reason.MALFORMED,
        Problem.of("the tarball is not as the manifest says").at(tarballName()).found(found));
  }

  /** The failure that other bytes than the signed ones amount to. */
  static Untrusted mismatch(VerifiedRelease release, String what, String expected) {
    return new Untrusted(
        Reason.HASH_MISMATCH,
        Problem.of("the tarball holds other bytes than were signed")
            .at(release.manifest().tarball().name())
            .expected("SHA-256 " + expected + " for " + what)
            .hint("fetch or copy it again; the publisher's own copy can be checked by tk verify"));
  }

  private String tarballName() {
    return release.manifest().tarball().name();
  }
}
