package org.psyopsos.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;

/** Starts real processes. The locale is C, so that what they print can be read by programs. */
public final class ProcessCommandRunner implements CommandRunner {

  @Override
  public CommandResult run(Command command) {
    Process process = start(command);
    Drain output = Drain.of(process.getInputStream(), command.endOnly());
    Drain errors = Drain.of(process.getErrorStream(), command.endOnly());
    try {
      feed(process, command);
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new CommandResult(CommandResult.TIMED_OUT, output.text(), errors.text());
      }
      return new CommandResult(process.exitValue(), output.text(), errors.text());
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new NodeFault(Problem.of("interrupted while waiting for a program").at(command), e);
    }
  }

  private static Process start(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.arguments());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(command.environment());
    if (command.foreground()) {
      builder.inheritIO();
    }
    try {
      Process process = builder.start();
      if (command.foreground()) {
        endTogether(process);
      }
      return process;
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("cannot start " + command.program())
              .found(String.valueOf(e.getMessage()))
              .hint("is it installed, and in PATH?"),
          e);
    }
  }

  /** Whoever ends this program means the one that it put in front, too. */
  private static void endTogether(Process process) {
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end " + process.pid()));
  }

  private static void feed(Process process, Command command) {
    try (OutputStream in = process.getOutputStream()) {
      if (command.input().isPresent()) {
        in.write(command.input().get().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The program ended without reading all of it; its exit status tells what it thinks.
      return;
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the streams too.
  }
}
