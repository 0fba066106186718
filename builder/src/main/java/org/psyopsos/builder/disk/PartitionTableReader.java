package org.psyopsos.builder.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** Reads the GUID partition table of an image (UEFI 2.10, 5.3.2); only a sound one is believed. */
public final class PartitionTableReader {

  private static final byte[] SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_LENGTH = 92;
  private static final int HEADER_CHECKSUM = 16;
  private static final int MOST_ENTRIES = 1024;

  private final FileChannel image;
  private final Path name;

  private PartitionTableReader(FileChannel image, Path name) {
    this.image = image;
    this.name = name;
  }

  /**
   * Reads the table at the image's beginning. An image may be followed by more, as on a larger
   * card.
   *
   * @param name of the image, for people
   * @throws BadInput where there is none, it is damaged, or it is for a larger disk
   */
  public static GuidPartitionTable read(FileChannel image, Path name) throws IOException {
    return new PartitionTableReader(image, name).read();
  }

  private GuidPartitionTable read() throws IOException {
    ByteBuffer header = header();
    long size = (header.getLong(32) + 1) * GuidPartitionTable.SECTOR;
    if (size > image.size()) {
      throw unsound("a disk of " + size + " bytes at least", image.size() + " bytes");
    }
    try {
      return new GuidPartitionTable(Guid.get(header, 56), size, partitions(entries(header)));
    } catch (IllegalArgumentException e) {
      throw new BadInput(problem().found(String.valueOf(e.getMessage())), e);
    }
  }

  private ByteBuffer header() throws IOException {
    ByteBuffer header = bytes(GuidPartitionTable.SECTOR, HEADER_LENGTH);
    byte[] signature = new byte[SIGNATURE.length];
    header.get(0, signature);
    if (!Arrays.equals(signature, SIGNATURE) || header.getInt(12) != HEADER_LENGTH) {
      throw unsound("a header of version 1.0 in the second sector", "other bytes");
    }
    int told = header.getInt(HEADER_CHECKSUM);
    requireChecksum("the header", told, header.putInt(HEADER_CHECKSUM, 0));
    return header;
  }

  private ByteBuffer entries(ByteBuffer header) throws IOException {
    int count = header.getInt(80);
    if (count < 1 || count > MOST_ENTRIES || header.getInt(84) != GptPartition.ENTRY_LENGTH) {
      throw unsound(
          "1 to " + MOST_ENTRIES + " entries of " + GptPartition.ENTRY_LENGTH + " bytes",
          count + " of " + header.getInt(84));
    }
    ByteBuffer entries =
        bytes(header.getLong(72) * GuidPartitionTable.SECTOR, count * GptPartition.ENTRY_LENGTH);
    requireChecksum("the entries", header.getInt(88), entries);
    return entries;
  }

  private static List<GptPartition> partitions(ByteBuffer entries) {
    List<GptPartition> partitions = new ArrayList<>();
    for (int at = 0; at < entries.capacity(); at += GptPartition.ENTRY_LENGTH) {
      if (entries.getLong(at) != 0 || entries.getLong(at + 8) != 0) {
        partitions.add(GptPartition.get(entries, at));
      }
    }
    return partitions;
  }

  private void requireChecksum(String of, int told, ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.duplicate().rewind());
    if ((int) crc.getValue() != told) {
      throw unsound("checksum of " + of + " " + Integer.toHexString(told), "another");
    }
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (position < 0 || image.read(bytes, position + bytes.position()) < 0) {
        throw unsound("a partition table", "a file that ends before it");
      }
    }
    return bytes.rewind();
  }

  private BadInput unsound(String expected, String found) {
    return new BadInput(problem().expected(expected).found(found));
  }

  private Problem problem() {
    return Problem.of("no sound partition table in the image")
        .at(name)
        .hint("make a new image with 'tk mkimage disk'");
  }
}
