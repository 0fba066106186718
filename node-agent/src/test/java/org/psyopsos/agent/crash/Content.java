package org.psyopsos.agent.crash;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.psyopsos.manifest.Sha256;

/** What a file holds at one moment. Nothing changes it: all changes make another one. */
final class Content {

  static final Content EMPTY = new Content(new byte[0]);

  private final byte[] bytes;
  private @Nullable String hash;

  /** Bytes, which nobody changes from here on. */
  Content(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  /** The bytes themselves, to be looked at. */
  byte[] bytes() {
    return bytes;
  }

  String hash() {
    String known = hash;
    if (known == null) {
      known = Sha256.of(bytes).hex();
      hash = known;
    }
    return known;
  }

  /** With these bytes in it; zeros fill what is then between its end and them. */
  Content with(int at, byte[] more) {
    byte[] changed = Arrays.copyOf(bytes, Math.max(bytes.length, at + more.length));
    System.arraycopy(more, 0, changed, at, more.length);
    return new Content(changed);
  }

  /** Of this length: cut, or filled with zeros. */
  Content ofLength(int length) {
    return length == bytes.length ? this : new Content(Arrays.copyOf(bytes, length));
  }

  /** What another file has written where these bytes were. */
  Content overwritten() {
    byte[] others = new byte[bytes.length];
    Arrays.fill(others, (byte) 0xdb);
    return new Content(others);
  }
}
