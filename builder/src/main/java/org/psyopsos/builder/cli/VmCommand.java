package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.tools.DebianTools;
import org.psyopsos.builder.tools.ScratchDirectory;
import org.psyopsos.builder.vm.Accelerator;
import org.psyopsos.builder.vm.AcceleratorProbe;
import org.psyopsos.builder.vm.DiskImages;
import org.psyopsos.builder.vm.Drive;
import org.psyopsos.builder.vm.Machine;
import org.psyopsos.builder.vm.Pc;
import org.psyopsos.builder.vm.QemuCommand;
import org.psyopsos.builder.vm.RaspberryPi;
import org.psyopsos.builder.vm.ShellWords;
import org.psyopsos.builder.vm.UefiFirmware;
import org.psyopsos.builder.vm.VirtualMachine;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
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
      "Boots a disk image in QEMU, its serial port on the terminal: a PC with UEFI, or a Raspberry",
      "Pi 3B where the image is one for that board (its second serial port, with the console).",
      "What the machine writes stays in the image, and a Raspberry Pi's grows to a power of two:",
      "--snapshot leaves the image as it is. The machine reaches this host as "
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
      names = "--first-serial",
      paramLabel = "FILE",
      description = "Raspberry Pi: add what its first serial port says (default: nobody hears it).")
  private Optional<Path> firstSerial = Optional.empty();

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
    Optional<Long> pi = DiskImages.raspberryPiPartition(disk);
    if (pi.isPresent()) {
      try (ScratchDirectory scratch = ScratchDirectory.create()) {
        boot(disk, raspberryPi(disk, pi.get(), scratch));
      }
    } else {
      boot(disk, pc());
    }
    return ExitCode.OK.code();
  }

  private void boot(Path disk, Machine machine) throws IOException {
    QemuCommand qemu = new QemuCommand(Drive.raw(disk).withSnapshot(snapshot), machine, options());
    if (print) {
      tk.print(report(qemu));
    } else {
      run(qemu);
    }
  }

  private Pc pc() throws IOException {
    if (firstSerial.isPresent()) {
      throw new BadInput(
          Problem.of("--first-serial is for images of a Raspberry Pi")
              .hint("a PC's only serial port is on the terminal"));
    }
    UefiFirmware firmware = UefiFirmware.installed();
    Accelerator chosen =
        accelerator.isPresent()
            ? accelerator.get()
            : new AcceleratorProbe(commands(), firmware).fastest();
    return new Pc(firmware, chosen);
  }

  private RaspberryPi raspberryPi(Path card, long efi, ScratchDirectory scratch)
      throws IOException {
    if (memoryMib != RaspberryPi.MEMORY_MIB) {
      throw new BadInput(
          Problem.of("the board's memory cannot be chosen")
              .expected("--memory " + RaspberryPi.MEMORY_MIB)
              .found(memoryMib));
    }
    if (accelerator.filter(chosen -> chosen != Accelerator.TCG).isPresent()) {
      throw new BadInput(
          Problem.of("QEMU has no accelerator for a Raspberry Pi")
              .expected("--accelerator tcg, or none")
              .found(name(accelerator.get())));
    }
    Path directory = print ? Files.createTempDirectory("tk-vm-") : scratch.path();
    return RaspberryPi.of(card, efi, directory, commands(), tk.resolve(firstSerial));
  }

  private QemuCommand.Options options() {
    return QemuCommand.Options.defaults().withMemoryMib(memoryMib).withExtra(extra);
  }

  private void run(QemuCommand qemu) throws IOException {
    say("QEMU with " + name(qemu.machine().accelerator()) + "; Ctrl-A X ends it, Ctrl-A H helps");
    new VirtualMachine(commands(), qemu).run(() -> bootsAgain(qemu.machine()));
  }

  private boolean bootsAgain(Machine machine) {
    say(noReboot ? "the machine reset itself" : "the machine reset itself; QEMU starts anew");
    if (machine instanceof RaspberryPi) {
      say(RaspberryPi.AFTER_RESET);
    }
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
    json.put("accelerator", name(qemu.machine().accelerator()));
    ArrayNode command = json.putArray("command");
    qemu.arguments().forEach(command::add);
    return new Report(List.of(ShellWords.join(qemu.arguments())), json);
  }

  private static String name(Accelerator chosen) {
    return chosen.name().toLowerCase(Locale.ROOT);
  }
}
