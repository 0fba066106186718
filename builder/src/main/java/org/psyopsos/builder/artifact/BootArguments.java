package org.psyopsos.builder.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.psyopsos.manifest.KernelArguments;

/** {@code boot.env}: a GRUB environment block with the one variable {@code kernel_args}. */
public final class BootArguments {

  /** The file's name in a release. */
  public static final String FILE_NAME = "boot.env";

  private static final int SIZE = 1024;

  private BootArguments() {}

  /** The file's content. */
  public static byte[] block(KernelArguments arguments) {
    byte[] text =
        ("# GRUB Environment Block\nkernel_args=" + arguments.value() + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] block = new byte[SIZE];
    Arrays.fill(block, (byte) '#');
    System.arraycopy(text, 0, block, 0, text.length);
    return block;
  }
}
