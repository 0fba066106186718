package org.psyopsos.agent.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.grub.BootControl;
import org.psyopsos.layout.Slot;

/**
 * The node that this process runs on, held exclusively until it is closed. The EFI partition is
 * mounted only while something is done to it.
 */
public final class Node implements AutoCloseable {

  private static final String EXT4 = "ext4";
  private static final String FAT = "vfat";

  private final Host host;
  private final NodeLock lock;
  private final KernelCommandLine kernel;
  private final BootDisk disk;
  private final Mounts mounts;

  private Node(Host host, NodeLock lock) {
    this.host = host;
    this.lock = lock;
    this.kernel = KernelCommandLine.read(host.paths().kernelCommandLine());
    this.disk = BootDisk.find(kernel, host.commands(), host.paths().root());
    this.mounts = new Mounts(host.commands(), host.paths().runtime());
    mounts.unmountLeftovers(List.of(disk.efi(), disk.a(), disk.b()));
  }

  /**
   * Takes the lock and finds the disk.
   *
   * @param patience how long to wait for another agent that holds the lock
   */
  public static Node open(Host host, Duration patience) {
    host.requireSuperuser();
    NodeLock lock = NodeLock.acquire(host.paths().lock(), patience, host.pause());
    try {
      return new Node(host, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public Host host() {
    return host;
  }

  public KernelCommandLine kernel() {
    return kernel;
  }

  public Slot booted() {
    return disk.booted();
  }

  public Partition slot(Slot slot) {
    return disk.slot(slot);
  }

  /** Looks at the boot environment. */
  public <T> T readingBoot(Function<BootControl, T> look) {
    return withBoot(Mode.READ_ONLY, look);
  }

  /** Changes the boot environment; it is on the medium when this returns. */
  public <T> T writingBoot(Function<BootControl, T> change) {
    return withBoot(Mode.READ_WRITE, change);
  }

  /** Looks into a slot where it is mounted, or mounts it read-only for that. */
  public <T> T reading(Slot slot, Function<Path, T> look) {
    Optional<Path> mounted =
        disk.slot(slot).mountPoints().stream()
            .filter(place -> !place.startsWith(host.paths().runtime()))
            .filter(Files::isDirectory)
            .findFirst();
    if (mounted.isPresent()) {
      return look.apply(mounted.get());
    }
    try (Mounted place = mountSlot(slot, Mode.READ_ONLY)) {
      return look.apply(place.path());
    }
  }

  /** Mounts a slot; whoever writes to it asks {@link #requireFree} first. */
  public Mounted mountSlot(Slot slot, Mode mode) {
    return mounts.mount(disk.slot(slot), EXT4, mode);
  }

  /** Refuses a slot that somebody else has mounted. */
  public void requireFree(Slot slot) {
    mounts.requireFree(disk.slot(slot));
  }

  @Override
  public void close() {
    lock.close();
  }

  private <T> T withBoot(Mode mode, Function<BootControl, T> use) {
    try (Mounted efi = mounts.mount(disk.efi(), FAT, mode)) {
      return use.apply(new BootControl(efi.path()));
    }
  }
}
