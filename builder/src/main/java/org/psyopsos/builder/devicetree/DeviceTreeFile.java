package org.psyopsos.builder.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

  private static BadInput notOne(Path file, String expected, String found) {
    return new BadInput(
        Problem.of("not a device tree")
            .at(file)
            .expected(expected)
            .found(found)
            .hint("take it from the kernel's package, or compile it with dtc"));
  }
}
