package org.psyopsos.builder.settings;

import java.nio.file.Path;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Names;

/**
 * What {@code tk.toml} says, validated. Paths are absolute: the file's are relative to its own
 * directory.
 *
 * @param repo the repository's id
 * @param machine the machines that releases are for
 * @param layout labels and sizes of the partitions
 * @param artifacts the directory that {@code tk mkimage os} takes files from
 * @param grub the directory that holds GRUB's modules, in one of its own for each target
 * @param kernelArguments what GRUB passes to the kernel
 * @param keys the directory with keys and root document
 * @param deaddrop where releases are published
 * @param output the directory that everything is written into
 */
public record TkSettings(
    String repo,
    MachineSettings machine,
    DiskLayout layout,
    Path artifacts,
    Path grub,
    KernelArguments kernelArguments,
    Path keys,
    DeaddropSettings deaddrop,
    Path output) {

  /** What the file is called. */
  public static final String FILE_NAME = "tk.toml";

  public TkSettings {
    Names.require("repository", repo);
  }

  public Platform platform() {
    return machine.platform();
  }
}
