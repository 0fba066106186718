package org.psyopsos.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.manifest.Sha256;

/**
 * What must hold of an EFI partition at each moment of its update.
 *
 * @param old its files before
 * @param young its files after
 */
public record EfiUpdate(FileTree old, FileTree young) {

  /** The program that the firmware starts. */
  public static final String LOADER = "EFI/BOOT/BOOTX64.EFI";

  /** The directories with GRUB's configuration and the list that vouches for it. */
  public static final String GRUB = "grub";

  public static final String SPARE = "grub/spare";

  private static final List<String> COPIES = List.of("grub/env.a", "grub/env.b");

  /** What a boot reads. */
  private static final List<String> FILES =
      List.of(
          LOADER,
          ConfigFiles.CONFIG,
          ConfigFiles.SUMS,
          ConfigFiles.SPARE_CONFIG,
          ConfigFiles.SPARE_SUMS,
          COPIES.get(0),
          COPIES.get(1));

  /** What is wrong; nothing where the partition boots. */
  public List<String> complaints(FileTree files) {
    List<String> complaints = new ArrayList<>();
    require(
        isKnown(files, LOADER), "the loader is neither the old one nor the new one", complaints);
    require(!files.isShared(LOADER), "the loader's clusters have two names", complaints);
    boolean intact = isIntact(files, GRUB);
    String config = intact ? ConfigFiles.CONFIG : ConfigFiles.SPARE_CONFIG;
    require(
        intact || isIntact(files, SPARE),
        "neither grub.cfg nor its spare is what its list says",
        complaints);
    require(isKnown(files, ConfigFiles.CONFIG), "grub.cfg is neither old nor new", complaints);
    require(!files.isShared(config), "the configuration's clusters have two names", complaints);
    for (String copy : COPIES) {
      require(equal(read(files, copy), read(old, copy)), copy + " has changed", complaints);
    }
    return complaints;
  }

  /**
   * What a checker took away: each file that was there is there still, but for one that shared its
   * place with another, and the partition boots.
   *
   * @param found the files before it mended the partition
   */
  public List<String> complaintsAfterMending(FileTree found, FileTree mended) {
    List<String> complaints = new ArrayList<>();
    for (String path : FILES) {
      byte[] before = read(found, path);
      require(
          before.length == 0 || found.isShared(path) || equal(read(mended, path), before),
          path + " is another one after it was mended",
          complaints);
    }
    require(isKnown(mended, LOADER), "the loader did not survive", complaints);
    require(
        isIntact(mended, GRUB) || isIntact(mended, SPARE),
        "neither grub.cfg nor its spare survived",
        complaints);
    return complaints;
  }

  /** Whether the old loader would start the new configuration. */
  public boolean isOldLoaderBesideNewConfig(FileTree files) {
    return isIntact(files, GRUB)
        && equal(read(files, ConfigFiles.CONFIG), read(young, ConfigFiles.CONFIG))
        && equal(read(files, LOADER), read(old, LOADER));
  }

  /** Whether a directory holds the old or the new configuration, and a list that says so. */
  public boolean isIntact(FileTree files, String directory) {
    byte[] config = read(files, directory + "/grub.cfg");
    byte[] sums = read(files, directory + "/grub.sha256");
    return equal(sums, ConfigFiles.sums(Sha256.of(config)))
        && (equal(config, read(old, ConfigFiles.CONFIG))
            || equal(config, read(young, ConfigFiles.CONFIG)));
  }

  /** Whether a file is the old one or the new one. */
  public boolean isKnown(FileTree files, String path) {
    byte[] found = read(files, path);
    return equal(found, read(old, path)) || equal(found, read(young, path));
  }

  /** A file's bytes; none where it cannot be read. */
  public static byte[] read(FileTree files, String path) {
    return files.read(path).orElse(new byte[0]);
  }

  private static void require(boolean holds, String complaint, List<String> complaints) {
    if (!holds) {
      complaints.add(complaint);
    }
  }

  private static boolean equal(byte[] one, byte[] other) {
    return one.length > 0 && Arrays.equals(one, other);
  }
}
