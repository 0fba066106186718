package org.psyopsos.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;

/**
 * Mounts of its own, with an empty {@code /run} and {@code /var/lib}: nothing of an agent's stays
 * on this machine, and two of them know nothing of each other.
 */
final class Namespace implements AutoCloseable {

  /** It ends by itself where nobody is left to end it. */
  private static final String KEEP =
      "mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib && echo kept && exec sleep 900";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Process keeper;
  private final Path programs;

  private Namespace(Process keeper, Path programs) {
    this.keeper = keeper;
    this.programs = programs;
  }

  /**
   * Makes one.
   *
   * @param programs a directory with programs that go before those of this machine
   */
  static Namespace open(Path programs) throws IOException {
    Process keeper =
        new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sh", "-c", KEEP)
            .redirectErrorStream(true)
            .start();
    InputStream out = keeper.getInputStream();
    String said = new String(out.readNBytes("kept\n".length()), StandardCharsets.UTF_8);
    if (!said.equals("kept\n")) {
      throw new IOException(said + new String(out.readAllBytes(), StandardCharsets.UTF_8));
    }
    return new Namespace(keeper, programs);
  }

  /** Runs a program and waits for it; it gets two minutes. */
  CommandResult run(String... command) {
    return new ProcessCommandRunner().run(inside(List.of(command)));
  }

  /** The same; gives what it printed. */
  String runOrFail(String... command) {
    Command asked = inside(List.of(command));
    CommandResult result = new ProcessCommandRunner().run(asked);
    if (result.exitStatus() != 0) {
      throw result.failure(asked);
    }
    return result.output().strip();
  }

  /** Starts a program, to be ended by its caller; what it says goes to a file. */
  Process start(Path said, List<String> command) throws IOException {
    Command asked = inside(command);
    ProcessBuilder builder = new ProcessBuilder(asked.arguments());
    builder.environment().putAll(asked.environment());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(said.toFile()))
        .start();
  }

  /** Whatever is mounted there goes with it. */
  @Override
  public void close() {
    keeper.destroy();
    keeper.onExit().join();
  }

  private Command inside(List<String> command) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--mount=/proc/" + keeper.pid() + "/ns/mnt"));
    all.addAll(command);
    return Command.of(all)
        .withEnvironment(Map.of("PATH", programs + ":" + System.getenv("PATH")))
        .withTimeout(LIMIT);
  }
}
