package org.psyopsos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which network card gets an address of the Raspberry Pi's serial number, and which one. */
final class OnboardAddressTest {

  private static final Path SCRIPT =
      Path.of("recipes/platforms/aarch64-rpi/root-files/usr/lib/psyopsos/onboard-address");

  private static final String PI_3 = "raspberrypi,3-model-b-plus\0brcm,bcm2837\0";
  private static final String PI_4 = "raspberrypi,4-model-b\0brcm,bcm2711\0";
  private static final String LAN7800 = "usb424,7800\0";

  @TempDir private Path root;

  @BeforeEach
  void aStandInForIp() throws IOException {
    Path program = write("bin/ip", "#!/bin/sh\necho \"$@\" >>\"" + root + "/set\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    write("sys/class/dmi/id/product_serial", "00000000A1B2C3D4\n");
  }

  @Test
  void aPi3HasTheAddressThatItsFirmwareMakesOfTheSerialNumber() throws Exception {
    board(PI_3);
    usb("0424", "7800", LAN7800);
    assertThat(set()).isEqualTo("link set dev eth0 address b8:27:eb:b2:c3:d4\n");
  }

  @Test
  void aPi4HasOneThatIsLocalToTheSite() throws Exception {
    board(PI_4);
    platform();
    assertThat(set()).isEqualTo("link set dev eth0 address 02:00:a1:b2:c3:d4\n");
  }

  /** Two cards with one address on a network shut each other out. */
  @Test
  void aCardOfTheSameKindThatWasPluggedInKeepsItsOwn() throws Exception {
    board(PI_3);
    usb("0424", "9500", LAN7800);
    assertThat(set()).isEmpty();
    usb("0424", "9500", "");
    assertThat(set()).isEmpty();
  }

  @Test
  void anAddressThatTheKernelWasToldStays() throws Exception {
    board(PI_4);
    platform();
    write("sys/devices/card/of_node/local-mac-address", "\0\0\0\0\0\0");
    assertThat(set()).isNotEmpty();
    Files.delete(root.resolve("set"));
    write("sys/devices/card/of_node/local-mac-address", "\0\1\2\3\4\5");
    assertThat(set()).isEmpty();
  }

  @Test
  void withoutASerialNumberNothingIsMadeOfZeros() throws Exception {
    board(PI_4);
    platform();
    write("sys/class/dmi/id/product_serial", "0000000000000000\n");
    assertThat(set()).isEmpty();
  }

  private void board(String compatible) throws IOException {
    write("proc/device-tree/compatible", compatible);
  }

  private void platform() throws IOException {
    Files.createDirectories(root.resolve("sys/devices/card/of_node"));
    link("card");
  }

  private void usb(String vendor, String product, String compatible) throws IOException {
    write("sys/devices/usb/idVendor", vendor + "\n");
    write("sys/devices/usb/idProduct", product + "\n");
    write("sys/devices/usb/if0/bInterfaceNumber", "00\n");
    Path node = write("sys/devices/usb/of_node/compatible", compatible);
    if (compatible.isEmpty()) {
      Files.delete(node);
      Files.delete(node.resolveSibling(""));
    }
    link("usb/if0");
  }

  private void link(String device) throws IOException {
    Path link = root.resolve("sys/class/net/eth0/device");
    Files.createDirectories(link.resolveSibling(""));
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, root.resolve("sys/devices").resolve(device));
  }

  /** What the script has told {@code ip} to do. */
  private String set() throws Exception {
    ProcessBuilder command =
        new ProcessBuilder("sh", SCRIPT.toAbsolutePath().toString(), "eth0", root.toString());
    command.environment().merge("PATH", root + "/bin", (path, first) -> first + ":" + path);
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    Path file = root.resolve("set");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Path write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }
}
