package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Programs in front of this machine's own, where it lacks what a node has: systemd, and a kernel
 * that finds the partitions of a loop device and mounts FAT. An EFI partition is then an ext4.
 */
final class StandIns {

  /** What each begins with: behind it are this machine's own programs. */
  private static final String HEAD = "#!/bin/sh\nPATH=${PATH#*:}\n";

  private static final String SYSTEMCTL =
      """
      case "$*" in
        "restart node-agent-health.service") echo '{"checks":[]}' >/run/node-agent/health.json ;;
      esac
      """;

  private static final String LOSETUP =
      """
      said=$(losetup "$@") || exit
      echo "$said"
      case " $* " in *" --partscan "*) partx --add "$said" ;; esac
      """;

  private static final String MOUNT =
      """
      [ "$2" != vfat ] || { shift 2; set -- -t ext4 "$@"; }
      exec mount "$@"
      """;

  private static final String FSCK =
      """
      exec e2fsck -p "$2"
      """;

  private StandIns() {}

  /** Writes them into a directory. */
  static Path write(Path directory, Abilities abilities) throws IOException {
    Files.createDirectories(directory);
    write(directory, "systemctl", SYSTEMCTL);
    if (!abilities.partitions()) {
      write(directory, "losetup", LOSETUP);
    }
    if (!abilities.vfat()) {
      write(directory, "mount", MOUNT);
      write(directory, "fsck.vfat", FSCK);
    }
    return directory;
  }

  private static void write(Path directory, String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), HEAD + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
