package org.psyopsos.grub;

import java.util.List;
import java.util.stream.Stream;
import org.psyopsos.layout.Platform;

/** The modules that {@code grub-mkimage} puts into the EFI program; grub.cfg needs no others. */
public final class GrubModules {

  private static final List<String> EVERYWHERE =
      List.of(
          "part_gpt",
          "part_msdos",
          "fat",
          "ext2",
          "normal",
          "configfile",
          "linux",
          "loadenv",
          "regexp",
          "probe",
          "hashsum",
          "gcry_sha256",
          "test",
          "true",
          "echo",
          "sleep",
          "reboot",
          "halt",
          "minicmd",
          "ls",
          "cat",
          "memdisk",
          "newc");

  private static final List<String> ON_PC = List.of("serial", "all_video", "chain", "efifwsetup");

  /** Not gzio: with it GRUB unpacks every file that it reads, a boot environment too. */
  private static final List<String> ON_PI = List.of("fdt");

  private GrubModules() {}

  /** In the order in which they are given to {@code grub-mkimage}, which shows in its output. */
  public static List<String> of(Platform platform) {
    List<String> special =
        switch (platform) {
          case X86_64_UEFI -> ON_PC;
          case AARCH64_RPI -> ON_PI;
        };
    return Stream.concat(EVERYWHERE.stream(), special.stream()).toList();
  }
}
