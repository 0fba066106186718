package org.psyopsos.crash;

import java.util.Arrays;
import java.util.zip.CRC32;

/** The bytes that a request puts into one sector. */
final class Sector {

  private final int number;
  private final byte[] data;
  private final long hash;

  Sector(int number, byte[] data) {
    this.number = number;
    this.data = data;
    this.hash = hash(number, data);
  }

  /** Counted from the beginning of the recorded range. */
  int number() {
    return number;
  }

  byte[] data() {
    return data;
  }

  /** Of number and bytes; its bits are well mixed, so that sums of hashes tell sets apart. */
  long hash() {
    return hash;
  }

  private static long hash(int number, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    long mixed = crc.getValue() << 32 ^ Arrays.hashCode(data) ^ number * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
