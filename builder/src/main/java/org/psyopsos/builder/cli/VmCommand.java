package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.builder.vm.Accelerator;
import org.psyopsos.builder.vm.AcceleratorProbe;
import org.psyopsos.builder.vm.DiskImages;
import org.psyopsos.builder.vm.QemuCommand;
import org.psyopsos.builder.vm.ShellWords;
import org.psyopsos.builder.vm.UefiFirmware;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tk vm}: boots an image in QEMU, its serial port on the terminal. */
@Command(
    name = "vm",
    description = {
      "Boots a disk image in QEMU with UEFI, its serial port on the terminal.",
      "What the machine writes stays in the image. It reaches this host as "
          + QemuCommand.HOST
          + "."
    })
final class VmCommand implements Callable<Integer> {

  /** A machine runs until it is switched off. */
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  private final Tk tk;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "A raw disk image.")
  private Path image = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "After '--': more arguments for QEMU.")
  private List<String> extra = List.of();

  @Option(names = "--snapshot", description = "Forget at the end what the machine wrote.")
  private boolean snapshot;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "" + QemuCommand.Options.DEFAULT_MEMORY_MIB,
      description = "The machine's memory (default: ${DEFAULT-VALUE}).")
  private int memoryMib;

  @Option(names = "--no-reboot", description = "End when the machine reboots.")
  private boolean noReboot;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "kvm or tcg (default: kvm where a short trial shows that it works).")
  private Optional<Accelerator> accelerator = Optional.empty();

  @Option(names = "--print", description = "Print the command of QEMU, do not run it.")
  private boolean print;

  VmCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    Path disk = DiskImages.require(tk.resolve(image));
    UefiFirmware firmware = UefiFirmware.installed();
    Accelerator chosen = chosen(firmware);
    List<String> arguments = new QemuCommand(disk, firmware, chosen, options()).arguments();
    if (print) {
      tk.print(new Report(List.of(ShellWords.join(arguments)), json(chosen, arguments)));
    } else {
      run(arguments, chosen);
    }
    return ExitCode.OK.code();
  }

  private Accelerator chosen(UefiFirmware firmware) throws IOException {
    return accelerator.isPresent()
        ? accelerator.get()
        : new AcceleratorProbe(commands(), firmware).fastest();
  }

  private QemuCommand.Options options() {
    return QemuCommand.Options.defaults()
        .withMemoryMib(memoryMib)
        .withSnapshot(snapshot)
        .withReboot(!noReboot)
        .withExtra(extra);
  }

  private void run(List<String> arguments, Accelerator chosen) {
    tk.caller()
        .err()
        .println("tk: QEMU with " + name(chosen) + "; Ctrl-A X ends it, Ctrl-A H helps");
    org.psyopsos.io.Command qemu =
        org.psyopsos.io.Command.of(arguments).withTimeout(NO_LIMIT).inForeground();
    CommandResult result = commands().run(qemu);
    if (result.exitStatus() != 0) {
      throw result.failure(qemu);
    }
  }

  private CommandRunner commands() {
    return new DebianTools(tk.caller().commands());
  }

  private static ObjectNode json(Accelerator chosen, List<String> arguments) {
    ObjectNode json = Json.object();
    json.put("accelerator", name(chosen));
    ArrayNode command = json.putArray("command");
    arguments.forEach(command::add);
    return json;
  }

  private static String name(Accelerator chosen) {
    return chosen.name().toLowerCase(Locale.ROOT);
  }
}
