package org.psyopsos.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.UBootName;

/**
 * What all scenarios of a platform share: a key, the releases and the first one's image with an
 * empty secret partition. Made once, kept in {@code .work/scenarios}; what has not changed since is
 * used again.
 */
final class Workshop {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path RECIPES = REPOSITORY.resolve("test-images/recipes");
  private static final Path AGENT = REPOSITORY.resolve("node-agent/target/dist");
  private static final Path WORK = REPOSITORY.resolve(".work");

  /** How often a node boots a release before it gives it up. */
  static final int BOOT_ATTEMPTS = 2;

  /** The EFI release of the image, and the one that is offered beside each release. */
  static final String ESP_VERSION = "20260101-000000";

  /** The property of a board's device tree that holds the name of a release. */
  static final String MARK = "psyopsos-test-release";

  /** The same GRUB with another grub.cfg, and on a board another U-Boot. */
  static final String NEWER_ESP_VERSION = "20260101-000010";

  private static final String SETTINGS = "tk.toml";
  private static final String ARMED_SETTINGS = "armed.toml";
  private static final String NEWER_SETTINGS = "newer.toml";
  private static final String U_BOOT = "boot-files/u-boot";
  private static final List<Integer> GENERATIONS = List.of(3, 4);
  private static final String WATCHDOG_ALONE = " psyopsos.watchdog=no";

  private static final Map<Platform, Workshop> KNOWN = new EnumMap<>(Platform.class);

  private final Platform platform;
  private final Path site;
  private final List<String> kernels;

  private Workshop(Platform platform) throws IOException {
    this.platform = platform;
    site = Files.createDirectories(WORK.resolve("scenarios").resolve(platform.id()));
    kernels =
        Programs.run(recipe("kernel-versions", "--platform", platform.id(), "--work-dir", WORK))
            .lines()
            .toList();
    settle();
    require(TestRelease.FIRST);
    requireEsp(ESP_VERSION);
    String first = TestRelease.FIRST.version().value();
    once("disk", inputs() + key(TestRelease.FIRST), () -> remakeImage(first));
  }

