package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.builder.vm.Accelerator;
import org.psyopsos.builder.vm.AcceleratorProbe;
import org.psyopsos.builder.vm.DiskImages;
import org.psyopsos.builder.vm.Drive;
import org.psyopsos.builder.vm.QemuCommand;
import org.psyopsos.builder.vm.ShellWords;
import org.psyopsos.builder.vm.UefiFirmware;
import org.psyopsos.builder.vm.VirtualMachine;
import org.psyopsos.failure.ExitCode;
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

  @Option(names = "--no-reboot", description = "End when the machine resets itself.")
  private boolean noReboot;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "kvm or tcg (default: kvm where a short trial shows that it works).")
  private Optional<Accelerator> accelerator = Optional.empty();

  @Option(
      names = "--print",
      description = "Print a command of QEMU that boots the image, do not run it.")
  private boolean print;

  VmCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    Path disk = DiskImages.require(tk.resolve(image));
    UefiFirmware firmware = UefiFirmware.installed();
    Drive drive = Drive.raw(disk).withSnapshot(snapshot);
    QemuCommand qemu = new QemuCommand(drive, firmware, chosen(firmware), options());
    if (print) {
      tk.print(report(qemu));
    } else {
      run(qemu);
    }
    return ExitCode.OK.code();
  }

  private Accelerator chosen(UefiFirmware firmware) throws IOException {
    return accelerator.isPresent()
        ? accelerator.get()
        : new AcceleratorProbe(commands(), firmware).fastest();
  }

  private QemuCommand.Options options() {
    return QemuCommand.Options.defaults().withMemoryMib(memoryMib).withExtra(extra);
  }

  private void run(QemuCommand qemu) throws IOException {
    say("QEMU with " + name(qemu.accelerator()) + "; Ctrl-A X ends it, Ctrl-A H helps");
    new VirtualMachine(commands(), qemu).run(this::bootsAgain);
  }

  private boolean bootsAgain() {
    say(noReboot ? "the machine reset itself" : "the machine reset itself; QEMU starts anew");
    return !noReboot;
  }

  private void say(String line) {
    tk.caller().err().println("tk: " + line);
  }

  private CommandRunner commands() {
    return new DebianTools(tk.caller().commands());
  }

  private static Report report(QemuCommand qemu) {
    ObjectNode json = Json.object();
    json.put("accelerator", name(qemu.accelerator()));
    ArrayNode command = json.putArray("command");
    qemu.arguments().forEach(command::add);
    return new Report(List.of(ShellWords.join(qemu.arguments())), json);
  }

  private static String name(Accelerator chosen) {
    return chosen.name().toLowerCase(Locale.ROOT);
  }
}
