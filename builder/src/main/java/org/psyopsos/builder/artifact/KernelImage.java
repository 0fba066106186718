package org.psyopsos.builder.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;

/**
 * The beginning of a kernel. Sources: Linux, Documentation/arch/x86/boot.rst,
 * Documentation/arch/arm64/booting.rst and arch/arm/boot/compressed/head.S.
 */
final class KernelImage {

  private static final int HEAD = 64 << 10;
  private static final int VERSION_LENGTH = 128;
  private static final int HDR_S = 0x53726448;
  private static final int ARM64 = 0x644d5241;
  private static final int ARM32 = 0x016f2818;

  private final ByteBuffer head;

  private KernelImage(ByteBuffer head) {
    this.head = head;
  }

  static KernelImage read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new KernelImage(ByteBuffer.wrap(in.readNBytes(HEAD)).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /** Refuses a kernel that the platform's firmware and GRUB cannot start. */
  void requireFor(Platform platform, Path file) throws IOException {
    boolean fits =
        switch (platform) {
          case X86_64_UEFI -> isBzImage();
          case AARCH64_RPI -> isArm64();
        };
    if (!fits) {
      throw new BadInput(
          Problem.of("the kernel is not one for " + platform)
              .at(file)
              .expected(platform == Platform.X86_64_UEFI ? "a bzImage" : "an arm64 Image")
              .found(kind())
              .hint(
                  isGzip()
                      ? "gunzip it: GRUB unpacks nothing, so that it reads what others do"
                      : "compare artifacts.directory and platform in tk.toml"));
    }
    OptionalLong least = new PortableExecutable(head).leastLength();
    if (least.isPresent() && Files.size(file) < least.getAsLong()) {
      throw new BadInput(
          Problem.of("the kernel is cut short")
              .at(file)
              .expected("at least " + least.getAsLong() + " bytes, as it says")
              .found(Files.size(file) + " bytes")
              .hint("copy it again"));
    }
  }

  /** The release string that a bzImage states; the first word of its version text. */
  Optional<String> release() {
    if (!isBzImage()) {
      return Optional.empty();
    }
    int at = (head.getShort(0x20e) & 0xffff) + 0x200;
    if (at == 0x200 || at + VERSION_LENGTH > head.limit()) {
      return Optional.empty();
    }
    byte[] text = new byte[VERSION_LENGTH];
    head.get(at, text);
    return Optional.of(new String(text, StandardCharsets.ISO_8859_1).split("[ \0]", 2)[0]);
  }

  private String kind() {
    if (isBzImage()) {
      return "a bzImage (x86)";
    }
    if (isArm64()) {
      return "an arm64 Image";
    }
    if (isGzip()) {
      return "a gzip file";
    }
    return isArm32() ? "a zImage (32-bit Arm)" : "something else";
  }

  private boolean isBzImage() {
    return head.limit() > 0x240
        && head.getInt(0x202) == HDR_S
        && (head.getShort(0x1fe) & 0xffff) == 0xaa55;
  }

  private boolean isArm64() {
    return head.limit() >= 64 && head.getInt(56) == ARM64;
  }

  private boolean isArm32() {
    return head.limit() >= 64 && head.getInt(0x24) == ARM32;
  }

  private boolean isGzip() {
    return head.limit() >= 2 && (head.getShort(0) & 0xffff) == 0x8b1f;
  }
}
