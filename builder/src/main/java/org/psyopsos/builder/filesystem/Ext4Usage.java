package org.psyopsos.builder.filesystem;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.builder.disk.ByteRange;

/** Reads out of {@code dumpe2fs} which blocks are free; all others are in use. */
final class Ext4Usage {

  private static final Pattern FREE = Pattern.compile("^  Free blocks: (.*)$", Pattern.MULTILINE);
  private static final Pattern RUN = Pattern.compile("(\\d+)(?:-(\\d+))?");

  private Ext4Usage() {}

  /**
   * The bytes in use.
   *
   * @param told what dumpe2fs said: its groups, and so the free runs in them, come in order
   * @param range the file system's place in the image
   */
  static List<ByteRange> used(String told, ByteRange range) {
    List<ByteRange> used = new ArrayList<>();
    long end = range.start();
    Matcher groups = FREE.matcher(told);
    while (groups.find()) {
      Matcher run = RUN.matcher(groups.group(1));
      while (run.find()) {
        String last = run.group(2) == null ? run.group(1) : run.group(2);
        used.add(new ByteRange(end, range.start() + Long.parseLong(run.group(1)) * Ext4.BLOCK));
        end = range.start() + (Long.parseLong(last) + 1) * Ext4.BLOCK;
      }
    }
    used.add(new ByteRange(end, Math.max(end, range.end())));
    return used;
  }
}
