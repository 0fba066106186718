package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.layout.Platform;

/** What U-Boot's script tells real GRUB of a board, by what the firmware has written of it. */
class BoardIT {

  private static final Platform PLATFORM = Platform.AARCH64_RPI;

  private static final String BOARD = RaspberryPi.BOARD;

  @TempDir private Path directory;

  /** A BCM2711's, and what is not known; only that chip has the bus. */
  @ParameterizedTest
  @CsvSource({
    "0 0xc0000000 0 0 0x40000000, 1, broadcom/bcm2837-rpi-3-b.dtb",
    "0 0 0 0 0xfc000000, 1, c0/broadcom/bcm2837-rpi-3-b.dtb",
    "0 0 0 0 0xfc000000, 0, ''",
    "0 0 0 0 0x40000000, 1, ''",
    "'', '', ''"
  })
  void aChipsSteppingIsPartOfTheBoardsName(String ranges, String phy, String told)
      throws IOException {
    assertThat(told(ranges, phy, BOARD, "c0/" + BOARD)).isEqualTo(told);
  }

  /** Where an update of the EFI partition has brought the one directory, and not yet the other. */
  @ParameterizedTest
  @CsvSource({"'', '', broadcom/bcm2837-rpi-3-b.dtb", "0 0 0 0 0xfc000000, 1, ''"})
  void aSteppingWithoutADirectoryIsNotTakenForTheOtherOne(String ranges, String phy, String told)
      throws IOException {
    assertThat(told(ranges, phy, BOARD)).isEqualTo(told);
  }

  private String told(String ranges, String phy, String... boards) throws IOException {
    Path efi = Files.createDirectories(directory.resolve("efi"));
    GrubLoader.into(efi, PLATFORM, config());
    RaspberryPi.putDeviceTree(efi);
    RaspberryPi.putScript(efi, boards);
    TestDisk disk = new TestDisk(directory.resolve("card.img"));
    disk.copyInAll(efi);
    String console =
        new RaspberryPi()
            .deviceTree(firmwareTree(ranges, phy))
            .disk("format=raw,file=" + disk.image())
            .run(Duration.ofMinutes(5));
    assertThat(console).contains("@@board ");
    return console.replaceFirst("(?s).*@@board (\\S*)@.*", "$1");
  }

  private static String config() {
    return TestMachine.terminals(PLATFORM)
        + GrubConfig.hardware(PLATFORM)
        + "\necho \"@@board $psyopsos_board@\"\n"
        + TestMachine.end(PLATFORM);
  }

  private Path firmwareTree(String ranges, String phy) {
    String bus = ranges.isEmpty() ? "" : "emmc2bus { dma-ranges = <" + ranges + ">; };";
    String network =
        phy.isEmpty()
            ? ""
            : "scb { ethernet@7d580000 { mdio@e14 { ethernet-phy@1 { reg = <"
                + phy
                + ">; }; }; }; };";
    Path tree = directory.resolve("firmware.dtb");
    RaspberryPi.makeDeviceTree(tree, bus + network);
    return tree;
  }
}
