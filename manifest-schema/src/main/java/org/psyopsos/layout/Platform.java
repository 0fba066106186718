package org.psyopsos.layout;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** A kind of machine that a release is made for. */
public enum Platform {
  /** UEFI → GRUB (x86_64-efi). */
  X86_64_UEFI("x86_64-uefi", "x86_64", "x86_64-efi", "EFI/BOOT/BOOTX64.EFI"),
  /** VideoCore → U-Boot → GRUB (arm64-efi), Raspberry Pi 3 and 4. */
  AARCH64_RPI("aarch64-rpi", "aarch64", "arm64-efi", "EFI/BOOT/BOOTAA64.EFI");

  private static final String GRUB = "grub/";

  /** VideoCore's boot ROM and firmware look for these names. */
  private static final Pattern VIDEOCORE =
      Pattern.compile("bootcode\\.bin|start[^/]*\\.elf|fixup[^/]*\\.dat");

  private final String id;
  private final String architecture;
  private final String grubTarget;
  private final String efiLoader;

  Platform(String id, String architecture, String grubTarget, String efiLoader) {
    this.id = id;
    this.architecture = architecture;
    this.grubTarget = grubTarget;
    this.efiLoader = efiLoader;
  }

  /** The name in settings, documents and object names. */
  public String id() {
    return id;
  }

  /** The kernel's machine name ({@code uname -m}). */
  public String architecture() {
    return architecture;
  }

  /** GRUB's name for it: the argument of {@code grub-mkimage -O}. */
  public String grubTarget() {
    return grubTarget;
  }

  /** The file on the EFI partition that firmware starts. */
  public String efiLoader() {
    return efiLoader;
  }

  /**
   * Whether a file of an EFI release belongs to the loader: to what runs, or is read, before GRUB
   * reads its configuration. On a PC that is GRUB's EFI program; on a Raspberry Pi also firmware,
   * U-Boot, what they read, and device trees.
   *
   * @param path on the EFI partition
   */
  public boolean isLoader(String path) {
    return switch (this) {
      case X86_64_UEFI -> path.equals(efiLoader);
      case AARCH64_RPI -> !path.startsWith(GRUB);
    };
  }

  /**
   * Whether a file of an EFI release is firmware, of which only a whole set starts the board.
   *
   * @param path on the EFI partition
   */
  public boolean isFirmware(String path) {
    return this == AARCH64_RPI && VIDEOCORE.matcher(path).matches();
  }

  /**
   * The platform with this name.
   *
   * @throws BadInput where there is none
   */
  public static Platform ofId(String id) {
    return Arrays.stream(values())
        .filter(platform -> platform.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("unknown platform")
                        .expected(
                            Arrays.stream(values())
                                .map(Platform::id)
                                .collect(Collectors.joining(" or ")))
                        .found("'" + id + "'")));
  }

  @Override
  public String toString() {
    return id;
  }
}
