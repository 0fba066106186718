package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk image that is seen through {@code qemu-storage-daemon}, as a file of the same size. */
final class ExportedImage implements AutoCloseable {

  private static final int ATTEMPTS = 500;
  private static final int STEP_MILLIS = 20;

  private final Process daemon;
  private final Path path;

  private ExportedImage(Process daemon, Path path) {
    this.daemon = daemon;
    this.path = path;
  }

  /** Every request is written to a log; where the daemon's own files are forced does not matter. */
  static ExportedImage recording(Namespace namespace, Path image, Path log) throws IOException {
    Files.write(log, new byte[0]);
    return export(
        namespace,
        image,
        List.of(
            "driver=file,node-name=log,cache.no-flush=on,filename=" + log,
            "driver=blklogwrites,node-name=top,file=image,log=log,log-super-update-interval=1"));
  }

  /** A request fails. */
  static ExportedImage failing(Namespace namespace, Path image, Fault fault) throws IOException {
    return export(
        namespace,
        image,
        List.of(
            "driver=blkdebug,node-name=faulty,image=image," + fault.rules(),
            "driver=raw,node-name=top,file=faulty"));
  }

  private static ExportedImage export(Namespace namespace, Path image, List<String> nodes)
      throws IOException {
    Path path = Files.write(image.resolveSibling(image.getFileName() + ".export"), new byte[0]);
    Path ready = image.resolveSibling(image.getFileName() + ".pid");
    Path said = image.resolveSibling(image.getFileName() + ".daemon");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>(List.of("qemu-storage-daemon", "--pidfile"));
    command.add(ready.toString());
    command.addAll(
        List.of("--blockdev", "driver=file,node-name=image,cache.no-flush=on,filename=" + image));
    for (String node : nodes) {
      command.addAll(List.of("--blockdev", node));
    }
    command.add("--export");
    command.add("type=fuse,id=export,node-name=top,writable=on,allow-other=off,mountpoint=" + path);
    Process daemon = namespace.start(said, command);
    for (int i = 0; i < ATTEMPTS && daemon.isAlive() && Files.notExists(ready); i++) {
      sleep();
    }
    if (Files.notExists(ready)) {
      daemon.destroy();
      throw new IOException("qemu-storage-daemon does not export: " + Files.readString(said));
    }
    return new ExportedImage(daemon, path);
  }

  Path path() {
    return path;
  }

  /** Afterwards the image, and a log, hold all that was written. */
  @Override
  public void close() {
    daemon.destroy();
    daemon.onExit().join();
  }

  private static void sleep() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
