package org.psyopsos.builder.sign;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;

/** A minisign key pair, opened. */
public final class MinisignSecretKey {

  static final int SEED_LENGTH = Ed25519.SECRET_KEY_SIZE;

  private static final int ID_LENGTH = 8;

  private final byte[] seed;
  private final MinisignPublicKey publicKey;

  MinisignSecretKey(KeyId id, byte[] seed) {
    this.seed = seed.clone();
    this.publicKey = MinisignPublicKey.of(id, pointOf(seed));
  }

  /** Makes a new pair with a random id. */
  public static MinisignSecretKey generate(SecureRandom random) {
    byte[] id = new byte[ID_LENGTH];
    byte[] seed = new byte[SEED_LENGTH];
    random.nextBytes(id);
    random.nextBytes(seed);
    return new MinisignSecretKey(KeyId.of(id), seed);
  }

  public MinisignPublicKey publicKey() {
    return publicKey;
  }

  public KeyId id() {
    return publicKey.id();
  }

  /** Signs a document; the result is the content of its {@code .minisig}. */
  public byte[] sign(byte[] document, String trustedComment) {
    Blake2bDigest digest = newDigest();
    digest.update(document, 0, document.length);
    return sign(digest, trustedComment);
  }

  /** Signs what has been fed to {@code digest}, one that {@link #newDigest} made. */
  public byte[] sign(Blake2bDigest digest, String trustedComment) {
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    byte[] signature = sign(hash);
    MinisignSignature half =
        new MinisignSignature(id(), signature, trustedComment, new byte[signature.length]);
    MinisignSignature whole =
        new MinisignSignature(id(), signature, trustedComment, sign(half.globalMessage()));
    byte[] bytes = whole.fileBytes("signature from minisign secret key " + id());
    MinisignSignature.parse(bytes, "the new signature");
    return bytes;
  }

  /** What the content of a big file is fed to before it is signed. */
  public static Blake2bDigest newDigest() {
    return new Blake2bDigest(512);
  }

  /** The 32 bytes of the public half. */
  byte[] point() {
    return pointOf(seed);
  }

  private static byte[] pointOf(byte[] seed) {
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, point, 0);
    return point;
  }

  byte[] seed() {
    return Arrays.copyOf(seed, seed.length);
  }

  private byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
