package org.psyopsos.builder.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;

class VmCommandTest {

  private static final int CARD = 40 << 20;
  private static final String CONTENT = "\0preboot=usb start\0of ";

  @TempDir private Path directory;
  private final List<String> taken = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Command> started = new ArrayList<>();
  private CommandRunner qemu = this::start;
  private int exitStatus;
  private int resets;

  @BeforeEach
  void anImage() throws IOException {
    Files.writeString(directory.resolve("my disk.img"), "\0".repeat(512) + "EFI PART");
  }

  @Test
  void qemuGetsTheTerminalAndNoTimeout() {
    works("vm", "my disk.img", "--accelerator", "tcg", "--", "-vnc", ":1");
    assertThat(started).hasSize(1);
    assertThat(started.get(0).foreground()).isTrue();
    assertThat(started.get(0).timeout()).isGreaterThan(Command.DEFAULT_TIMEOUT);
    assertThat(started.get(0).arguments())
        .contains("if=none,id=disk0,format=raw,file=" + directory.resolve("my disk.img"))
        .containsSequence("-serial", "mon:stdio")
        .containsSequence("-vnc", ":1");
  }

  @Test
  void afterEachResetQemuStartsAnew() {
    resets = 2;
    works("vm", "my disk.img", "--accelerator", "tcg");
    assertThat(started).hasSize(3).allMatch(command -> command.arguments().contains("-no-reboot"));
    assertThat(started).extracting(Command::arguments).containsOnly(started.get(0).arguments());
  }

  @Test
  void aResetIsTheEndWhereTheCallerSaysSo() {
    resets = 2;
    works("vm", "my disk.img", "--accelerator", "tcg", "--no-reboot");
    assertThat(started).hasSize(1);
  }

  @Test
  void whatASnapshotForgetsLastsFromOneBootToTheNext() {
    resets = 1;
    works("vm", "my disk.img", "--accelerator", "tcg", "--snapshot");
    assertThat(started).hasSize(3);
    assertThat(started.get(0).arguments())
        .containsSequence("qemu-img", "create")
        .contains(directory.resolve("my disk.img").toString());
    List<String> create = started.get(0).arguments();
    Path overlay = Path.of(create.get(create.size() - 2));
    assertThat(started.get(2).arguments())
        .contains("if=none,id=disk0,format=qcow2,file=" + overlay);
    assertThat(overlay.getParent()).doesNotExist();
  }

  @Test
  void printingStartsNothingAndQuotesForAShell() {
    works("vm", "--accelerator", "tcg", "--print", "--memory", "512", "my disk.img");
    assertThat(started).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -m 512 ")
        .contains(" 'if=none,id=disk0,format=raw,file=" + directory + "/my disk.img' ");
  }

  @Test
  void aFailureOfQemuIsOurs() {
    exitStatus = 1;
    assertThat(tk("vm", "my disk.img", "--accelerator", "tcg")).isEqualTo(6);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("qemu-system-x86_64 failed");
  }

