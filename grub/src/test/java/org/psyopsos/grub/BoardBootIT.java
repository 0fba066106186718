package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/** Which device tree the kernel of a slot gets on a board, from real U-Boot and real GRUB. */
class BoardBootIT {

  private static final Platform PLATFORM = Platform.AARCH64_RPI;
  private static final String TREE = "dtbs/" + RaspberryPi.BOARD;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int SLOT_MIB = 8;

  @TempDir private Path directory;
  private TestSlot a;
  private TestSlot b;

  @BeforeEach
  void completeSlots() throws IOException {
    a = slot(Slot.A, true);
    b = slot(Slot.B, true);
  }

  @Test
  void theKernelGetsTheDeviceTreeOfItsRelease() throws IOException {
    TestDisk card = card();
    assertThat(boot(card)).contains(given(card, Slot.A)).contains(model(Slot.A));
  }

  @Test
  void aRottenDeviceTreeEndsOnTheOtherSlot() throws IOException {
    a.rotten(TREE);
    TestDisk card = card();
    assertThat(boot(card))
        .contains(TREE + ": HASH MISMATCH", "Slot psyopsOS-A is incomplete or damaged.")
        .contains(given(card, Slot.B))
        .contains(model(Slot.B))
        .doesNotContain(model(Slot.A), RaspberryPi.MODEL);
  }

  /** It is in the list, so it was there. */
  @Test
  void aDeviceTreeThatIsGoneEndsOnTheOtherSlot() throws IOException {
    a.without(TREE);
    TestDisk card = card();
    assertThat(boot(card)).contains(given(card, Slot.B)).contains(model(Slot.B));
  }

  @Test
  void aReleaseWithoutTheBoardsDeviceTreeIsStartedWithThatOfUBoot() throws IOException {
    a = slot(Slot.A, false);
    TestDisk card = card();
    assertThat(boot(card))
        .contains("The release has no device tree for " + RaspberryPi.BOARD)
        .contains(given(card, Slot.A))
        .contains(RaspberryPi.MODEL)
        .doesNotContain(model(Slot.B));
  }

  private TestSlot slot(Slot slot, boolean withTree) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    files.put("kernel", BoardKernel.image());
    files.put("initramfs", "initramfs\n".getBytes(StandardCharsets.US_ASCII));
    if (withTree) {
      Path tree = directory.resolve(slot + ".dtb");
      RaspberryPi.makeDeviceTree(tree, "model = \"" + model(slot) + "\";");
      files.put(TREE, Files.readAllBytes(tree));
    }
    return TestSlot.of(Files.createTempDirectory(directory, slot.name()), files);
  }

  private static String model(Slot slot) {
    return "board of slot " + slot;
  }

  private TestDisk card() throws IOException {
    Path efi = Files.createDirectories(directory.resolve("efi"));
    GrubConfig config =
        new GrubConfig(
            PLATFORM,
            DiskLayout.defaults(),
            Slot.A,
            Duration.ZERO,
            false,
            new ReleaseVersion("20260101-000000"));
    GrubLoader.into(efi, PLATFORM, config.render());
    RaspberryPi.putDeviceTree(efi);
    RaspberryPi.putScript(efi, RaspberryPi.BOARD);
    BootControl.create(efi.resolve("grub"), BootState.committed(Slot.A));
    TestDisk card = new TestDisk(directory.resolve("card.img"), 1, SLOT_MIB, SLOT_MIB);
    card.copyInAll(efi);
    a.writeTo(card.image(), card.offset(3), SLOT_MIB);
    b.writeTo(card.image(), card.offset(4), SLOT_MIB);
    return card;
  }

  private static String boot(TestDisk card) {
    return new RaspberryPi().disk("format=raw,file=" + card.image()).run(TIMEOUT);
  }

  /** The kernel's command line. */
  private static String given(TestDisk card, Slot slot) {
    int number = slot == Slot.A ? 3 : 4;
    return "BOOT_IMAGE=(hd0,gpt%d)/kernel %s panic=10 psyopsos=psyopsOS-%s psyopsos.slot=%s psyopsos.gen=00000002 psyopsos.trial=no psyopsos.written=yes psyopsos.board=%s\n"
        .formatted(number, TestSlot.ARGUMENTS, slot, card.uuid(number), RaspberryPi.BOARD);
  }
}
