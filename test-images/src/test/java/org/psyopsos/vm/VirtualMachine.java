package org.psyopsos.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running QEMU whose serial line is its standard input and output. */
public final class VirtualMachine implements AutoCloseable {

  private final Process process;
  private final SerialConsole console;

  private VirtualMachine(Process process, SerialConsole console) {
    this.process = process;
    this.console = console;
  }

  /**
   * Switches a machine on.
   *
   * @param command QEMU and its arguments
   * @param log where the serial line is kept
   */
  public static VirtualMachine start(List<String> command, Path log) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new VirtualMachine(
          process, SerialConsole.open(process.getInputStream(), process.getOutputStream(), log));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  public SerialConsole console() {
    return console;
  }

  /** Waits until the machine has switched itself off. */
  public void awaitPowerOff(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the machine is still on after " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the machine went off", e);
    }
  }

  /** Cuts the power: what the machine has not written by now is lost to it. */
  public void cutPower() {
    process.destroyForcibly();
    awaitPowerOff(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      cutPower();
    }
  }
}
