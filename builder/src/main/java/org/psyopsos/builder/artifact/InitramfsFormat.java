package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** What an initramfs may begin with: a cpio archive, or one of the kernel's compressions. */
enum InitramfsFormat {
  CPIO("303730373031"),
  CPIO_CRC("303730373032"),
  GZIP("1f8b"),
  ZSTD("28b52ffd"),
  XZ("fd377a585a00"),
  LZ4("04224d18"),
  LZ4_LEGACY("02214c18");

  private static final int LONGEST = 6;

  private final String magic;

  /** The first bytes, in hexadecimal. */
  InitramfsFormat(String magic) {
    this.magic = magic;
  }

  static void require(Path file) throws IOException {
    String head;
    try (InputStream in = Files.newInputStream(file)) {
      head = HexFormat.of().formatHex(in.readNBytes(LONGEST));
    }
    if (Arrays.stream(values()).noneMatch(format -> head.startsWith(format.magic))) {
      throw new BadInput(
          Problem.of("the initramfs is not one")
              .at(file)
              .expected("a cpio archive, or gzip, zstd, xz or lz4")
              .found("bytes " + head));
    }
  }
}
