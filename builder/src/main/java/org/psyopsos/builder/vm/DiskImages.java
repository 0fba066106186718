package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.psyopsos.builder.disk.MasterBootRecord;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Tells a disk image from other files before firmware stands before it without a word. */
public final class DiskImages {

  private static final byte[] GPT = "EFI PART".getBytes(StandardCharsets.US_ASCII);
  private static final long HEADER = 512;

  private DiskImages() {}

  /**
   * The same path, where a raw disk image with a GUID partition table lies there.
   *
   * @throws BadInput where it does not
   */
  public static Path require(Path image) throws IOException {
    Problem problem =
        Problem.of("not a disk image")
            .at(image)
            .expected("a file with a GUID partition table")
            .hint("make one with 'tk mkimage disk'");
    if (!Files.exists(image)) {
      throw new BadInput(problem.found("nothing"));
    }
    if (Files.isDirectory(image)) {
      throw new BadInput(problem.found("a directory"));
    }
    if (!Arrays.equals(header(image), GPT)) {
      throw new BadInput(problem.found("other content"));
    }
    return image;
  }

  /**
   * Where the partition begins that a Raspberry Pi's boot ROM starts from, in bytes. Only an image
   * for that board names one in its MBR; on others the MBR protects the whole disk.
   */
  public static Optional<Long> raspberryPiPartition(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image)) {
      return MasterBootRecord.firstFat32(channel);
    }
  }

  private static byte[] header(Path image) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(GPT.length);
    try (FileChannel channel = FileChannel.open(image)) {
      channel.read(buffer, HEADER);
    }
    return buffer.array();
  }
}
