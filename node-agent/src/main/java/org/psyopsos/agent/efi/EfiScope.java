package org.psyopsos.agent.efi;

import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Manifest;

/**
 * What of a release goes onto the EFI partition. Firmware never does: FAT replaces one file at a
 * time, and only a whole set of it starts the board.
 *
 * @param platform of the release
 * @param loader whether the loader does
 */
record EfiScope(Platform platform, boolean loader) {

  static EfiScope of(Manifest release, boolean loader) {
    return new EfiScope(release.platform(), loader);
  }

  /** Whether this file does. */
  boolean takes(String path) {
    return !platform.isFirmware(path) && (loader || !platform.isLoader(path));
  }

  /** Whether this file does, and is of the loader. */
  boolean takesLoader(String path) {
    return takes(path) && platform.isLoader(path);
  }
}
