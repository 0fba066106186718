package org.psyopsos.builder.release;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.psyopsos.builder.sign.MinisignSecretKey;

/** Feeds what passes to a signature. */
final class SigningOutputStream extends FilterOutputStream {

  private final Blake2bDigest digest = MinisignSecretKey.newDigest();
  private long count;

  SigningOutputStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    digest.update(bytes, offset, length);
    count += length;
  }

  /** How many bytes have passed. */
  long count() {
    return count;
  }

  /** The {@code .minisig} of all that has passed. */
  byte[] sign(MinisignSecretKey key, String trustedComment) {
    return key.sign(digest, trustedComment);
  }
}