  /** The one workshop of this run for a platform; made when the first scenario asks. */
  static Workshop of(Platform platform) {
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(
          platform,
          id -> {
            try {
              return new Workshop(id);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  Platform platform() {
    return platform;
  }

  /** Bytes of the first release's disk image. */
  long imageSize() throws IOException {
    return Files.size(image());
  }

  /** A copy of the first release's disk image; holes stay holes. */
  void copyImage(Path to) {
    Programs.run("cp", "--sparse=always", "--reflink=auto", image().toString(), to.toString());
  }

  /**
   * A deaddrop of its own in {@code directory}/deaddrop, with the keys and releases of all.
   *
   * @return the directory of its settings
   */
  Path newDeaddrop(Path directory) throws IOException {
    Files.writeString(directory.resolve(SETTINGS), settings(directory.resolve("deaddrop")));
    return directory;
  }

  /** Publishes a release, with an EFI release beside it, to a deaddrop that was made here. */
  void deploy(Path deaddrop, TestRelease release, String esp) throws IOException {
    require(release);
    Programs.tk(deaddrop, "deploy", "--release", release.version().value(), "--esp", esp);
  }

  private void settle() throws IOException {
    if (platform == Platform.AARCH64_RPI) {
      Path bootFiles = site.resolve("boot-files");
      Programs.run(recipe("boot-files", "--work-dir", WORK, "--output", bootFiles));
    }
    String settings = settings(site.resolve("deaddrop"));
    Files.writeString(site.resolve(SETTINGS), settings);
    Files.writeString(site.resolve(NEWER_SETTINGS), settings + newerUBoot());
    Files.writeString(site.resolve(ARMED_SETTINGS), settings.replace(WATCHDOG_ALONE, ""));
    Files.writeString(
        site.resolve("node-agent.toml"),
        """
        repo = "scenarios"
        channel = "stable"
        platform = "%s"
        boot_attempts = %d
        """
            .formatted(platform, BOOT_ATTEMPTS));
    if (Files.notExists(site.resolve("keys/root.json"))) {
      Programs.tk(site, "keygen", "--no-password");
    }
  }

  /** Debian's own, which differs from what {@code tk} makes of it where nobody says so. */
  private String newerUBoot() {
    return platform == Platform.AARCH64_RPI ? "u_boot_usb = true\n" : "";
  }

  /** What the newer EFI release's U-Boots are called. */
  List<String> newerUBoots() throws IOException {
    List<String> names = new ArrayList<>();
    for (int generation : GENERATIONS) {
      Path program = site.resolve(U_BOOT).resolve("rpi_" + generation).resolve("u-boot.bin");
      names.add(UBootName.of(generation, Sha256.of(program)));
    }
    return names;
  }

  private String settings(Path deaddrop) {
    return """
    repo = "scenarios"
    platform = "%s"
    [kernel]
    arguments = "%s"
    [keys]
    directory = "%s"
    [output]
    directory = "%s"
    [deaddrop]
    url = "%s"
    [layout.efi]
    size_mib = 64
    [layout.secret]
    size_mib = 16
    [layout.slot]
    size_mib = 256
    %s"""
        .formatted(
            platform,
            kernelArguments(),
            site.resolve("keys"),
            site.resolve("out"),
            deaddrop,
            platform == Platform.AARCH64_RPI ? boardSettings() : "");
  }

  /** On the board, which QEMU emulates without a clock for its watchdog, that is left alone. */
  private String kernelArguments() {
    return switch (platform) {
      case X86_64_UEFI -> "console=tty0 console=ttyS0,115200 quiet";
      case AARCH64_RPI -> "console=ttyAMA0,115200 console=ttyS1,115200 quiet" + WATCHDOG_ALONE;
    };
  }

  private String boardSettings() {
    Path bootFiles = site.resolve("boot-files");
    return """
    [artifacts]
    directory = "%s"
    grub = "%s"
    [rpi]
    firmware = "%s"
    u_boot = "%s"
    boards = ["broadcom/bcm2837-rpi-3-b.dtb", "broadcom/bcm2711-rpi-4-b.dtb"]
    """
        .formatted(
            artifacts(TestRelease.FIRST),
            bootFiles.resolve("grub"),
            bootFiles.resolve("raspi-firmware"),
            site.resolve(U_BOOT));
  }

  /** Makes a release, where that has not been done. */
  void require(TestRelease release) throws IOException {
    require(release, release.version());
  }

  /** Makes a release of what another one holds. */
  synchronized void require(TestRelease release, ReleaseVersion as) throws IOException {
    Path artifacts = artifacts(release);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(recipe("make-artifacts", "--platform", platform.id())));
    command.addAll(List.of("--kernel", release.kernel().of(kernels)));
    command.addAll(List.of("--variant", release.variant()));
    command.addAll(List.of("--agent-dist", AGENT.toString()));
    command.addAll(List.of("--root-json", site.resolve("keys/root.json").toString()));
    command.addAll(List.of("--settings", site.resolve("node-agent.toml").toString()));
    command.addAll(List.of("--work-dir", WORK.toString(), "--output", artifacts.toString()));
    if (platform == Platform.AARCH64_RPI) {
      command.addAll(List.of("--boards", String.join(" ", release.boards())));
    }
    Programs.run(command.toArray(String[]::new));
    if (platform == Platform.AARCH64_RPI) {
      mark(release);
    }
    String version = as.value();
    once(
        release.name().toLowerCase(Locale.ROOT) + "-" + version,
        inputs() + key(release),
        () ->
            remake(
                stem(version),
                release == TestRelease.ARMED ? ARMED_SETTINGS : SETTINGS,
                "os",
                "--version",
                version,
                "--artifacts",
                artifacts.toString()));
  }

  /** An overlay writes the release's name into the device tree of every board. */
  private void mark(TestRelease release) throws IOException {
    Path overlays = Files.createDirectories(artifacts(release).resolve("overlays"));
    Path source = artifacts(release).resolve("mark.dts");
    Files.writeString(
        source,
        """
        /dts-v1/; /plugin/;
        / { fragment@0 { target-path = "/"; __overlay__ { %s = "%s"; }; }; };
        """
            .formatted(MARK, release));
    String overlay = overlays.resolve("mark.dtbo").toString();
    Programs.run("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", overlay, source.toString());
    Files.delete(source);
  }

  /** Writes a release to a slot of a disk, whatever boots from it. */
  void writeSlot(Slot slot, TestRelease release, Path disk) throws IOException {
    require(release);
    List<String> command = new ArrayList<>(List.of("mkimage", "disk", "--update", slot.id()));
    command.addAll(List.of("--release", release.version().value(), disk.toString()));
    Programs.tk(site, command.toArray(String[]::new));
  }

  /** Makes a disk what a node leaves that has just installed a release in slot B. */
  void putOnTrial(Path disk, TestRelease release, int attempts) throws IOException {
    writeSlot(Slot.B, release, disk);
    DiskInspection.tryNext(disk, Slot.B, release, attempts);
  }

  /** Makes an EFI release, where that has not been done. */
  synchronized void requireEsp(String version) throws IOException {
    String settings = version.equals(NEWER_ESP_VERSION) ? NEWER_SETTINGS : SETTINGS;
    String stem = "psyopsESP." + platform + "." + version;
    once(
        "esp-" + version,
        inputs() + hash(site.resolve(settings)),
        () -> remake(stem, settings, "esp", "--version", version));
  }

  /** A version is never made twice; one of an earlier run with other inputs has to go first. */
  private void remake(String stem, String settings, String... command) throws IOException {
    deleteOutput("os", stem);
    List<String> all = new ArrayList<>(List.of("--config", settings, "mkimage"));
    all.addAll(List.of(command));
    Programs.tk(site, all.toArray(String[]::new));
  }

  private void remakeImage(String version) throws IOException {
    deleteOutput("", stem(version));
    Programs.tk(site, "mkimage", "disk", "--release", version, "--esp", ESP_VERSION);
  }

  private void deleteOutput(String directory, String stem) throws IOException {
    Path output = site.resolve("out").resolve(directory);
    if (Files.isDirectory(output)) {
      try (var files = Files.newDirectoryStream(output, stem + ".*")) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  /** Runs the action where its inputs are not those of the last time. */
  private void once(String name, String inputs, Action action) throws IOException {
    Path known = site.resolve(name + ".inputs");
    String key = Sha256.of(inputs.getBytes(StandardCharsets.UTF_8)).toString();
    if (Files.exists(known) && Files.readString(known).equals(key)) {
      return;
    }
    Files.deleteIfExists(known);
    action.run();
    Files.writeString(known, key);
  }

  /** What every release is made with: the builder, the settings, the key. */
  private String inputs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("manifest-schema", "grub", "builder")) {
      all.append(hash(Programs.TK.resolve(module + "-0.1.0.jar")));
    }
    return all + hash(site.resolve(SETTINGS)) + hash(site.resolve("keys/root.json"));
  }

  private String key(TestRelease release) throws IOException {
    StringBuilder all = new StringBuilder(release.version().value()).append(release.boards());
    for (String name : List.of("kernel", "initramfs", "squashfs", "kernel.version")) {
      all.append(hash(artifacts(release).resolve(name)));
    }
    return all.toString();
  }

  private Path artifacts(TestRelease release) {
    return site.resolve("artifacts").resolve(release.name().toLowerCase(Locale.ROOT));
  }

  private Path image() {
    return site.resolve("out/" + stem(TestRelease.FIRST.version().value()) + ".img");
  }

  private String stem(String version) {
    return "psyopsOS." + platform.architecture() + "." + version;
  }

  private static String[] recipe(String name, Object... arguments) {
    List<String> command = new ArrayList<>(List.of(RECIPES.resolve(name).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command.toArray(String[]::new);
  }

  private static String hash(Path file) throws IOException {
    return Sha256.of(file).toString();
  }

  private interface Action {
    void run() throws IOException;
  }
}
