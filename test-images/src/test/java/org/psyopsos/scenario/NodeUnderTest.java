package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.builder.publish.DeaddropServer;
import org.psyopsos.builder.vm.Accelerator;
import org.psyopsos.builder.vm.AcceleratorProbe;
import org.psyopsos.builder.vm.UefiFirmware;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.vm.MachineUnderTest;

/**
 * One node: its disk, its machine, and the deaddrop that it follows. Everything, the serial log
 * too, lies in {@code target/scenarios/NAME} and stays there.
 */
final class NodeUnderTest implements AutoCloseable {

  /** Without hardware acceleration and with another machine beside it, a boot takes a minute. */
  static final Duration BOOT = Duration.ofMinutes(4);

  /** To poll, to fetch and to write. */
  static final Duration INSTALL = Duration.ofMinutes(6);

  /** Two nodes at once, on a machine that may have 4 GiB. */
  private static final String MEMORY_MIB = "768";

  private static final Duration OFF = Duration.ofMinutes(2);

  /** In all that is secret on the node. */
  private static final String CANARY = "canary-7f3a";

  private final Workshop workshop;
  private final Path directory;
  private final Path site;
  private final List<String> disk;
  private DeaddropServer server;
  private MachineUnderTest machine;
  private boolean hasLostPower;

  private NodeUnderTest(
      Workshop workshop, Path directory, Path site, DeaddropServer server, List<String> disk) {
    this.workshop = workshop;
    this.directory = directory;
    this.site = site;
    this.server = server;
    this.disk = disk;
    this.machine = switchOn();
  }

  /**
   * A node with the first release in both slots, just switched on; its deaddrop offers that
   * release.
   */
  static NodeUnderTest start(String name) throws IOException {
    return start(name, disk -> List.of(disk.toString()));
  }

  /** A node whose disk was found so after a power cut. */
  static NodeUnderTest startFrom(String name, DiskStep prepare) throws IOException {
    return start(
        name,
        disk -> {
          prepare.accept(disk);
          return List.of(disk.toString());
        });
  }

  /** Something that is done to a disk. */
  @FunctionalInterface
  interface DiskStep {
    void accept(Path disk) throws IOException;
  }

  /** What `tk vm` is told of a disk, and of what else is plugged in. */
  @FunctionalInterface
  interface Attachment {
    List<String> of(Path disk) throws IOException;
  }

  /** Where everything of a node lies. */
  static Path directory(String name) {
    return Path.of("target/scenarios").toAbsolutePath().resolve(name);
  }

  private static Path empty(String name) throws IOException {
    Path directory = directory(name);
    Programs.run("rm", "-rf", directory.toString());
    return Files.createDirectories(directory);
  }

  /** The same with something plugged in. */
  static NodeUnderTest start(String name, Attachment attachment) throws IOException {
    return start(Platform.X86_64_UEFI, name, attachment);
  }

  /** The same on any platform. */
  static NodeUnderTest start(Platform platform, String name, Attachment attachment)
      throws IOException {
    Path directory = empty(name);
    Workshop workshop = Workshop.of(platform);
    Path site = workshop.newDeaddrop(directory);
    workshop.deploy(site, TestRelease.FIRST, Workshop.ESP_VERSION);
    DeaddropServer server = serve(site, 0);
    workshop.copyImage(disk(directory));
    writeSettings(directory, server.port());
    return new NodeUnderTest(workshop, directory, site, server, attachment.of(disk(directory)));
  }

  /** Nobody answers under the deaddrop's address until it comes back. */
  void deaddropGoesAway() {
    server.close();
  }

  void deaddropComesBack() throws IOException {
    server = serve(site, server.port());
  }

  /** Offers a release. */
  void deploy(TestRelease release) throws IOException {
    deploy(release, Workshop.ESP_VERSION);
  }

  /** Offers a release with an EFI release beside it. */
  void deploy(TestRelease release, String esp) throws IOException {
    workshop.deploy(site, release, esp);
  }

  /** Offers a new release that holds what another one does. */
  void deploy(TestRelease content, ReleaseVersion version) throws IOException {
    workshop.require(content, version);
    Programs.tk(site, "deploy", "--release", version.value(), "--esp", Workshop.ESP_VERSION);
  }

  /** Offers the first release with another EFI release beside it. */
  void deployEsp(String version) throws IOException {
    workshop.requireEsp(version);
    workshop.deploy(site, TestRelease.FIRST, version);
  }

  /** Waits until the node has said what the regular expression describes. */
  Matcher says(String regex, Duration limit) {
    return machine.console().await(regex, limit.multipliedBy(slowness()));
  }

  /** Waits until a slot's initramfs has found it. */
  void startsFrom(Slot slot) {
    says("init: slot psyopsOS-" + slot + " is ", BOOT);
  }

  /** Waits until a slot's root is up and its serial line is a root shell. */
  void boots(Slot slot) {
    startsFrom(slot);
    says("automatic login", BOOT);
  }

