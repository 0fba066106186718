package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Sha256;

/** OS releases for Raspberry Pis: kernel, device trees and what a site adds to them. */
class MkImageRaspberryPiTest {

  private static final String PI_3 = "bcm2837-rpi-3-b";
  private static final String PI_4 = "bcm2711-rpi-4-b";
  private static final String BUS_BEFORE_C0 =
      "emmc2bus { dma-ranges = <0 0xc0000000 0 0 0x40000000>; };";
  private static final String TARBALL = "out/os/psyopsOS.aarch64.20261121-101500.tar";

  @TempDir private Path directory;
  private Path artifacts;

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(
        directory.resolve("tk.toml"),
        """
        repo = "test"
        platform = "aarch64-rpi"
        [rpi]
        boards = ["broadcom/bcm2837-rpi-3-b.dtb", "broadcom/bcm2711-rpi-4-b.dtb"]
        """);
    artifacts = directory.resolve("artifacts");
    Artifacts.write(artifacts);
    Files.write(artifacts.resolve("kernel"), Artifacts.arm64Image());
    Files.writeString(artifacts.resolve("kernel.version"), "6.1.0-56-arm64\n");
    Files.createDirectories(artifacts.resolve("dtbs/broadcom"));
    compile(source(PI_3, ""), deviceTree(PI_3));
    compile(source(PI_4, BUS_BEFORE_C0), deviceTree(PI_4));
    TkRun.in(directory, "keygen", "-W");
  }

  @Test
  void theReleaseHoldsTheDeviceTreesAsTheyAre() throws IOException {
    made();
    for (String board : new String[] {PI_3, PI_4}) {
      assertThat(unpacked(board)).hasSameBinaryContentAs(deviceTree(board));
    }
  }

  @Test
  void aBcm2711HasASecondDeviceTreeForItsLaterSteppings() throws IOException {
    overlay(PI_4 + "/00-own.dtbo", "own;");
    made();
    run("tar", "-xf", tarball(), "-C", directory.toString());
    Path later = directory.resolve("dtbs/c0/broadcom/" + PI_4 + ".dtb");
    assertThat(run("fdtget", "-t", "x", later.toString(), "/emmc2bus", "dma-ranges"))
        .isEqualTo("0 0 0 0 fc000000\n");
    assertThat(run("fdtget", "-p", later.toString(), "/soc")).isEqualTo("own\n");
    Path back = directory.resolve("back.dtb");
    Files.copy(later, back);
    run(
        "fdtput",
        "-t",
        "x",
        back.toString(),
        "/emmc2bus",
        "dma-ranges",
        "0",
        "c0000000",
        "0",
        "0",
        "40000000");
    assertThat(back).as("nothing else differs").hasSameBinaryContentAs(unpacked(PI_4));
    assertThat(directory.resolve("dtbs/c0/broadcom/" + PI_3 + ".dtb")).doesNotExist();
  }

  @Test
  void aBcm2711sDeviceTreeThatSaysSomethingElseIsRefused() throws IOException {
    String expected = "expected /emmc2bus dma-ranges <0 c0000000 0 0 40000000>";
    compile(source(PI_4, "emmc2bus { dma-ranges = <0 0 0 0 0x40000000>; };"), deviceTree(PI_4));
    refused(deviceTree(PI_4).toString(), expected, "found 0 0 0 0 40000000");
    compile(source(PI_4, ""), deviceTree(PI_4));
    refused(deviceTree(PI_4).toString(), expected, "FDT_ERR_NOTFOUND");
  }

  @Test
  void whatGrubLoadsIsListedWithItsHash() throws IOException {
    made();
    run("tar", "-xf", tarball(), "-C", directory.toString());
    assertThat(Files.readAllLines(directory.resolve("boot.sha256")))
        .extracting(line -> line.substring(66))
        .containsExactly(
            "boot.env",
            "dtbs/broadcom/bcm2711-rpi-4-b.dtb",
            "dtbs/broadcom/bcm2837-rpi-3-b.dtb",
            "dtbs/c0/broadcom/bcm2711-rpi-4-b.dtb",
            "initramfs",
            "kernel");
    run("sh", "-c", "cd " + directory + " && sha256sum --check --strict boot.sha256");
  }

  @Test
  void overlaysAreAppliedInTheOrderOfTheirNamesAndThoseOfTheBoardLast() throws IOException {
    overlay("20-late.dtbo", "order = \"late\"; late;");
    overlay("10-early.dtbo", "order = \"early\"; early;");
    overlay(PI_4 + "/00-own.dtbo", "order = \"own\"; own;");
    made();
    assertThat(run("fdtget", "-p", unpacked(PI_3).toString(), "/soc").lines())
        .containsExactlyInAnyOrder("order", "late", "early");
    assertThat(run("fdtget", unpacked(PI_3).toString(), "/soc", "order")).isEqualTo("late\n");
    assertThat(run("fdtget", "-p", unpacked(PI_4).toString(), "/soc").lines())
        .containsExactlyInAnyOrder("order", "late", "early", "own");
    assertThat(run("fdtget", unpacked(PI_4).toString(), "/soc", "order")).isEqualTo("own\n");
    assertThat(run("fdtget", unpacked(PI_4).toString(), "/", "model")).isEqualTo(PI_4 + "\n");
  }

  @Test
  void overlaysAreNotSaidToBeLeftOut() throws IOException {
    overlay("a.dtbo", "a;");
    Files.writeString(artifacts.resolve("overlays/README"), "for the soil sensor");
    assertThat(made().err())
        .contains("not part of a release: overlays/README")
        .doesNotContain("a.dtbo");
  }

  @Test
  void theSameOverlaysGiveTheSameBytes() throws IOException {
    overlay("a.dtbo", "a;");
    made();
    Sha256 before = Sha256.of(directory.resolve(TARBALL));
    Files.delete(directory.resolve(TARBALL));
    made();
    assertThat(Sha256.of(directory.resolve(TARBALL))).isEqualTo(before);
  }

  @Test
  void anOverlayThatDoesNotFitIsRefusedInFdtoverlaysWords() throws IOException {
    Path overlay = artifacts.resolve("overlays/" + PI_3 + "/bad.dtbo");
    Files.createDirectories(overlay.resolveSibling(""));
    compile(
        "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/none\"; __overlay__ { a; }; }; };",
        overlay);
    refused("cannot be applied to " + PI_3, overlay.toString(), "FDT_ERR_NOTFOUND");
  }

  @Test
  void aFileThatIsNoOverlayIsRefused() throws IOException {
    Files.createDirectories(artifacts.resolve("overlays"));
    Path overlay = Files.writeString(artifacts.resolve("overlays/a.dtbo"), "/dts-v1/;");
    refused("not a device tree", overlay.toString(), "d00dfeed");
  }

  @Test
  void aWholeDeviceTreeIsNoOverlay() throws IOException {
    Files.createDirectories(artifacts.resolve("overlays"));
    Path overlay = Files.copy(deviceTree(PI_4), artifacts.resolve("overlays/a.dtbo"));
    refused("an overlay that changes nothing", overlay.toString(), "dtbs/");
  }

  @Test
  void aKernelThatWasCutShortIsRefused() throws IOException {
    byte[] image = Artifacts.arm64Image();
    ByteBuffer head = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(0x3c, 64).putInt(64, 0x4550).putShort(70, (short) 1).putShort(84, (short) 160);
    head.putInt(248 + 16, image.length - 4096).putInt(248 + 20, 4096);
    Path kernel = artifacts.resolve("kernel");
    Files.write(kernel, Arrays.copyOf(image, image.length - 1));
    refused("the kernel is cut short", "at least " + image.length + " bytes");
    Files.write(kernel, image);
    made();
  }

  @Test
  void overlaysForABoardThatIsNotMeantAreRefused() throws IOException {
    overlay("bcm2837-rpi-3-B/a.dtbo", "a;");
    refused("not in rpi.boards", "found bcm2837-rpi-3-B", PI_3 + " " + PI_4);
  }

  @Test
  void aBoardWithoutADeviceTreeIsNamed() throws IOException {
    Files.delete(deviceTree(PI_4));
    refused("no device tree for the board " + PI_4, deviceTree(PI_4).toString(), "rpi.boards");
  }

  @Test
  void aFileThatIsNoDeviceTreeIsRefused() throws IOException {
    Files.writeString(deviceTree(PI_4), "<html>404</html>");
    refused("not a device tree", deviceTree(PI_4).toString(), "d00dfeed");
  }

  @Test
  void aKernelOfAnotherArchitectureIsRefusedByBothNames() throws IOException {
    Path kernel = artifacts.resolve("kernel");
    Files.write(kernel, Artifacts.bzImage("6.1.0-56-arm64"));
    refused("expected an arm64 Image", "found a bzImage (x86)");
    Files.write(kernel, gzip(Artifacts.arm64Image()));
    refused("expected an arm64 Image", "found a gzip file", "gunzip it");
    byte[] zImage = new byte[4096];
    ByteBuffer.wrap(zImage).order(ByteOrder.LITTLE_ENDIAN).putInt(0x24, 0x016f2818);
    Files.write(kernel, zImage);
    refused("expected an arm64 Image", "found a zImage (32-bit Arm)");
  }

  private TkRun made() {
    TkRun run = TkRun.in(directory, "mkimage", "os");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK.code());
    return run;
  }

  private void refused(String... words) {
    TkRun run = TkRun.in(directory, "mkimage", "os");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run.err()).contains(words);
    assertThat(directory.resolve("out/os")).doesNotExist();
  }

  private void overlay(String name, String properties) throws IOException {
    Path file = artifacts.resolve("overlays").resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    compile(
        "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/soc\"; __overlay__ { "
            + properties
            + " }; }; };",
        file);
  }

  private static String source(String board, String bus) {
    String chip = "compatible = \"brcm," + board.split("-", 2)[0] + "\"; ";
    return "/dts-v1/; / { model = \"" + board + "\"; " + chip + "soc { }; " + bus + " };";
  }

  private static void compile(String source, Path target) {
    new ProcessCommandRunner()
        .runOrFail(
            Command.of("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", target.toString())
                .withInput(source));
  }

  private Path deviceTree(String board) {
    return artifacts.resolve("dtbs/broadcom/" + board + ".dtb");
  }

  private Path unpacked(String board) {
    String name = "dtbs/broadcom/" + board + ".dtb";
    run("tar", "-xf", tarball(), "-C", directory.toString(), name);
    return directory.resolve(name);
  }

  private String tarball() {
    return directory.resolve(TARBALL).toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static String run(String... arguments) {
    return new ProcessCommandRunner().runOrFail(arguments).output();
  }
}
