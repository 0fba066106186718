package org.psyopsos.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.SignedDocument;

/** A key pair that follows from a name, so that tests are the same in every run. */
public final class TestKey {

  private final byte[] secret;
  private final MinisignPublicKey publicKey;

  public TestKey(String name) {
    this.secret = java.util.HexFormat.of().parseHex(Sha256.of(utf8("secret of " + name)).hex());
    byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secret, 0, point, 0);
    String id = Sha256.of(utf8("id of " + name)).hex().substring(0, 16);
    this.publicKey = MinisignPublicKey.of(new KeyId(id.toUpperCase(java.util.Locale.ROOT)), point);
  }

  public MinisignPublicKey publicKey() {
    return publicKey;
  }

  /** The bytes of a {@code .minisig} over {@code message}. */
  public byte[] sign(byte[] message, String trustedComment) {
    Blake2bDigest digest = new Blake2bDigest(512);
    digest.update(message, 0, message.length);
    byte[] hash = new byte[64];
    digest.doFinal(hash, 0);
    byte[] signature = raw(hash);
    byte[] comment = utf8(trustedComment);
    byte[] global = Arrays.copyOf(signature, 64 + comment.length);
    System.arraycopy(comment, 0, global, 64, comment.length);
    return new MinisignSignature(publicKey.id(), signature, trustedComment, raw(global))
        .fileBytes("signature from a test");
  }

  /** The document with this key's signature. */
  public SignedDocument signed(String name, byte[] document) {
    return new SignedDocument(name, document, sign(document, "a test"));
  }

  /** A bare Ed25519 signature. */
  public byte[] raw(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
