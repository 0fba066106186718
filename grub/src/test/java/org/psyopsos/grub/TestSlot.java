package org.psyopsos.grub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Sha256;

/** The files of a slot that GRUB looks at, in a directory to change before it is written. */
record TestSlot(Path directory) {

  static final KernelArguments ARGUMENTS =
      new KernelArguments("console=ttyS0,115200n8 quiet x=* y=[a-z] ro");

  /** A complete slot whose initramfs is this text. */
  static TestSlot of(Path directory, String initramfs) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("kernel"), TestKernel.image());
    Files.writeString(directory.resolve("initramfs"), initramfs, StandardCharsets.US_ASCII);
    Files.write(directory.resolve(BootFiles.ENVIRONMENT), BootFiles.environment(ARGUMENTS));
    Files.writeString(directory.resolve("manifest.json"), "{}", StandardCharsets.US_ASCII);
    TreeMap<String, Sha256> sums = new TreeMap<>();
    for (String name : new String[] {"kernel", "initramfs", BootFiles.ENVIRONMENT}) {
      sums.put(name, Sha256.of(directory.resolve(name)));
    }
    Files.write(directory.resolve(BootFiles.SUMS), BootFiles.sums(sums));
    return new TestSlot(directory);
  }

  TestSlot without(String name) throws IOException {
    Files.delete(directory.resolve(name));
    return this;
  }

  TestSlot with(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
    return this;
  }

  /** Makes an ext4 file system of it at an offset of a disk image. */
  void writeTo(Path image, long offset, int mib) {
    new ProcessCommandRunner()
        .runOrFail(
            "mke2fs",
            "-q",
            "-t",
            "ext4",
            "-O",
            "^metadata_csum_seed,^orphan_file",
            "-d",
            directory.toString(),
            "-E",
            "offset=" + offset,
            image.toString(),
            mib + "m");
  }
}
