package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A board's name, as U-Boot's script tells it to GRUB and GRUB to the node. */
class BoardNameTest {

  private static final String PI_4 = "broadcom/bcm2711-rpi-4-b.dtb";

  @Test
  void theSteppingChoosesADirectoryAndNotAnotherDeviceTreeOfLinux() {
    assertThat(BoardName.deviceTree(PI_4)).isEqualTo(PI_4);
    assertThat(BoardName.deviceTree(BoardName.FROM_C0 + PI_4)).isEqualTo(PI_4);
  }

  @Test
  void bothSteppingsHaveADirectoryOfTheirOwnOnTheEfiPartition() {
    assertThat(BoardName.readme(PI_4)).isEqualTo("boards/broadcom/bcm2711-rpi-4-b.dtb/README");
    assertThat(BoardName.readme(BoardName.FROM_C0 + PI_4))
        .isEqualTo("boards/c0/broadcom/bcm2711-rpi-4-b.dtb/README");
  }
}
