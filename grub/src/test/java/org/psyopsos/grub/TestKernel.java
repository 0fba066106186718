package org.psyopsos.grub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The smallest thing that GRUB boots as Linux: it writes its command line and its initramfs to the
 * serial line and resets the machine. So a test sees exactly what a kernel would be given.
 */
final class TestKernel {

  /** Where the protected-mode code begins in the file: after boot sector and one setup sector. */
  private static final int CODE = 1024;

  // esi: boot parameters. 0x3fd/0x3f8: status and data of the first serial port.
  private static final String PROGRAM =
      "8b9e28020000" //              mov ebx, [esi+0x228]    command line
          + "8a23 84e4 7413" //  args: mov ah, [ebx]; test ah, ah; jz newline
          + "66bafd03 ec a820 74f7" //  wait for the port
          + "66baf803 88e0 ee 43 ebe7" // out ah; inc ebx; jmp args
          + "b00a ee" //         newline: out '\n'
          + "8b9e18020000 8b8e1c020000" // mov ebx, initramfs; mov ecx, its size
          + "85c9 7414" //       image: test ecx, ecx; jz reset
          + "66bafd03 ec a820 74f7" //  wait for the port
          + "66baf803 8a03 ee 43 49 ebe8" // out [ebx]; inc ebx; dec ecx; jmp image
          + "66bafd03 ec a840 74f7" // reset: wait until all is sent
          + "66baf90c b006 ee f4 ebfd"; // out 0xcf9, 6; hlt

  private TestKernel() {}

  /** A file that the boot protocol (Documentation/arch/x86/boot.rst) describes as a kernel. */
  static byte[] image() {
    byte[] program = HexFormat.of().parseHex(PROGRAM.replace(" ", ""));
    ByteBuffer file = ByteBuffer.allocate(CODE + 65536).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0x1f1, (byte) 1); // setup sectors
    file.putInt(0x1f4, 65536 / 16); // size of the code in paragraphs
    file.putShort(0x1fe, (short) 0xaa55);
    file.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    file.putShort(0x206, (short) 0x20c); // protocol version
    file.put(0x211, (byte) 1); // loaded high
    file.putInt(0x214, 0x100000); // entry
    file.putInt(0x22c, 0x7fffffff); // highest address of an initramfs
    file.putInt(0x230, 0x1000); // alignment
    file.put(0x234, (byte) 1); // relocatable
    file.put(0x235, (byte) 12); // smallest alignment, as a power of two
    file.putInt(0x238, 2047); // longest command line
    file.putLong(0x258, 0x1000000); // preferred address
    file.putInt(0x260, 0x100000); // memory that it needs
    file.put(CODE, program);
    return file.array();
  }
}
