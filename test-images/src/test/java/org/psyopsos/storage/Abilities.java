package org.psyopsos.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.psyopsos.io.CommandResult;
import org.psyopsos.scenario.Programs;

/**
 * What this machine's kernel lets these scenarios do, found out by doing it.
 *
 * @param missing what they cannot do without; empty where all is there
 * @param partitions whether it finds the partitions of a loop device by itself
 * @param vfat whether it mounts FAT
 */
record Abilities(String missing, boolean partitions, boolean vfat) {

  private static final int SIZE = 4 << 20;

  /** Leaves out the test, and says why, on a machine that cannot run it. */
  static Abilities require() {
    Abilities found = Holder.FOUND;
    Assumptions.assumeTrue(found.missing.isEmpty(), found.missing);
    return found;
  }

  private static Abilities of(Path directory) throws IOException {
    Path image = Files.write(directory.resolve("probe.img"), new byte[SIZE]);
    Path log = directory.resolve("probe.log");
    try (Namespace namespace = Namespace.open(directory)) {
      try (ExportedImage exported = ExportedImage.recording(namespace, image, log)) {
        return of(namespace, exported.path());
      } catch (IOException e) {
        return missing("no FUSE export of an image: " + e.getMessage());
      }
    } catch (IOException e) {
      return missing("no mount namespace (is this root?): " + e.getMessage());
    }
  }

  private static Abilities of(Namespace namespace, Path image) {
    namespace.run("sgdisk", "--new=1:2048:0", image.toString());
    CommandResult attached =
        namespace.run("losetup", "--find", "--show", "--partscan", image.toString());
    if (attached.exitStatus() != 0) {
      return missing("no loop device over FUSE: " + attached.errors());
    }
    String loop = attached.output().strip();
    try {
      boolean partitions = Files.exists(Path.of(loop + "p1"));
      boolean vfat = isMounted(namespace, "vfat", loop, "mkfs.vfat", "-I");
      boolean ext4 = isMounted(namespace, "ext4", loop, "mkfs.ext4", "-qF");
      return new Abilities(ext4 ? "" : "the kernel does not mount ext4", partitions, vfat);
    } finally {
      namespace.runOrFail("losetup", "--detach", loop);
    }
  }

  private static boolean isMounted(
      Namespace namespace, String type, String device, String... makeFileSystem) {
    String[] make = Arrays.copyOf(makeFileSystem, makeFileSystem.length + 1);
    make[makeFileSystem.length] = device;
    namespace.runOrFail(make);
    boolean mounted = namespace.run("mount", "-t", type, device, "/run").exitStatus() == 0;
    if (mounted) {
      namespace.runOrFail("umount", "/run");
    }
    return mounted;
  }

  private static Abilities missing(String what) {
    return new Abilities(what.strip(), false, false);
  }

  private static final class Holder {
    static final Abilities FOUND = find();

    private static Abilities find() {
      try {
        Path directory = Path.of("target/storage-probe").toAbsolutePath();
        Programs.run("rm", "-rf", directory.toString());
        return of(Files.createDirectories(directory));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
