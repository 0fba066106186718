package org.psyopsos.manifest;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** What a file of a release is for. */
public enum ArtifactRole {
  KERNEL("kernel"),
  INITRAMFS("initramfs"),
  SQUASHFS("squashfs"),
  MODLOOP("modloop"),
  DTB("dtb"),
  /** A GRUB environment block with the signed kernel arguments, read by grub.cfg. */
  BOOT_ARGUMENTS("boot-arguments"),
  /** Hashes of what GRUB loads, compared by grub.cfg before each boot. */
  BOOT_SUMS("boot-sums"),
  SYSTEM_MAP("system-map"),
  CONFIG("config"),
  VERSION_NOTE("version-note"),
  /** GRUB's EFI program, its configuration, memtest, firmware: content of the EFI partition. */
  EFI("efi");

  private final String id;

  ArtifactRole(String id) {
    this.id = id;
  }

  /** The name in a manifest. */
  public String id() {
    return id;
  }

  public static ArtifactRole ofId(String id) {
    return Arrays.stream(values())
        .filter(role -> role.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("unknown artifact role")
                        .expected(
                            Arrays.stream(values())
                                .map(ArtifactRole::id)
                                .collect(Collectors.joining(" or ")))
                        .found("'" + id + "'")));
  }
}
