package org.psyopsos.grub;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An archive of files that GRUB's module {@code newc} reads; the same files give the same bytes.
 * Source: "New ASCII Format" in cpio(5).
 */
final class CpioArchive {

  private static final String MAGIC = "070701";
  private static final int ALIGNMENT = 4;
  private static final int READABLE_FILE = 0100644;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a file. */
  CpioArchive file(String name, byte[] content) {
    member(name, READABLE_FILE, content);
    return this;
  }

  /** The whole archive. */
  byte[] end() {
    member("TRAILER!!!", 0, new byte[0]);
    return bytes.toByteArray();
  }

  /** Inode, owner, group, time, devices and checksum are 0. */
  private void member(String name, int mode, byte[] content) {
    String header =
        MAGIC
            + hex(0, mode, 0, 0, 1, 0)
            + hex(content.length, 0, 0, 0, 0, name.length() + 1, 0)
            + name
            + "\0";
    append(header.getBytes(StandardCharsets.US_ASCII));
    append(content);
  }

  private static String hex(int... fields) {
    return Arrays.stream(fields).mapToObj("%08X"::formatted).collect(Collectors.joining());
  }

  private void append(byte[] part) {
    bytes.writeBytes(part);
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(0);
    }
  }
}
