package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that a kernel says first when it boots; it stands in clear text in one that is not
 * compressed. Source: Linux, init/version-timestamp.c.
 */
final class KernelBanner {

  private static final int BLOCK = 64 << 10;

  /** Longer than the line's beginning is with the longest release string. */
  private static final int OVERLAP = 256;

  /** The blank is part of it: without, the end of a block could cut the release short. */
  private static final Pattern RELEASE =
      Pattern.compile("Linux version ([0-9][0-9A-Za-z.+~_-]{0,127}) ");

  private KernelBanner() {}

  /** The kernel's release string, read block by block; empty where there is no such line. */
  static Optional<String> release(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String end = "";
      for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
        String text = end + new String(block, StandardCharsets.ISO_8859_1);
        Matcher matcher = RELEASE.matcher(text);
        if (matcher.find()) {
          return Optional.of(matcher.group(1));
        }
        end = text.substring(Math.max(0, text.length() - OVERLAP));
      }
      return Optional.empty();
    }
  }
}
