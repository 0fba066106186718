package org.psyopsos.vm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A running QEMU whose serial line is its standard input and output.
 *
 * <p>QEMU is told to end where the machine resets itself, and is started again: every boot is a
 * cold one. UEFI under emulation was seen to hang in a loop of faults after a warm reset.
 */
public final class VirtualMachine implements AutoCloseable {

  /** The last that Linux says before it switches the machine off. */
  private static final String OFF = "reboot: Power down";

  private static final int REMEMBERED = 256;

  private final List<String> command;
  private final SerialConsole console;
  private final StringBuilder said = new StringBuilder();
  private volatile Process process;
  private volatile boolean cut;
  private volatile boolean off;

  private VirtualMachine(List<String> command, Path log) throws IOException {
    this.command = List.copyOf(command);
    this.process = switchOn();
    this.console = SerialConsole.open(new FromMachine(), new ToMachine(), log);
  }

  /**
   * Switches a machine on.
   *
   * @param command QEMU and its arguments, {@code -no-reboot} among them
   * @param log where the serial line is kept
   */
  public static VirtualMachine start(List<String> command, Path log) {
    try {
      return new VirtualMachine(command, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  public SerialConsole console() {
    return console;
  }

  /** Waits until the machine has switched itself off. */
  public void awaitPowerOff(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (!off || process.isAlive()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the machine is still on after " + limit.toSeconds() + " s");
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the machine went off", e);
    }
  }

  /** Cuts the power: what the machine has not written by now is lost to it. */
  public void cutPower() {
    cut = true;
    process.destroyForcibly();
    awaitPowerOff(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    if (!off) {
      cutPower();
    }
  }

  private Process switchOn() throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Whether the machine that has just ended goes on with another boot. */
  private boolean resets() throws IOException {
    try {
      boolean wellEnded = process.waitFor() == 0;
      return wellEnded && !cut && said.indexOf(OFF) < 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a machine ended", e);
    }
  }

  /** What one QEMU after the other says. */
  private final class FromMachine extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = process.getInputStream().read(buffer, offset, length);
        while (count < 0 && resets()) {
          said.setLength(0);
          process = switchOn();
          count = process.getInputStream().read(buffer, offset, length);
        }
        off = count < 0;
        remember(buffer, offset, count);
        return count;
      } catch (IOException e) {
        off = true;
        throw e;
      }
    }

    private void remember(byte[] buffer, int offset, int count) {
      if (count > 0) {
        said.append(new String(buffer, offset, count, StandardCharsets.ISO_8859_1));
        said.delete(0, Math.max(0, said.length() - REMEMBERED));
      }
    }
  }

  /** To the QEMU that runs now. */
  private final class ToMachine extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      process.getOutputStream().write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      process.getOutputStream().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      process.getOutputStream().flush();
    }
  }
}
