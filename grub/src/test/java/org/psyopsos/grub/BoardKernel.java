package org.psyopsos.grub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The smallest thing that GRUB starts as Linux on a board: an EFI program that writes its command
 * line and what is text in its device tree to the console, each on a line, and resets the board.
 */
final class BoardKernel {

  private static final int HEADERS = 1024;
  private static final int CODE_SIZE = 512;
  private static final int PE = 0x40;
  private static final int OPTIONAL_HEADER = PE + 24;
  private static final int SECTION = OPTIONAL_HEADER + 112;

  // x0, x1: handle and system table, kept in x19 and x20. x21: console.
  private static final String PROGRAM =
      "f30300aa f40301aa" //             mov x19, x0; mov x20, x1
          + "952240f9 ff8300d1" //       ldr x21, [x20, #64]; sub sp, sp, #32
          + "893240f9 294d40f9" //       x9: boot services, HandleProtocol
          + "e00313aa a1050010" //       mov x0, x19; adr x1, loaded image
          + "e2430091 20013fd6" //       add x2, sp, #16; blr x9
          + "e90b40f9 361d40f9" //       x22: load options
          + "c0264078 60000034" // args: ldrh w0, [x22], #2; cbz w0, newline
          + "1c000094 fdffff17" //       bl put; b args
          + "40018052 19000094" //       newline: mov w0, '\n'; bl put
          + "963a40f9 f8030058" //       ldr x22, [x20, #112]; ldr x24, device tree
          + "c98641f8 3f0118eb" // find: ldr x9, [x22], #24; cmp x9, x24
          + "c1ffff54 d6825ff8" //       b.ne find; ldur x22, [x22, #-8]
          + "d80640b9 180bc05a" //       ldr w24, [x22, #4]; rev w24, w24    its size
          + "c0164038 09800051" // tree: ldrb w0, [x22], #1; sub w9, w0, ' '
          + "3f7d0171 42000054" //       cmp w9, 0x5f; b.hs next             no text
          + "0c000094" //                bl put
          + "18070071 41ffff54" // next: subs w24, w24, #1; b.ne tree
          + "40018052 08000094" //       mov w0, '\n'; bl put
          + "892e40f9 293540f9" //       x9: runtime services, ResetSystem
          + "000080d2 010080d2" //       mov x0, #0; mov x1, #0
          + "020080d2 030080d2" //       mov x2, #0; mov x3, #0
          + "20013fd6" //                blr x9
          + "f9031eaa e00300b9" // put:  mov x25, x30; str w0, [sp]
          + "e00315aa e1030091" //       mov x0, x21; mov x1, sp
          + "a90640f9 20013fd6" //       ldr x9, [x21, #8]; blr x9           OutputString
          + "20031fd6 1f2003d5" //       br x25; nop
          + "d521b6b19cf1a541" //        of the device tree's GUID, the first half
          + "a1311b5b6295d2118e3f00a0c969723b"; // GUID of the loaded image

  private BoardKernel() {}

  /**
   * A file that Linux's Documentation/arch/arm64/booting.rst describes as a kernel, and the PE
   * format as an EFI program.
   */
  static byte[] image() {
    byte[] program = HexFormat.of().parseHex(PROGRAM.replace(" ", ""));
    ByteBuffer file = ByteBuffer.allocate(HEADERS + CODE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    put(file, 0, "MZ");
    put(file, 0x38, "ARMd");
    file.putInt(0x3c, PE);
    put(file, PE, "PE");
    file.putShort(PE + 4, (short) 0xaa64); // processor
    file.putShort(PE + 6, (short) 1); // sections
    file.putShort(PE + 20, (short) (SECTION - OPTIONAL_HEADER));
    file.putShort(PE + 22, (short) 0x206); // an executable without line numbers and symbols
    file.putShort(OPTIONAL_HEADER, (short) 0x20b); // 64 bit
    file.putInt(OPTIONAL_HEADER + 4, CODE_SIZE);
    file.putInt(OPTIONAL_HEADER + 16, HEADERS); // entry
    file.putInt(OPTIONAL_HEADER + 20, HEADERS); // where the code begins
    file.putInt(OPTIONAL_HEADER + 32, CODE_SIZE); // alignment in memory
    file.putInt(OPTIONAL_HEADER + 36, CODE_SIZE); // and in the file
    file.putInt(OPTIONAL_HEADER + 56, HEADERS + CODE_SIZE); // size in memory
    file.putInt(OPTIONAL_HEADER + 60, HEADERS);
    file.putShort(OPTIONAL_HEADER + 68, (short) 10); // EFI application
    put(file, SECTION, ".text");
    file.putInt(SECTION + 8, CODE_SIZE);
    file.putInt(SECTION + 12, HEADERS); // where it is in memory
    file.putInt(SECTION + 16, CODE_SIZE);
    file.putInt(SECTION + 20, HEADERS); // and in the file
    file.putInt(SECTION + 36, 0x60000020); // code, read and executed
    file.put(HEADERS, program);
    return file.array();
  }

  private static void put(ByteBuffer file, int at, String text) {
    file.put(at, text.getBytes(StandardCharsets.US_ASCII));
  }
}
