package org.psyopsos.grub;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Sha256;

/** The files of a release that only GRUB reads. */
public final class BootFiles {

  /** Holds {@link #environment}. */
  public static final String ENVIRONMENT = "boot.env";

  /** Holds {@link #sums}; a release without it is only checked for being readable. */
  public static final String SUMS = "boot.sha256";

  private BootFiles() {}

  /** An environment block with the one variable {@code kernel_args}. */
  public static byte[] environment(KernelArguments arguments) {
    return GrubBlock.of("kernel_args=" + arguments.value() + "\n");
  }

  /**
   * What {@code sha256sum} prints: GRUB compares it before it boots, so that a rotten kernel,
   * initramfs or device tree ends on the other slot.
   *
   * @param files kernel, initramfs, boards' device trees and {@link #ENVIRONMENT} by their names in
   *     the slot
   */
  public static byte[] sums(SortedMap<String, Sha256> files) {
    return files.entrySet().stream()
        .map(file -> file.getValue().hex() + "  " + file.getKey() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }
}
