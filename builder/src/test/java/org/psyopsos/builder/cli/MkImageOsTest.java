package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.release.OutputLock;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Sha256;

class MkImageOsTest {

  private static final String STEM = "psyopsOS.x86_64.20261121-101500";

  @TempDir private Path directory;
  private Path artifacts;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    TkRun.in(directory, "init");
    TkRun.in(directory, "keygen", "-W");
    artifacts = directory.resolve("artifacts");
    out = directory.resolve("out");
    Artifacts.write(artifacts);
  }

  @Test
  void makesASignedReleaseThatVerifies() {
    assertThat(make().exitCode()).isZero();
    assertThat(out.resolve("os"))
        .isDirectoryContaining("glob:**" + STEM + ".tar")
        .isDirectoryContaining("glob:**" + STEM + ".tar.minisig")
        .isDirectoryContaining("glob:**" + STEM + ".chunks")
        .isDirectoryContaining("glob:**" + STEM + ".manifest.json")
        .isDirectoryContaining("glob:**" + STEM + ".manifest.json.minisig");
    TkRun verified = TkRun.in(directory, "verify", "out/os/" + STEM + ".manifest.json");
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertThat(verified.out()).contains("all 6 files are as signed");
  }

  @Test
  void theTrustedCommentIsWhatTheOldClientReads() throws IOException {
    make();
    assertThat(Files.readString(out.resolve("os/" + STEM + ".tar.minisig")))
        .contains(
            "trusted comment: type=psyopsOS filename="
                + STEM
                + ".tar version=20261121-101500"
                + " kernel=6.1.0-56-amd64 architecture=x86_64\n");
  }

  @Test
  void gnuTarAndBsdtarListTheSameFiles() {
    make();
    String tarball = out.resolve("os/" + STEM + ".tar").toString();
    String names =
        "manifest.json\nkernel\ninitramfs\nsquashfs\nboot.env\nboot.sha256\nkernel.version\n";
    ProcessCommandRunner run = new ProcessCommandRunner();
    assertThat(run.runOrFail("tar", "-tf", tarball).output()).isEqualTo(names);
    assertThat(run.runOrFail("bsdtar", "-tf", tarball).output()).isEqualTo(names);
  }

  @Test
  void bootEnvIsWhatGrubEditenvReads() throws IOException {
    make();
    ProcessCommandRunner run = new ProcessCommandRunner();
    run.runOrFail(
        "tar",
        "-xf",
        out.resolve("os/" + STEM + ".tar").toString(),
        "-C",
        directory.toString(),
        "boot.env");
    assertThat(directory.resolve("boot.env")).hasSize(1024);
    assertThat(Files.readString(directory.resolve("boot.env")))
        .startsWith("# GRUB Environment Block\nkernel_args=console=tty0 console=ttyS0,115200\n#");
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    make();
    Map<String, Sha256> first = hashes();
    deleteOutput();
    for (String name : new String[] {"kernel", "initramfs", "squashfs"}) {
      Files.setLastModifiedTime(artifacts.resolve(name), FileTime.fromMillis(1));
    }
    make();
    assertThat(hashes()).isEqualTo(first);
  }

  @Test
  void madeAgainItIsLeftAsItIs() throws IOException {
    make();
    Map<String, Sha256> first = hashes();
    assertThat(make().exitCode()).isZero();
    assertThat(hashes()).isEqualTo(first);
  }

  @Test
  void aVersionIsNeverMadeTwice() throws IOException {
    make();
    Map<String, Sha256> first = hashes();
    Files.writeString(artifacts.resolve("initramfs"), "070701" + "1".repeat(104));
    TkRun run = make();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("this version is there already");
    assertThat(hashes()).isEqualTo(first);
  }

  @Test
  void aMissingArtifactIsNamed() throws IOException {
    Files.delete(artifacts.resolve("initramfs"));
    refused("an artifact is missing", artifacts.resolve("initramfs").toString());
  }

  @Test
  void anEmptyArtifactIsNamed() throws IOException {
    Files.write(artifacts.resolve("kernel"), new byte[0]);
    refused("an artifact is empty", artifacts.resolve("kernel").toString());
  }

  @Test
  void aKernelForAnotherPlatformIsRefused() throws IOException {
    byte[] arm = new byte[4096];
    System.arraycopy(new byte[] {'A', 'R', 'M', 0x64}, 0, arm, 56, 4);
    Files.write(artifacts.resolve("kernel"), arm);
    refused("not one for x86_64-uefi", "found an arm64 Image");
  }

  @Test
  void aSquashfsShorterThanItSaysIsRefused() throws IOException {
    Path squashfs = artifacts.resolve("squashfs");
    byte[] bytes = Files.readAllBytes(squashfs);
    Files.write(squashfs, java.util.Arrays.copyOf(bytes, bytes.length - 8192));
    refused("not a squashfs", squashfs.toString());
  }

  @Test
  void textIsNoInitramfs() throws IOException {
    Files.writeString(artifacts.resolve("initramfs"), "<html>404</html>");
    refused("the initramfs is not one", "a cpio archive");
  }

  @Test
  void aKernelVersionOfAnotherBuildIsRefused() throws IOException {
    Files.writeString(artifacts.resolve("kernel.version"), "6.1.0-57-amd64\n");
    refused("of different builds", "6.1.0-56-amd64");
  }

  @Test
  void kernelArgumentsThatGrubWouldMisreadAreRefused() throws IOException {
    for (String bad : new String[] {"a$b", "a;b", "a{b", "a|b", "a'b", "a\\\"b", "a\\nb"}) {
      setting("arguments = .*", "arguments = \"" + bad + "\"");
      refused("kernel arguments that a boot loader may misread", "kernel.arguments");
    }
  }

  @Test
  void aReleaseLargerThanASlotIsRefusedBeforeAnythingIsWritten() throws IOException {
    Files.writeString(
        directory.resolve("tk.toml"),
        Files.readString(directory.resolve("tk.toml")) + "\n[layout.slot]\nsize_mib = 1\n");
    refused("larger than a slot", "size_mib");
  }

  @Test
  void aSecondRunInTheSameOutputDirectoryIsRefused() throws IOException {
    try (OutputLock lock = OutputLock.take(out)) {
      TkRun run = make();
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("another tk is writing").contains(lock.directory().toString());
    }
  }

  @Test
  void whatAKilledRunLeftIsClearedAway() throws IOException {
    Path left = Files.createDirectories(out.resolve("os/." + STEM + ".tmp~"));
    Files.writeString(left.resolve("half"), "half");
    Path half = Files.writeString(out.resolve(".boot.env.tmp~"), "half");
    assertThat(make().exitCode()).isZero();
    assertThat(left).doesNotExist();
    assertThat(half).doesNotExist();
  }

  @Test
  void anAlteredTarballDoesNotVerify() throws IOException {
    make();
    Path tarball = out.resolve("os/" + STEM + ".tar");
    byte[] bytes = Files.readAllBytes(tarball);
    bytes[bytes.length / 2] ^= 1;
    Files.write(tarball, bytes);
    TkRun run = TkRun.in(directory, "verify", "out/os/" + STEM + ".manifest.json");
    assertThat(run.exitCode()).isEqualTo(4);
  }

  private TkRun make() {
    return TkRun.in(directory, "mkimage", "os");
  }

  private void refused(String... words) throws IOException {
    TkRun run = make();
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words);
    assertThat(out.resolve("os")).doesNotExist();
  }

  private void setting(String pattern, String replacement) throws IOException {
    Path settings = directory.resolve("tk.toml");
    String text = Files.readString(settings);
    Files.writeString(
        settings,
        text.replaceAll("(?m)^" + pattern, java.util.regex.Matcher.quoteReplacement(replacement)));
  }

  private void deleteOutput() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("os"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private Map<String, Sha256> hashes() throws IOException {
    Map<String, Sha256> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(out.resolve("os"))) {
      for (Path file : files.toList()) {
        hashes.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return hashes;
  }
}