  @Test
  void anImageThatIsNotThereIsWrongInput() {
    assertThat(tk("vm", "other.img")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("not a disk image: " + directory.resolve("other.img"))
        .contains("hint: make one with 'tk mkimage disk'");
  }

  @Test
  void whereQemuIsMissingThePackageIsNamed() {
    qemu =
        command -> {
          throw new BadInput(Problem.of("cannot start " + command.program()));
        };
    assertThat(tk("vm", "my disk.img", "--accelerator", "tcg")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("apt-get install qemu-system-x86");
  }

  @Test
  void anImageForAPiBootsWithTheProgramThatItNames() throws IOException {
    aCard("[pi4]\nkernel=four.bin\n[pi3]\nkernel=three.bin\n[all]\n", "three.bin");
    works("vm", "card.img", "--first-serial", "first.log");
    List<String> arguments = started.get(0).arguments();
    assertThat(arguments)
        .startsWith("qemu-system-aarch64", "-M", "raspi3b")
        .contains("if=sd,format=raw,file=" + directory.resolve("card.img"))
        .contains("file,id=serial0,append=on,path=" + directory.resolve("first.log"))
        .containsSubsequence("-serial", "chardev:serial0", "-serial", "mon:stdio");
    assertThat(taken)
        .containsExactly("\0preboot=true     \0of three.bin", CONTENT + "bcm2837-rpi-3-b.dtb");
  }

  @Test
  void aCardIsAPowerOfTwoForQemu() throws IOException {
    aCard("[pi3]\nkernel=three.bin\n", "three.bin");
    works("vm", "card.img", "--snapshot");
    assertThat(started.get(0).arguments()).contains("qemu-img").endsWith("67108864");
    assertThat(directory.resolve("card.img")).hasSize(CARD);
    works("vm", "card.img");
    assertThat(directory.resolve("card.img")).hasSize(64 << 20);
  }

  /** QEMU's watchdog resets the board for ever, and nothing on the console says why. */
  @Test
  void afterABoardsResetItsWatchdogIsNamed() throws IOException {
    aCard("[pi3]\nkernel=three.bin\n", "three.bin");
    resets = 1;
    works("vm", "card.img");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the machine reset itself", "docs/raspberry-pi.md");
  }

  @Test
  void aCardThatCannotStartTheBoardIsWrongInput() throws IOException {
    aCard("[pi3]\nkernel=three.bin\n", "other.bin");
    refuses("expected /three.bin in it", "vm", "card.img");
    aCard("[pi4]\nkernel=four.bin\n", "four.bin");
    refuses("expected kernel= in section [pi3] of config.txt", "vm", "card.img");
    Files.delete(directory.resolve("card.img"));
    aCard("[pi3]\nkernel=three.bin\n", "three.bin");
    refuses("the board's memory cannot be chosen", "vm", "card.img", "--memory", "512");
    refuses("no accelerator for a Raspberry Pi", "vm", "card.img", "--accelerator", "kvm");
    refuses("--first-serial is for", "vm", "my disk.img", "--first-serial", "x");
    assertThat(started).isEmpty();
  }

  /** A card whose EFI partition holds config.txt, a U-Boot and the board's device tree. */
  private void aCard(String config, String uBoot) throws IOException {
    Path card = directory.resolve("card.img");
    ByteBuffer head = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    head.put(450, (byte) 0x0c).putInt(454, 2048).put(512, "EFI PART".getBytes(US_ASCII));
    try (RandomAccessFile file = new RandomAccessFile(card.toFile(), "rw")) {
      file.write(head.array());
      file.setLength(CARD);
    }
    String efi = card + "@@1M";
    mtools(Command.of("mformat", "-F", "-T", String.valueOf((CARD >> 9) - 2048), "-i", efi, "::"));
    mtools(Command.of("mcopy", "-i", efi, "-", "::config.txt").withInput(config));
    for (String name : List.of(uBoot, "bcm2837-rpi-3-b.dtb")) {
      mtools(Command.of("mcopy", "-i", efi, "-", "::" + name).withInput(CONTENT + name));
    }
  }

  private static void mtools(Command command) {
    new ProcessCommandRunner().runOrFail(command);
  }

  private void refuses(String words, String... arguments) {
    assertThat(tk(arguments)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(words);
  }

  private void works(String... arguments) {
    int exitCode = tk(arguments);
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  private CommandResult start(Command command) {
    if (command.program().equals("mcopy")) {
      return new ProcessCommandRunner().run(command);
    }
    started.add(command);
    takes(command.arguments());
    if (exitStatus == 0 && command.program().startsWith("qemu-system")) {
      FakeQemu.connect(command, resets-- > 0 ? "guest-reset" : "guest-shutdown");
    }
    return new CommandResult(exitStatus, "", "");
  }

  /** What a card's board would run; it is there only while QEMU runs. */
  private void takes(List<String> arguments) {
    for (String option : List.of("-kernel", "-dtb")) {
      int at = arguments.indexOf(option);
      if (at > 0) {
        taken.add(content(Path.of(arguments.get(at + 1))));
      }
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int tk(String... arguments) {
    Caller caller =
        new Caller(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            directory,
            Clock.systemUTC(),
            new SecureRandom(),
            qemu,
            Optional.empty());
    return Tk.run(List.of(arguments), caller);
  }
}
