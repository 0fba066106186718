package org.psyopsos.grub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What {@code grub/grub.cfg} is made from. The same values give the same bytes; nothing of it
 * changes on the node.
 *
 * @param platform whose terminals and menu entries it gets
 * @param layout whose labels it passes to the kernel
 * @param lastResort the slot that boots when no copy of the environment is valid
 * @param menuTimeout how long the menu waits, whole seconds, 0 to 60
 * @param memtest whether {@code memtest/memtest.efi} comes with it
 * @param lastUpdated the version of the EFI release that holds it
 */
public record GrubConfig(
    Platform platform,
    DiskLayout layout,
    Slot lastResort,
    Duration menuTimeout,
    boolean memtest,
    ReleaseVersion lastUpdated) {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  public GrubConfig {
    if (menuTimeout.isNegative()
        || menuTimeout.compareTo(LONGEST) > 0
        || !menuTimeout.equals(Duration.ofSeconds(menuTimeout.toSeconds()))) {
      throw new BadInput(
          Problem.of("not a timeout for the boot menu")
              .expected("0 to " + LONGEST.toSeconds() + " whole seconds")
              .found(menuTimeout));
    }
  }

  /** The text of {@code grub/grub.cfg}. */
  public String render() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("TERMINALS", resource("terminals-" + platform.id() + ".cfg"));
    values.put("ENTRIES", resource("entries-" + platform.id() + ".cfg"));
    values.put("DECIDE", decision());
    values.put("HARDWARE", hardware(platform));
    values.put("LAST_UPDATED", lastUpdated.value());
    values.put("LAST_RESORT_LABEL", layout.slot(lastResort).label().value());
    values.put("LAST_RESORT", lastResort.id());
    values.put("EXTRA_PROGRAMS", memtest ? "memtest" : "");
    values.put("LABEL_A", layout.slot(Slot.A).label().value());
    values.put("LABEL_B", layout.slot(Slot.B).label().value());
    values.put("TIMEOUT", String.valueOf(menuTimeout.toSeconds()));
    String text = resource("grub.cfg");
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue());
    }
    return text;
  }

  /**
   * What {@code grub-mkimage -c} embeds: where grub.cfg is, and to look there as the memdisk says.
   */
  public static String early() {
    return resource("early.cfg") + "\n";
  }

  /**
   * What {@code grub-mkimage -m} embeds: an archive with the script that takes an intact grub.cfg.
   * The language of {@link #early} has no conditions.
   */
  public static byte[] memdisk() {
    return new CpioArchive().file("choose.cfg", bytes(resource("choose.cfg") + "\n")).end();
  }

  /** What U-Boot does on a Raspberry Pi: the text of {@code boot.scr}. */
  public static String uBootScript() {
    return resource("boot.cmd") + "\n";
  }

  /** What lies in the directory through which U-Boot's script starts GRUB on one board. */
  public static String boardReadme() {
    return resource("board-readme.txt") + "\n";
  }

  /** What differs from board to board, alone. */
  static String hardware(Platform platform) {
    return resource("hardware-" + platform.id() + ".cfg");
  }

  /** The functions that decide, alone. */
  static String decision() {
    return resource("decide.cfg");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    try (InputStream in = GrubConfig.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in this program: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
