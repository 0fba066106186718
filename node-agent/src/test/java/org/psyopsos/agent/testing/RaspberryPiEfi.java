package org.psyopsos.agent.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.UBootName;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** Small EFI releases of a Raspberry Pi: for each stage of its boot, what that looks for. */
public final class RaspberryPiEfi {

  public static final String CONFIG = "config.txt";
  public static final String LOADER = "EFI/BOOT/BOOTAA64.EFI";

  /** What the boot ROM and the firmware look for. */
  public static final List<String> FIRMWARE =
      List.of("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat");

  private RaspberryPiEfi() {}

  /** A release that has GRUB, its configuration, U-Boot for a Pi 3 and a device tree of its own. */
  public static TestRelease of(TestRepository repository, String version) {
    return TestRelease.esp(repository, version, files(version));
  }

  /** What that holds, to be changed. */
  public static Map<String, byte[]> files(String version) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[] config = TestRelease.content("grub.cfg " + version, 700);
    byte[] sums = ConfigFiles.sums(Sha256.of(config));
    files.put(LOADER, TestRelease.content("loader " + version, 900));
    files.put(ConfigFiles.CONFIG, config);
    files.put(ConfigFiles.SUMS, sums);
    files.put(ConfigFiles.SPARE_CONFIG, config);
    files.put(ConfigFiles.SPARE_SUMS, sums);
    FIRMWARE.forEach(name -> files.put(name, TestRelease.content(name, 600)));
    byte[] pi3 = TestRelease.content("U-Boot 3 " + version, 800);
    byte[] pi4 = TestRelease.content("U-Boot 4", 300);
    String pi3Name = UBootName.of(3, Sha256.of(pi3));
    String pi4Name = UBootName.of(4, Sha256.of(pi4));
    files.put(pi3Name, pi3);
    files.put(pi4Name, pi4);
    files.put("boot.scr", TestRelease.content("boot.scr", 100));
    byte[] tree = TestRelease.content("device tree " + version, 400);
    files.put("bcm2837-rpi-3-b.dtb", tree);
    files.put("dtb/broadcom/bcm2837-rpi-3-b.dtb", tree);
    files.put(CONFIG, configTxt(pi3Name, pi4Name).getBytes(StandardCharsets.US_ASCII));
    return files;
  }

  /** The names that this file of the firmware's tells it to start. */
  public static List<String> started(byte[] configTxt) {
    return new String(configTxt, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.startsWith("kernel="))
        .map(line -> line.substring("kernel=".length()))
        .toList();
  }

  private static String configTxt(String pi3, String pi4) {
    return "arm_64bit=1\n[pi3]\nkernel=" + pi3 + "\n[pi4]\nkernel=" + pi4 + "\n[all]\n";
  }
}
