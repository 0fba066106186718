package org.psyopsos.builder.sign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
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
    return sign(file, SignatureFiles.first(file), trustedComment);
  }

  /**
   * Signs a file that somebody else has signed already, beside that signature.
   *
   * @throws BadInput where nobody has, or this key has
   */
  public Path add(Path file, Optional<String> trustedComment) throws IOException {
    Path first = SignatureFiles.first(file);
    if (!Files.exists(first)) {
      throw new BadInput(
          Problem.of("no signature to add one to")
              .at(file)
              .expected(first.getFileName() + " beside it")
              .hint("the first signer leaves out --add"));
    }
    String name = first.toString();
    if (MinisignSignature.parse(Files.readAllBytes(first), name).keyId().equals(key.id())) {
      throw new BadInput(
          Problem.of("this key has signed already")
              .at(first)
              .found("key " + key.id())
              .hint("another person's key has to add a signature"));
    }
    return sign(file, SignatureFiles.further(file, key.id()), trustedComment);
  }

  private Path sign(Path file, Path signature, Optional<String> trustedComment) throws IOException {
    Blake2bDigest digest = MinisignSecretKey.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    DurableFiles.write(
        signature, key.sign(digest, trustedComment.orElseGet(() -> minisignComment(file))));
    return signature;
  }

  private String minisignComment(Path file) {
    return "timestamp:" + now.getEpochSecond() + "\tfile:" + file.getFileName() + "\thashed";
  }
}
