package org.psyopsos.builder.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.Sha256;

/**
 * Writes a release's tarball: plain ustar, the manifest first, members as the manifest lists them,
 * two zero blocks at the end. The same input gives the same bytes.
 */
final class TarballWriter {

  private static final int BLOCK = 512;
  private static final int MANIFEST_MODE = 0644;

  private final FileTime modified;
  private final Progress.Step progress;

  TarballWriter(Manifest manifest, Progress.Step progress) {
    this.modified = FileTime.from(manifest.version().instant());
    this.progress = progress;
  }

  void write(byte[] manifest, List<IndexedFile> files, OutputStream out) throws IOException {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, BLOCK, StandardCharsets.US_ASCII.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_ERROR);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_ERROR);
    tar.putArchiveEntry(entry(Manifest.FILE_NAME, MANIFEST_MODE, manifest.length));
    tar.write(manifest);
    tar.closeArchiveEntry();
    for (IndexedFile file : files) {
      tar.putArchiveEntry(entry(file.file().path(), file.file().mode(), file.size()));
      copy(file, tar);
      tar.closeArchiveEntry();
    }
    tar.finish();
    tar.flush();
  }

  private TarArchiveEntry entry(String name, int mode, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(size);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setLastModifiedTime(modified);
    return entry;
  }

  private void copy(IndexedFile file, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    long left = file.size();
    try (InputStream in = Files.newInputStream(file.file().source())) {
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw IndexedFile.changed(file.file());
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
        progress.advance(count);
        left -= count;
      }
    }
    if (!Sha256.of(digest).equals(file.sha256())) {
      throw IndexedFile.changed(file.file());
    }
  }
}
