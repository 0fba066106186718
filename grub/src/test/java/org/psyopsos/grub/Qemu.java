package org.psyopsos.grub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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

  /**
   * What somebody types, or a device sends, at the serial line.
   *
   * @param cue what the machine has said by then
   */
  record Typed(String cue, String text) {}

  @Override
  public String run(Duration timeout) throws IOException {
    return TestMachine.said(command(), timeout);
  }

  /** The same, with somebody at the serial line, who waits for one cue after the other. */
  String run(Duration timeout, List<Typed> script) throws IOException {
    Process machine = new ProcessBuilder(command()).redirectErrorStream(true).start();
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            machine::destroyForcibly,
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
    Deque<Typed> left = new ArrayDeque<>(script);
    StringBuilder serial = new StringBuilder();
    try (InputStream said = machine.getInputStream();
        OutputStream keyboard = machine.getOutputStream()) {
      byte[] bytes = new byte[4096];
      for (int n = said.read(bytes); n >= 0; n = said.read(bytes)) {
        serial.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        Typed next = left.peek();
        if (next != null && TestMachine.plain(serial.toString()).contains(next.cue())) {
          keyboard.write(left.remove().text().getBytes(StandardCharsets.ISO_8859_1));
          keyboard.flush();
        }
      }
    }
    if (late.isDone()) {
      throw TestMachine.on(timeout, TestMachine.plain(serial.toString()));
    }
    return TestMachine.plain(serial.toString());
  }

  private List<String> command() throws IOException {
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
    return command;
  }

  private static List<String> flash(String options) {
    return List.of("-drive", "if=pflash,format=raw," + options);
  }
}
