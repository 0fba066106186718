package org.psyopsos.builder.artifact;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The headers of an EFI program, as which a kernel is started. Source: Microsoft, PE Format.
 *
 * @param head the file's beginning, in little-endian order
 */
record PortableExecutable(ByteBuffer head) {

  private static final int WHERE = 0x3c;
  private static final int SIGNATURE = 0x4550;
  private static final int SECTIONS = 6;
  private static final int OPTIONAL_LENGTH = 20;
  private static final int HEADER_LENGTH = 24;
  private static final int SECTION_LENGTH = 40;
  private static final int RAW_LENGTH = 16;
  private static final int RAW_OFFSET = 20;

  /** How many bytes the file has at least; empty where it is no such program. */
  OptionalLong leastLength() {
    int start = at(WHERE);
    if (start < 0 || at(start) != SIGNATURE) {
      return OptionalLong.empty();
    }
    int sections = at(start + SECTIONS) & 0xffff;
    int table = start + HEADER_LENGTH + (at(start + OPTIONAL_LENGTH) & 0xffff);
    long length = 0;
    for (int i = 0; i < sections; i++) {
      int section = table + i * SECTION_LENGTH;
      long offset = Integer.toUnsignedLong(at(section + RAW_OFFSET));
      length = Math.max(length, offset + Integer.toUnsignedLong(at(section + RAW_LENGTH)));
    }
    return OptionalLong.of(length);
  }

  /** Four bytes; nothing where the beginning does not reach that far. */
  private int at(int offset) {
    return offset >= 0 && offset <= head.limit() - Integer.BYTES ? head.getInt(offset) : 0;
  }
}
