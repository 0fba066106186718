package org.psyopsos.agent.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.agent.system.Mounts.Mode;
import org.psyopsos.agent.system.Mounts.Mounted;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.BootControl;
import org.psyopsos.io.Command;
import org.psyopsos.layout.Slot;

/**
 * The slots and the boot environment that this process works on, held exclusively until it is
 * closed: this node's, or those of another disk. The EFI partition is mounted only while something
 * is done to it.
 */
public final class Node implements AutoCloseable {

  private static final String EXT4 = "ext4";
  private static final String FAT = "vfat";

  private final Host host;
  private final NodeLock lock;
  private final Optional<OtherDisk> other;
  private final Optional<KernelCommandLine> kernel;
  private final Mounts mounts;
  private final BootDisk disk;
  private final Slot booted;

  private Node(
      Host host,
      NodeLock lock,
      Optional<OtherDisk> other,
      Function<Optional<KernelCommandLine>, BootDisk> find) {
    this.host = host;
    this.lock = lock;
    this.other = other;
    this.kernel = KernelCommandLine.read(host.paths().kernelCommandLine());
    this.mounts = mounts(host);
    this.disk = find.apply(kernel);
    this.booted = disk.booted().orElseGet(this::committed);
  }

  /**
   * Takes the lock and finds the disk.
   *
   * @param choice which disk
   * @param patience how long to wait for another agent that holds the lock
   */
  public static Node open(Host host, DiskChoice choice, Duration patience) {
    host.requireSuperuser();
    NodeLock lock = NodeLock.acquire(host.paths().lock(), patience, host.pause());
    try {
      return open(host, choice, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Node open(Host host, DiskChoice choice, NodeLock lock) {
    Devices devices = Devices.of(host);
    // First of all: what a killed agent left mounted of an image keeps that in use.
    mounts(host).unmountLeftovers(devices.all());
    return choice.other().isPresent()
        ? openOther(host, OtherDisk.open(choice.other().get(), host.commands()), lock)
        : new Node(
            host,
            lock,
            Optional.empty(),
            kernel -> BootDisk.find(kernel, choice.named(), devices, host.paths()));
  }

  private static Node openOther(Host host, OtherDisk other, NodeLock lock) {
    try {
      Path runtime = host.paths().runtime();
      return new Node(
          host,
          lock,
          Optional.of(other),
          kernel -> other.partitions(Devices.of(host), kernel, runtime));
    } catch (RuntimeException e) {
      other.close();
      throw e;
    }
  }

  private static Mounts mounts(Host host) {
    return new Mounts(host.commands(), host.paths().runtime());
  }

  public Host host() {
    return host;
  }

  /** What GRUB said of this boot; none where nothing of this disk was booted. */
  public Optional<KernelCommandLine> kernel() {
    return isRunning() ? kernel : Optional.empty();
  }

  /** Which board this is; none where GRUB does not say so, and for another disk. */
  public Optional<String> board() {
    return kernel().flatMap(KernelCommandLine::board);
  }

  /** Whether this system runs from one of these slots. */
  public boolean isRunning() {
    return disk.booted().isPresent();
  }

  /** The slot that runs; where none does, the committed one, which would. */
  public Slot booted() {
    return booted;
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

  /** Ends the count of boots that did not come up; changes nothing where there were none. */
  public void systemIsUp() {
    if (!readingBoot(BootControl::isCountSettled)) {
      writingBoot(
          boot -> {
            boot.cameUp();
            return boot;
          });
    }
  }

  /** Looks into the EFI partition. */
  public <T> T readingEfi(Function<Path, T> look) {
    try (Mounted efi = mountEfi(Mode.READ_ONLY)) {
      return look.apply(efi.path());
    }
  }

  /** Mounts the EFI partition; whoever writes files to it asks {@link #requireEfiFree} first. */
  public Mounted mountEfi(Mode mode) {
    return mounts.mount(disk.efi(), FAT, mode);
  }

  /** Refuses an EFI partition that somebody else has mounted, or that is write-protected. */
  public void requireEfiFree() {
    mounts.requireFree(disk.efi());
    WriteProtection.of(disk.efi(), host.paths())
        .ifPresent(
            problem -> {
              throw new NodeFault(problem);
            });
  }

  /** Checks the file system of the EFI partition and mends it; returns fsck.vfat's status. */
  public int checkEfi() {
    Command check = Command.of("fsck.vfat", "-a", disk.efi().device().toString());
    return host.commands().run(check).exitStatus();
  }

  /** Looks into a slot where it is mounted, or mounts it read-only for that. */
  public <T> T reading(Slot slot, Function<Path, T> look) {
    Optional<Path> mounted =
        disk.slot(slot).mountPointsOutside(host.paths().runtime()).stream()
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

  /** Refuses a slot that somebody else has mounted, or that cannot be written to. */
  public void requireFree(Slot slot) {
    mounts.requireFree(disk.slot(slot));
    WriteProtection.of(disk.slot(slot), host.paths())
        .ifPresent(
            problem -> {
              throw new NodeFault(problem);
            });
  }

  @Override
  public void close() {
    try {
      other.ifPresent(OtherDisk::close);
    } finally {
      lock.close();
    }
  }

  /** Nobody can say which slot to leave alone on a disk that neither runs nor says so. */
  private Slot committed() {
    return readingBoot(BootControl::read)
        .orElseThrow(
            () ->
                new NodeFault(
                    Problem.of("no copy of the boot environment is valid, and no slot of it runs")
                        .at(disk.efi())
                        .expected("a committed slot")
                        .hint("boot it once, which mends that, or write the disk image anew")))
        .state()
        .committed();
  }

  /** Remembers for {@code status} what was mended, where that is about this node's own disk. */
  public void remember(String repair) {
    if (other.isEmpty()) {
      new Repairs(host).remember(repair);
    }
  }

  private <T> T withBoot(Mode mode, Function<BootControl, T> use) {
    try (Mounted efi = mountEfi(mode)) {
      return use.apply(new BootControl(efi.path()));
    }
  }
}
