package org.psyopsos.agent.attack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.testing.TestRelease;

/** An honest tarball, opened to be changed; its length stays the signed one. */
final class Tar {

  private static final int HEADER = 512;

  private final TestRelease release;
  private final byte[] bytes;

  Tar(TestRelease release) {
    this.release = release;
    this.bytes = release.tarball();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Where the content of a file begins. */
  int content(String path) {
    return (int) release.manifest().file(path).map(Artifact::offset).orElseThrow().longValue();
  }

  /** Where the header of a file begins. */
  int header(String path) {
    return content(path) - HEADER;
  }

  Tar flip(int offset) {
    bytes[offset] ^= 1;
    return this;
  }

  Tar put(int offset, byte[] replacement) {
    System.arraycopy(replacement, 0, bytes, offset, replacement.length);
    return this;
  }

  Tar name(String path, String name) {
    return field(path, 0, 100, name.getBytes(StandardCharsets.US_ASCII));
  }

  Tar type(String path, char type) {
    return field(path, 156, 1, new byte[] {(byte) type});
  }

  Tar linkName(String path, String target) {
    return field(path, 157, 100, target.getBytes(StandardCharsets.US_ASCII));
  }

  /** A field of a header, and a checksum that fits. */
  Tar field(String path, int offset, int length, byte[] value) {
    int header = header(path);
    put(header + offset, Arrays.copyOf(value, length));
    put(header + 148, "        ".getBytes(StandardCharsets.US_ASCII));
    int sum = 0;
    for (int i = 0; i < HEADER; i++) {
      sum += bytes[header + i] & 0xff;
    }
    return put(header + 148, "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII));
  }
}
