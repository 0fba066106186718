package org.psyopsos.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;

/** Checks signatures as {@code minisign -V -H} does: Ed25519 over BLAKE2b-512. */
public final class MinisignVerifier {

  private static final int DIGEST_LENGTH = 64;

  private MinisignVerifier() {}

  /**
   * Checks that {@code key} signed {@code message} and the trusted comment.
   *
   * @param name what the signed thing is called in an error
   * @throws Untrusted UNKNOWN_KEY for another key's signature, BAD_SIGNATURE otherwise
   */
  public static void verify(
      MinisignPublicKey key, byte[] message, MinisignSignature signature, String name) {
    Blake2bDigest digest = new Blake2bDigest(8 * DIGEST_LENGTH);
    digest.update(message, 0, message.length);
    verifyDigest(key, digest, signature, name);
  }

  /** The same for a file of any size. */
  public static void verify(MinisignPublicKey key, Path file, MinisignSignature signature)
      throws IOException {
    Blake2bDigest digest = new Blake2bDigest(8 * DIGEST_LENGTH);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    verifyDigest(key, digest, signature, file.toString());
  }

  private static void verifyDigest(
      MinisignPublicKey key, Blake2bDigest digest, MinisignSignature signature, String name) {
    if (!key.id().equals(signature.keyId())) {
      throw new Untrusted(
          Reason.UNKNOWN_KEY,
          Problem.of("signed by another key")
              .at(name)
              .expected("key " + key.id())
              .found("key " + signature.keyId()));
    }
    byte[] hash = new byte[DIGEST_LENGTH];
    digest.doFinal(hash, 0);
    if (!isSigned(key, hash, signature.signature())) {
      throw bad(name, "the signature does not fit the content");
    }
    if (!isSigned(key, signature.globalMessage(), signature.globalSignature())) {
      throw bad(name, "the signature does not fit the trusted comment");
    }
  }

  private static boolean isSigned(MinisignPublicKey key, byte[] message, byte[] signature) {
    return Ed25519.verify(signature, 0, key.key(), 0, message, 0, message.length);
  }

  private static Untrusted bad(String name, String what) {
    return new Untrusted(
        Reason.BAD_SIGNATURE,
        Problem.of(what).at(name).hint("fetch it again; if it stays so, somebody altered it"));
  }
}
