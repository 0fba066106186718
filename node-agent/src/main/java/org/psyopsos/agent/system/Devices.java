package org.psyopsos.agent.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/**
 * The block devices of this machine.
 *
 * @param all that lsblk knows
 * @param root what absolute paths begin at
 */
record Devices(List<Partition> all, Path root) {

  Devices {
    all = List.copyOf(all);
  }

  static Devices of(Host host) {
    Path root = host.paths().root();
    return new Devices(Lsblk.devices(host.commands(), root), root);
  }

  /** The partition of a disk that has this number. */
  Partition numbered(String disk, int number) {
    List<Partition> siblings = all.stream().filter(one -> one.disk().equals(disk)).toList();
    return siblings.stream()
        .filter(one -> one.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new NodeFault(
                    Problem.of("the disk lacks a partition")
                        .at(disk)
                        .expected("partition " + number)
                        .found(siblings)
                        .hint(
                            "write a disk image made by 'tk mkimage disk', or name the partition"
                                + " with --device or in [devices]")));
  }

  /** The device at a path, or where that leads to, such as {@code /dev/disk/by-partlabel/…}. */
  Partition named(String path) {
    Path real = real(root.resolve(path));
    return all.stream()
        .filter(one -> one.device().equals(real))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("no such block device")
                        .at(path)
                        .expected("one of " + all.stream().map(Partition::device).toList())));
  }

  /** A device, its parts, and what is made of those, such as encrypted volumes. */
  List<Partition> on(Partition disk) {
    Set<String> names = new HashSet<>(Set.of(disk.name()));
    boolean more = true;
    while (more) {
      more = false;
      for (Partition one : all) {
        more |= names.contains(one.disk()) && names.add(one.name());
      }
    }
    return all.stream().filter(one -> names.contains(one.name())).toList();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // Whoever looks for it says that there is none.
    }
  }
}
