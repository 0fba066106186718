package org.psyopsos.builder.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UBootProgramTest {

  @Test
  void usbIsTakenOutOfWhatRunsFirstAndNothingMoves() {
    changed("bootdelay=2\0preboot=usb start\0x", "bootdelay=2\0preboot=true     \0x");
    changed("\0preboot=pci enum; usb start;\0x", "\0preboot=pci enum; true     ;\0x");
  }

  /** A disk on USB is still looked for. */
  @Test
  void usbThatIsStartedForADiskStays() {
    String text = "\0preboot=pci enum\0usb_boot=usb start; usb dev\0old_preboot=usb start\0";
    changed(text, text);
  }

  @Test
  void bytesThatAreNoTextStayAsTheyAre() {
    byte[] program = new byte[512];
    for (int i = 0; i < program.length; i++) {
      program[i] = (byte) i;
    }
    assertThat(UBootProgram.withoutUsbAtFirst(program)).isEqualTo(program);
  }

  private static void changed(String program, String expected) {
    assertThat(UBootProgram.withoutUsbAtFirst(program.getBytes(StandardCharsets.ISO_8859_1)))
        .asString(StandardCharsets.ISO_8859_1)
        .isEqualTo(expected);
  }
}
