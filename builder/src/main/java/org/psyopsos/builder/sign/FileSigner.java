package org.psyopsos.builder.sign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.signature.MinisignSignature;

/** Signs files of any size; the signature lies beside the file. */
public final class FileSigner {

  private final MinisignSecretKey key;
  private final Instant now;

  public FileSigner(MinisignSecretKey key, Instant now) {
    this.key = key;
    this.now = now;
  }

  /**
   * Signs a file, replacing an older signature.
   *
   * @param trustedComment minisign's own where it is empty
   * @return the signature's file
   */
  public Path sign(Path file, Optional<String> trustedComment) throws IOException {
    Blake2bDigest digest = MinisignSecretKey.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    Path signature = file.resolveSibling(file.getFileName() + MinisignSignature.SUFFIX);
    DurableFiles.write(
        signature, key.sign(digest, trustedComment.orElseGet(() -> minisignComment(file))));
    return signature;
  }

  private String minisignComment(Path file) {
    return "timestamp:" + now.getEpochSecond() + "\tfile:" + file.getFileName() + "\thashed";
  }
}
