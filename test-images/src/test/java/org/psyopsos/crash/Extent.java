package org.psyopsos.crash;

/**
 * Where something lies on a disk.
 *
 * @param offset of its first byte
 * @param length in bytes
 */
public record Extent(long offset, long length) {

  static final int SECTOR = 512;

  int firstSector() {
    return Math.toIntExact(offset / SECTOR);
  }

  int sectors() {
    return Math.toIntExact(length / SECTOR);
  }

  /** Whether a sector of the disk belongs to it. */
  boolean holds(int sector) {
    return sector >= firstSector() && sector < firstSector() + sectors();
  }
}
