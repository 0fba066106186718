package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.manifest.Sha256;

/**
 * grub.cfg and its spare on an EFI partition, each with a list beside it that says what it must be.
 * GRUB takes the first of the two that is what its list says. The lists are alike, and each stands
 * for the directory that it lies in: one that ends up in the other's place vouches for nothing
 * else.
 */
public final class ConfigFiles {

  /** The configuration, relative to the EFI partition. */
  public static final String CONFIG = "grub/grub.cfg";

  /** The list that vouches for {@link #CONFIG}. */
  public static final String SUMS = "grub/grub.sha256";

  /** The directory of the spare. */
  public static final String SPARE = "grub/spare";

  /** What GRUB takes where {@link #CONFIG} is not intact. */
  public static final String SPARE_CONFIG = "grub/spare/grub.cfg";

  /** The list that vouches for {@link #SPARE_CONFIG}. */
  public static final String SPARE_SUMS = "grub/spare/grub.sha256";

  private static final String LISTED = "grub.cfg";

  private final Path efiPartition;

  public ConfigFiles(Path efiPartition) {
    this.efiPartition = efiPartition;
  }

  /** The list that vouches for a configuration. */
  public static byte[] sums(Sha256 config) {
    return BootFiles.sums(new TreeMap<>(Map.of(LISTED, config)));
  }

  /** Whether {@link #CONFIG} is what its list says. */
  public boolean isIntact() {
    return isIntact(CONFIG, SUMS);
  }

  /** Whether {@link #SPARE_CONFIG} is what its list says. */
  public boolean isSpareIntact() {
    return isIntact(SPARE_CONFIG, SPARE_SUMS);
  }

  private boolean isIntact(String config, String sums) {
    try {
      byte[] expected = sums(Sha256.of(efiPartition.resolve(config)));
      byte[] found = BoundedFiles.read(efiPartition.resolve(sums), expected.length);
      return Arrays.equals(found, expected);
    } catch (IOException e) {
      return false; // GRUB could not read it either.
    }
  }
}
