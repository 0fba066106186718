package org.psyopsos.builder.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The beginning of a flattened device tree (Devicetree Specification 0.4, 5.2). */
public final class DeviceTreeFile {

  private static final int MAGIC = 0xd00dfeed;
  private static final int HEADER_LENGTH = 40;

  private DeviceTreeFile() {}

  /**
   * Refuses a file that is no whole device tree.
   *
   * @throws BadInput where it begins otherwise, or is shorter than it says
   */
  public static void require(Path file) throws IOException {
    ByteBuffer head;
    try (InputStream in = Files.newInputStream(file)) {
      head = ByteBuffer.wrap(in.readNBytes(HEADER_LENGTH));
    }
    if (head.limit() < HEADER_LENGTH || head.getInt(0) != MAGIC) {
      String start = HexFormat.of().formatHex(head.array(), 0, Math.min(4, head.limit()));
      throw notOne(file, "a file that begins with d00dfeed", "bytes " + start);
    }
    long length = Integer.toUnsignedLong(head.getInt(4));
    if (length > Files.size(file)) {
      throw notOne(file, length + " bytes, as it says", Files.size(file) + " bytes");
    }
  }

  /** Whether a name or a value in it is this text, of ASCII. */
  static boolean holds(Path file, String text) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text + "\0");
  }

  private static BadInput notOne(Path file, String expected, String found) {
    return new BadInput(
        Problem.of("not a device tree")
            .at(file)
            .expected(expected)
            .found(found)
            .hint("take it from the kernel's package, or compile it with dtc"));
  }
}
