package org.psyopsos.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running machine whose serial line is a program's standard input and output. */
public final class MachineUnderTest implements AutoCloseable {

  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private final Process process;
  private final SerialConsole console;

  private MachineUnderTest(Process process, SerialConsole console) {
    this.process = process;
    this.console = console;
  }

  /**
   * Switches a machine on.
   *
   * @param command {@code tk vm}, or what stands in for it
   * @param log where the serial line is kept
   */
  public static MachineUnderTest start(List<String> command, Path log) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      SerialConsole console =
          SerialConsole.open(process.getInputStream(), process.getOutputStream(), log);
      return new MachineUnderTest(process, console);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  public SerialConsole console() {
    return console;
  }

  /** Waits until the machine has switched itself off. */
  public void awaitPowerOff(Duration limit) {
    if (!ended(limit)) {
      throw new AssertionError("the machine is still on after " + limit.toSeconds() + " s");
    }
  }

  /**
   * Cuts the power: what the machine has not written by now is lost to it. What runs the machine
   * goes before what watches over it, or it would be out of sight.
   */
  public void cutPower() {
    long deadline = System.nanoTime() + AT_ONCE.toNanos();
    do {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    } while (!ended(Duration.ofMillis(100)) && System.nanoTime() < deadline);
    process.destroyForcibly();
    awaitPowerOff(AT_ONCE);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      cutPower();
    }
  }

  private boolean ended(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the machine went off", e);
    }
  }
}
