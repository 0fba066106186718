package org.psyopsos.builder.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.filesystem.Fat32;
import org.psyopsos.builder.tools.UBootProgram;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.release.UBootName;

/**
 * A Raspberry Pi 3B, QEMU's {@code raspi3b}. The programs that run before U-Boot are the graphics
 * processor's, which nobody emulates: QEMU does their part with what they would have taken from the
 * card.
 *
 * <p>Its network is on USB, which QEMU's controller cannot hand over from one driver to the next:
 * it has no reset of its own. So U-Boot is kept from starting it here where {@code tk.toml} wanted
 * it to. Its watchdog has no clock in QEMU: to arm it is to reset the board.
 *
 * @param uBoot the program that {@code config.txt} names for this board
 * @param deviceTree the board's
 * @param firstSerial a file for what the first serial port (PL011) says, added to its end; boot
 *     loaders speak on the second
 */
public record RaspberryPi(Path uBoot, Path deviceTree, Optional<Path> firstSerial)
    implements Machine {

  /** The memory that the board has. */
  public static final int MEMORY_MIB = 1024;

  /** What may have been the reason of a reset, for people. */
  public static final String AFTER_RESET =
      "(if that came with 'arming the watchdog': QEMU's watchdog has no clock and resets at once;"
          + " docs/raspberry-pi.md says what to do)";

  private static final int PROCESSORS = 4;
  private static final String PROGRAM = "qemu-system-aarch64";
  private static final String SECTION = "[pi3]";
  private static final String KERNEL = "kernel=";
  private static final String DEVICE_TREE = "bcm2837-rpi-3-b.dtb";

  /**
   * The board that boots a card.
   *
   * @param efi where the card's EFI partition begins, in bytes
   * @param directory for what is taken from the card
   * @throws BadInput where the card lacks what the board's own programs need
   */
  public static RaspberryPi of(
      Path card, long efi, Path directory, CommandRunner commands, Optional<Path> firstSerial)
      throws IOException {
    Fat32 fat = new Fat32(commands);
    Path config = taken(fat, card, efi, UBootName.CONFIG, directory);
    String uBoot =
        kernel(Files.readString(config))
            .orElseThrow(
                () ->
                    new BadInput(
                        problem(card)
                            .expected(KERNEL + " in section " + SECTION + " of " + UBootName.CONFIG)
                            .found("none")));
    return new RaspberryPi(
        withoutUsb(taken(fat, card, efi, uBoot, directory)),
        taken(fat, card, efi, DEVICE_TREE, directory),
        firstSerial);
  }

  @Override
  public String program() {
    return PROGRAM;
  }

  @Override
  public Accelerator accelerator() {
    return Accelerator.TCG;
  }

  @Override
  public List<String> arguments(Drive drive, QemuCommand.Options options) {
    List<String> all = new ArrayList<>(List.of(PROGRAM, "-M", "raspi3b"));
    all.addAll(List.of("-accel", "tcg,thread=" + threads(), "-display", "none"));
    all.addAll(List.of("-kernel", uBoot.toString(), "-dtb", deviceTree.toString()));
    all.addAll(List.of("-drive", "if=sd," + drive.options()));
    all.addAll(List.of("-netdev", "user,id=net0", "-device", "usb-net,netdev=net0"));
    all.addAll(List.of("-chardev", firstSerialDevice()));
    all.addAll(List.of("-serial", "chardev:serial0", "-serial", options.serial()));
    return all;
  }

  /**
   * QEMU gives each of the board's processors a thread, and those that wait for Linux keep theirs
   * busy: where not all of them run at once they would only take turns with the one that works.
   */
  private static String threads() {
    return Runtime.getRuntime().availableProcessors() < PROCESSORS ? "single" : "multi";
  }

  private String firstSerialDevice() {
    return firstSerial
        .map(file -> "file,id=serial0,append=on,path=" + QemuCommand.escaped(file))
        .orElse("null,id=serial0");
  }

  @Override
  public Machine lasting(Path directory) {
    return this;
  }

  /** A power of two. */
  @Override
  public long diskSize(long imageSize) {
    long below = Long.highestOneBit(imageSize);
    return below == imageSize ? below : below << 1;
  }

  /** What the board's firmware starts, by the model's section. */
  private static Optional<String> kernel(String config) {
    Optional<String> kernel = Optional.empty();
    String section = "";
    for (String line : config.lines().map(String::strip).toList()) {
      if (line.startsWith("[")) {
        section = line;
      } else if (section.equals(SECTION) && line.startsWith(KERNEL)) {
        kernel = Optional.of(line.substring(KERNEL.length()));
      }
    }
    return kernel;
  }

  private static Path taken(Fat32 fat, Path card, long efi, String name, Path directory) {
    Path target = directory.resolve(name.replace('/', '-'));
    if (!fat.copyOut(card, efi, name, target)) {
      throw new BadInput(problem(card).expected("/" + name + " in it").found("none"));
    }
    return target;
  }

  private static Path withoutUsb(Path uBoot) throws IOException {
    return Files.write(uBoot, UBootProgram.withoutUsbAtFirst(Files.readAllBytes(uBoot)));
  }

  private static Problem problem(Path card) {
    return Problem.of("the image's EFI partition cannot start a Raspberry Pi 3B")
        .at(card)
        .hint("make an image for aarch64-rpi with 'tk mkimage esp' and 'tk mkimage disk'");
  }
}
