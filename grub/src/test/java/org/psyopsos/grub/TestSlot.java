package org.psyopsos.grub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Sha256;

/** The files of a slot that GRUB looks at, in a directory to change before it is written. */
record TestSlot(Path directory) {

  static final KernelArguments ARGUMENTS =
      new KernelArguments("console=ttyS0,115200n8 quiet x=* y=[a-z] ro");

  /** A complete slot of a PC whose initramfs is this text. */
  static TestSlot of(Path directory, String initramfs) throws IOException {
    return of(
        directory,
        Map.of(
            "kernel",
            TestKernel.image(),
            "initramfs",
            initramfs.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A complete slot of these files. */
  static TestSlot of(Path directory, Map<String, byte[]> files) throws IOException {
    TestSlot slot = new TestSlot(Files.createDirectories(directory));
    TreeMap<String, byte[]> listed = new TreeMap<>(files);
    listed.put(BootFiles.ENVIRONMENT, BootFiles.environment(ARGUMENTS));
    TreeMap<String, Sha256> sums = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : listed.entrySet()) {
      slot.with(file.getKey(), file.getValue());
      sums.put(file.getKey(), Sha256.of(file.getValue()));
    }
    return slot.with(BootFiles.SUMS, BootFiles.sums(sums))
        .with("manifest.json", "{}".getBytes(StandardCharsets.US_ASCII));
  }

  TestSlot without(String name) throws IOException {
    Files.delete(directory.resolve(name));
    return this;
  }

  TestSlot with(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  /** The last byte of a file is another one: only the file's hash tells. */
  TestSlot rotten(String name) throws IOException {
    byte[] file = Files.readAllBytes(directory.resolve(name));
    file[file.length - 1] ^= 1;
    return with(name, file);
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