  /** Types a command at the node's shell; waits until it has ended. */
  void types(String command) {
    machine.console().send(command + "; echo \"ended:$?\"");
    says("ended:[0-9]+$", INSTALL);
  }

  /** Types a command after which nobody answers at the shell. */
  void typesAndLosesItsShell(String command) {
    machine.console().send(command);
  }

  /** Types a command; waits for a line that the regular expression describes. */
  Matcher shows(String command, String regex) {
    machine.console().send(command);
    return says(regex, BOOT);
  }

  /** What the machine has said since its power was last cut, where a regular expression fits. */
  List<String> saidSoFar(String regex) {
    return machine.console().lines().stream().filter(Pattern.compile(regex).asPredicate()).toList();
  }

  /** What its status says; the prefix is the name of a line of `node-agent status`. */
  String status(String name) {
    return shows("node-agent status", "^" + name + " +(.*)$").group(1);
  }

  /** Cuts the power and switches on again; says what the node had come to. */
  Optional<Moment> losesPower() {
    machine.cutPower();
    hasLostPower = true;
    Optional<Moment> moment = Moment.after(machine.console().lines());
    machine = switchOn();
    return moment;
  }

  /** Cuts the power for good; gives the disk to look at. */
  DiskInspection lostPower() throws IOException {
    machine.cutPower();
    hasLostPower = true;
    return inspection();
  }

  /** Switches off in an orderly way; gives the disk to look at. */
  DiskInspection switchedOff() throws IOException {
    toldNoSecret();
    machine.console().send("systemctl poweroff");
    machine.awaitPowerOff(OFF.multipliedBy(slowness()));
    return inspection();
  }

  private DiskInspection inspection() throws IOException {
    cutToSize();
    assertThat(Files.readString(serialLog(), StandardCharsets.ISO_8859_1)).doesNotContain(CANARY);
    Path scratch = Files.createDirectories(directory.resolve("inspection"));
    return hasLostPower
        ? DiskInspection.ofOneThatLostPower(disk(directory), scratch)
        : DiskInspection.of(disk(directory), scratch);
  }

  /** `tk vm` made a hole at a card's end. */
  private void cutToSize() throws IOException {
    try (FileChannel file = FileChannel.open(disk(directory), StandardOpenOption.WRITE)) {
      file.truncate(workshop.imageSize());
    }
  }

  /** A board is emulated with all its processors, at a third of a PC's pace. */
  private int slowness() {
    return workshop.platform() == Platform.AARCH64_RPI ? 3 : 1;
  }

  /**
   * The whole journal of this boot, which may be a short one; the command that looks for the canary
   * does not hold it.
   */
  private void toldNoSecret() {
    String pattern = CANARY.replaceFirst("a", "[a]");
    machine
        .console()
        .send(
            "echo \"canaries: $(journalctl -o export | grep -ac '"
                + pattern
                + "') of $(journalctl -u 'node-agent*' | wc -l) lines\"");
    says("canaries: 0 of [1-9][0-9]* lines", BOOT);
  }

  @Override
  public void close() {
    machine.close();
    server.close();
  }

  /** As a user does it: with `tk vm`, in a process of its own. */
  private MachineUnderTest switchOn() {
    List<String> tk = new ArrayList<>(List.of("vm"));
    switch (workshop.platform()) {
      case X86_64_UEFI ->
          tk.addAll(List.of("--accelerator", Machine.FASTEST.name(), "--memory", MEMORY_MIB));
      case AARCH64_RPI ->
          tk.addAll(List.of("--first-serial", directory.resolve("first-serial.log").toString()));
    }
    tk.addAll(disk);
    return MachineUnderTest.start(Programs.tkProcess(tk.toArray(String[]::new)), serialLog());
  }

  private Path serialLog() {
    return directory.resolve("serial.log");
  }

  private static DeaddropServer serve(Path site, int port) throws IOException {
    return DeaddropServer.start(
        site.resolve("deaddrop"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        line -> {});
  }

  /**
   * The one node's own settings, on its secret partition, and secrets that nobody may be told. QEMU
   * shows it this machine as 10.0.2.2.
   */
  private static void writeSettings(Path directory, int port) throws IOException {
    String login = "node:" + CANARY + "%3Ftoken=" + CANARY;
    writeSecret(
        directory,
        "node-agent.toml",
        "# " + CANARY + "\ndeaddrop = \"http://" + login + "@10.0.2.2:" + port + "/\"\n");
    writeSecret(directory, "api-token", CANARY + "\n");
  }

  private static void writeSecret(Path directory, String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    long offset = DiskInspection.partition(disk(directory), "psyops-secret").offset();
    Programs.run(
        "debugfs", "-w", "-R", "write " + file + " " + name, disk(directory) + "?offset=" + offset);
  }

  private static Path disk(Path directory) {
    return directory.resolve("disk.img");
  }

  private static final class Machine {
    static final Accelerator FASTEST = probe();

    private static Accelerator probe() {
      try {
        return new AcceleratorProbe(new ProcessCommandRunner(), UefiFirmware.installed()).fastest();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
