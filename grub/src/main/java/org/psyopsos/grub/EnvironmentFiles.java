package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The door to the two files of the boot environment. There is one real one, {@link InPlaceFiles};
 * crash tests put themselves in between to count, tear and lose writes.
 */
public interface EnvironmentFiles {

  /**
   * The file's bytes, or the first of them where there are too many.
   *
   * @param limit how many bytes to read at most
   */
  byte[] read(Path file, int limit) throws IOException;

  /** Overwrites an existing file of exactly this size in place and forces it to the medium. */
  void overwrite(Path file, byte[] block) throws IOException;

  /**
   * Makes the file consist of these bytes, whatever was there, and forces it and its directory
   * entry. Not safe against a crash: only for a copy that nothing depends on.
   */
  void create(Path file, byte[] block) throws IOException;
}
