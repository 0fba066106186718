package org.psyopsos.builder.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.psyopsos.io.ProcessCommandRunner;

/** Small artifacts that pass every check: a real squashfs, the headers of a bzImage, a cpio. */
public final class Artifacts {

  private static final int KERNEL_SIZE = 300_000;

  private Artifacts() {}

  /** Writes kernel, kernel.version, initramfs and squashfs into {@code directory}. */
  public static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("kernel"), bzImage("6.1.0-56-amd64"));
    Files.writeString(directory.resolve("kernel.version"), "6.1.0-56-amd64\n");
    Files.writeString(directory.resolve("initramfs"), "070701" + "0".repeat(104));
    Path tree = Files.createTempDirectory("tree");
    byte[] noise = new byte[200_000];
    new Random(3).nextBytes(noise);
    Files.write(tree.resolve("noise"), noise);
    Files.writeString(tree.resolve("text"), "some text\n".repeat(30_000));
    new ProcessCommandRunner()
        .runOrFail(
            "mksquashfs",
            tree.toString(),
            directory.resolve("squashfs").toString(),
            "-comp",
            "zstd",
            "-quiet",
            "-no-progress",
            "-mkfs-time",
            "0",
            "-all-time",
            "0");
    Files.delete(tree.resolve("noise"));
    Files.delete(tree.resolve("text"));
    Files.delete(tree);
  }

  /** The beginning of a kernel for arm64, and noise. */
  public static byte[] arm64Image() {
    byte[] bytes = new byte[KERNEL_SIZE];
    new Random(7).nextBytes(bytes);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(56, 0x644d5241);
    return bytes;
  }

  /** The same, and the line that it says first when it boots, at {@code offset}. */
  public static byte[] arm64Image(String release, int offset) {
    byte[] bytes = arm64Image();
    byte[] banner = ("Linux version " + release + " (builder@host) #1 SMP\n\0").getBytes(US_ASCII);
    System.arraycopy(banner, 0, bytes, offset, banner.length);
    return bytes;
  }

  /** The beginning of a kernel of this release, and noise. */
  public static byte[] bzImage(String release) {
    byte[] bytes = new byte[KERNEL_SIZE];
    new Random(5).nextBytes(bytes);
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    head.putShort(0x1fe, (short) 0xaa55);
    head.putInt(0x202, 0x53726448);
    head.putShort(0x20e, (short) 0x1000);
    byte[] text = (release + " (builder@host) #1\0").getBytes(US_ASCII);
    head.put(0x1200, text);
    return bytes;
  }
}
