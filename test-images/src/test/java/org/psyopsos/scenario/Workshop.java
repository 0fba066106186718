package org.psyopsos.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/**
 * What all scenarios share: a key, the releases and the first one's image with an empty secret
 * partition. Made once, kept in {@code .work/scenarios}; what has not changed since is used again.
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

  /** The same GRUB with another grub.cfg. */
  static final String NEWER_ESP_VERSION = "20260101-000010";

  private final Path site = WORK.resolve("scenarios");
  private final List<String> kernels;

  private Workshop() throws IOException {
    Files.createDirectories(site);
    kernels = Programs.run(RECIPES.resolve("kernel-versions").toString()).lines().toList();
    settle();
    require(TestRelease.FIRST);
    requireEsp(ESP_VERSION);
    String first = TestRelease.FIRST.version().value();
    once("disk", inputs() + key(TestRelease.FIRST), () -> remakeImage(first));
  }

  /** The one workshop of this run. */
  static Workshop get() {
    return Holder.WORKSHOP;
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
    Files.writeString(directory.resolve("tk.toml"), settings(directory.resolve("deaddrop")));
    return directory;
  }

  private void settle() throws IOException {
    Files.writeString(site.resolve("tk.toml"), settings(site.resolve("deaddrop")));
    Files.writeString(
        site.resolve("node-agent.toml"),
        """
        repo = "scenarios"
        channel = "stable"
        platform = "x86_64-uefi"
        boot_attempts = %d
        """
            .formatted(BOOT_ATTEMPTS));
    if (Files.notExists(site.resolve("keys/root.json"))) {
      Programs.tk(site, "keygen", "--no-password");
    }
  }

  private String settings(Path deaddrop) {
    return """
    repo = "scenarios"
    platform = "x86_64-uefi"
    [kernel]
    arguments = "console=tty0 console=ttyS0,115200 quiet"
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
    """
        .formatted(site.resolve("keys"), site.resolve("out"), deaddrop);
  }

  /** Makes a release, where that has not been done. */
  void require(TestRelease release) throws IOException {
    require(release, release.version());
  }

  /** Makes a release of what another one holds. */
  synchronized void require(TestRelease release, ReleaseVersion as) throws IOException {
    Path artifacts = artifacts(release);
    Programs.run(
        RECIPES.resolve("make-artifacts").toString(),
        "--kernel",
        release.kernel().of(kernels),
        "--variant",
        release.variant(),
        "--agent-dist",
        AGENT.toString(),
        "--root-json",
        site.resolve("keys/root.json").toString(),
        "--settings",
        site.resolve("node-agent.toml").toString(),
        "--work-dir",
        WORK.toString(),
        "--output",
        artifacts.toString());
    String version = as.value();
    once(
        release.name().toLowerCase(Locale.ROOT) + "-" + version,
        inputs() + key(release),
        () ->
            remake(
                "psyopsOS.x86_64." + version,
                "os",
                "--version",
                version,
                "--artifacts",
                artifacts.toString()));
  }

  /** Writes a release to slot A of a disk, as if it had been committed there. */
  void writeSlotA(TestRelease release, Path disk) throws IOException {
    require(release);
    String version = release.version().value();
    String[] command = {"mkimage", "disk", "--update", "a", "--release", version, disk.toString()};
    Programs.tk(site, command);
  }

  /** Makes an EFI release, where that has not been done. */
  synchronized void requireEsp(String version) throws IOException {
    once(
        "esp-" + version,
        inputs(),
        () -> remake("psyopsESP.x86_64-uefi." + version, "esp", "--version", version));
  }

  /** A version is never made twice; one of an earlier run with other inputs has to go first. */
  private void remake(String stem, String... command) throws IOException {
    deleteOutput("os", stem);
    List<String> all = new ArrayList<>(List.of("mkimage"));
    all.addAll(List.of(command));
    Programs.tk(site, all.toArray(String[]::new));
  }

  private void remakeImage(String version) throws IOException {
    deleteOutput("", "psyopsOS.x86_64." + version);
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
    return all + hash(site.resolve("tk.toml")) + hash(site.resolve("keys/root.json"));
  }

  private String key(TestRelease release) throws IOException {
    StringBuilder all = new StringBuilder(release.version().value());
    for (String name : List.of("kernel", "initramfs", "squashfs", "kernel.version")) {
      all.append(hash(artifacts(release).resolve(name)));
    }
    return all.toString();
  }

  private Path artifacts(TestRelease release) {
    return site.resolve("artifacts").resolve(release.name().toLowerCase(Locale.ROOT));
  }

  private Path image() {
    return site.resolve("out/psyopsOS.x86_64." + TestRelease.FIRST.version() + ".img");
  }

  private static String hash(Path file) throws IOException {
    return Sha256.of(file).toString();
  }

  private interface Action {
    void run() throws IOException;
  }

  /** Made when the first scenario asks; others wait for it. */
  private static final class Holder {
    static final Workshop WORKSHOP = make();

    private static Workshop make() {
      try {
        return new Workshop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
