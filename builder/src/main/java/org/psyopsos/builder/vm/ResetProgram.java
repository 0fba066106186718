package org.psyopsos.builder.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The smallest EFI program: it switches the machine off, or resets it. One section with nine
 * instructions behind the headers of "PE/COFF, Microsoft Portable Executable", 64 bits.
 */
final class ResetProgram {

  /** What {@code ResetSystem} can be asked for: {@code EFI_RESET_TYPE}, UEFI 2.10, 8.5.1. */
  static final byte RESET_COLD = 0;

  static final byte SHUTDOWN = 2;

  /** {@code ResetSystem(type, 0, 0, NULL)}; Microsoft's x64 calls. */
  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "4883ec28" // sub rsp, 40: shadow space, alignment
                  + "488b4258" // mov rax, [rdx + 88]: the system table's runtime services
                  + "4531c9" // xor r9d, r9d
                  + "4531c0" // xor r8d, r8d
                  + "31d2" // xor edx, edx
                  + "b900000000" // mov ecx, type
                  + "ff5068" // call [rax + 104]: ResetSystem
                  + "f4" // hlt
                  + "ebfd"); // jmp back to it

  private static final int TYPE_OFFSET = CODE.length - 10;

  /** QEMU wants at least five sectors of what it is given as a kernel. */
  private static final int FILE_LENGTH = 4096;

  private static final int HEADERS_LENGTH = 0x200;
  private static final int SECTION_LENGTH = 0x200;
  private static final int MEMORY_ALIGNMENT = 0x1000;
  private static final int PE_OFFSET = 64;
  private static final int OPTIONAL_HEADER_LENGTH = 240;
  private static final int DIRECTORIES = 16;

  private ResetProgram() {}

  static byte[] bytes(byte resetType) {
    ByteBuffer out = ByteBuffer.allocate(FILE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("MZ")).putInt(0x3c, PE_OFFSET).position(PE_OFFSET);
    out.put(ascii("PE\0\0"));
    putFileHeader(out);
    putOptionalHeader(out);
    putSection(out);
    out.put(HEADERS_LENGTH, CODE);
    out.put(HEADERS_LENGTH + TYPE_OFFSET, resetType);
    return out.array();
  }

  private static void putFileHeader(ByteBuffer out) {
    out.putShort((short) 0x8664).putShort((short) 1); // x86-64, one section
    out.putInt(0).putInt(0).putInt(0); // no time, no symbols
    out.putShort((short) OPTIONAL_HEADER_LENGTH);
    out.putShort((short) 0x22e); // executable, large addresses, nothing to relocate
  }

  private static void putOptionalHeader(ByteBuffer out) {
    int start = out.position();
    out.putShort((short) 0x20b).putShort((short) 0); // PE32+
    out.putInt(SECTION_LENGTH).putInt(0).putInt(0); // code, data, zeros
    out.putInt(MEMORY_ALIGNMENT).putInt(MEMORY_ALIGNMENT); // entry point, begin of code
    out.putLong(0x40_0000).putInt(MEMORY_ALIGNMENT).putInt(SECTION_LENGTH); // base, alignments
    out.position(out.position() + 16); // versions that nobody reads
    out.putInt(2 * MEMORY_ALIGNMENT).putInt(HEADERS_LENGTH).putInt(0);
    out.putShort((short) 10).putShort((short) 0); // an EFI application
    out.position(out.position() + 36); // stack, heap, flags
    out.putInt(DIRECTORIES); // all empty
    out.position(start + OPTIONAL_HEADER_LENGTH);
  }

  private static void putSection(ByteBuffer out) {
    out.put(ascii(".text\0\0\0"));
    out.putInt(CODE.length).putInt(MEMORY_ALIGNMENT).putInt(SECTION_LENGTH).putInt(HEADERS_LENGTH);
    out.position(out.position() + 12); // no relocations, no line numbers
    out.putInt(0x6000_0020); // code, may be read and run
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
