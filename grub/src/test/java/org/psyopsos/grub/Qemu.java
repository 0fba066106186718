package org.psyopsos.grub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/** A PC with UEFI. */
final class Qemu implements TestMachine {

  private static final Path FIRMWARE = Path.of("/usr/share/OVMF");

  private final Path directory;
  private final List<String> disks = new ArrayList<>();

  Qemu(Path directory) {
    this.directory = directory;
  }

  @Override
  public Qemu disk(String options) {
    return add("boot", options, 1);
  }

  @Override
  public Qemu spare(String options) {
    return add("spare", options, 2);
  }

  private Qemu add(String id, String options, int bootIndex) {
    disks.addAll(List.of("-drive", "if=none,id=" + id + "," + options));
    disks.addAll(List.of("-device", "virtio-blk-pci,drive=" + id + ",bootindex=" + bootIndex));
    return this;
  }

  @Override
  public String run(Duration timeout) throws IOException {
    Path variables =
        Files.write(
            directory.resolve("variables.fd"),
            Files.readAllBytes(FIRMWARE.resolve("OVMF_VARS_4M.fd")));
    List<String> command =
        new ArrayList<>(List.of("qemu-system-x86_64", "-M", "q35", "-m", "512", "-nodefaults"));
    command.addAll(List.of("-accel", "tcg,thread=multi", "-cpu", "max", "-display", "none"));
    command.addAll(List.of("-no-reboot", "-serial", "stdio"));
    command.addAll(flash("readonly=on,file=" + FIRMWARE.resolve("OVMF_CODE_4M.fd")));
    command.addAll(flash("file=" + variables));
    command.addAll(disks);
    CommandResult result = new ProcessCommandRunner().run(Command.of(command).withTimeout(timeout));
    return TestMachine.plain(result.output()) + result.errors();
  }

  private static List<String> flash(String options) {
    return List.of("-drive", "if=pflash,format=raw," + options);
  }
}
