package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.layout.DiskLayout;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/** The whole grub.cfg under real firmware, with a kernel that tells what it was given. */
@Execution(ExecutionMode.CONCURRENT)
class GrubBootIT {

  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final BootState STEADY = BootState.committed(Slot.A);
  private static final BootState TRIAL = STEADY.tryNext(Slot.B, V2, 1);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int SLOT_MIB = 8;
  private static final String SPARE = "This is the spare.";
  private static final String CUE = "ESC shows the menu.";

  @TempDir Path directory;
  private Duration menuTimeout = Duration.ZERO;
  private TestSlot a;
  private TestSlot b;

  @BeforeEach
  void completeSlots() throws IOException {
    a = TestSlot.of(directory.resolve("a"), "initramfs of A\n");
    b = TestSlot.of(directory.resolve("b"), "initramfs of B\n");
  }

  @Test
  void theKernelGetsTheSignedArgumentsAndWhereItIs() throws IOException {
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains(given(disk, Slot.A, "00000002"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSpareCardWithTheSameLabelsIsLeftAlone(boolean spareFirst) throws IOException {
    TestDisk disk = disk("disk", STEADY);
    a = TestSlot.of(directory.resolve("spare-a"), "initramfs of the spare card\n");
    TestDisk spare = disk("spare", TRIAL);
    Qemu machine = new Qemu(directory);
    if (spareFirst) {
      machine.spare("format=raw,file=" + spare.image()).disk("format=raw,file=" + disk.image());
    } else {
      machine.disk("format=raw,file=" + disk.image()).spare("format=raw,file=" + spare.image());
    }
    Path before = Files.copy(spare.image(), directory.resolve("spare-before.img"));
    String anyDisk = given(disk, Slot.A, "00000002").replaceFirst("^.*hd0", "");
    assertThat(machine.run(TIMEOUT)).contains(anyDisk);
    assertThat(Files.mismatch(before, spare.image())).as("first byte that changed").isNegative();
  }

  @Test
  void aTrialUsesUpItsAttempts() throws IOException {
    TestDisk disk = disk("disk", TRIAL);
    assertThat(boot(disk)).contains(given(disk, Slot.B, "00000002", "yes"));
    BootState usedUp =
        new BootState(Slot.A, Optional.of(new Trial(Slot.B, V2, 0)), Optional.empty());
    assertThat(state(disk)).isEqualTo(usedUp);
    assertThat(boot(disk)).contains(given(disk, Slot.A, "00000002"));
    assertThat(state(disk)).isEqualTo(usedUp);
  }

  /** As firmware does that protects the disk: it boots from it all the same. */
  @Test
  void theKernelIsToldThatGrubCouldNotWrite() throws IOException {
    for (BootState state : List.of(TRIAL, STEADY)) {
      TestDisk disk = disk("disk-" + state.trial().isPresent(), state);
      String console =
          new Qemu(directory).disk("format=raw,readonly=on,file=" + disk.image()).run(TIMEOUT);
      assertThat(console).contains(given(disk, Slot.A, "00000002", "no", Written.NO));
    }
  }

  /** A receiver that talks by itself, at this speed and at another. */
  @Test
  void noiseOnTheSerialLineDoesNotStopTheBoot() throws IOException {
    menuTimeout = Duration.ofSeconds(3);
    String noise =
        "\0\u00ff\u00f0e c$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47";
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk, new Qemu.Typed(CUE, noise.repeat(3))))
        .contains(given(disk, Slot.A, "00000002"))
        .doesNotContain("Power off");
  }

  @Test
  void aPersonAtTheSerialLineChoosesAnotherSlot() throws IOException {
    menuTimeout = Duration.ofSeconds(10);
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk, new Qemu.Typed(CUE, "\u001b"), new Qemu.Typed("Power off", "v\r")))
        .contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void aCommittedSlotThatNeverComesUpGivesTheOtherItsTurn() throws IOException {
    Path efi = efi("disk", STEADY);
    Files.write(
        efi.resolve("grub/boots"), new BootCount(BootCount.OF_COMMITTED - 1, Slot.A).encode());
    TestDisk disk = disk("disk", efi);
    assertThat(boot(disk)).contains(given(disk, Slot.A, "00000002"));
    assertThat(boot(disk))
        .contains("Slot a was booted six times and did not come up: slot b has its turn.")
        .contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void aTrialWithoutKernelEndsOnTheCommittedSlot() throws IOException {
    b.without(BootFiles.SUMS).without("kernel");
    TestDisk disk = disk("disk", TRIAL);
    assertThat(boot(disk)).contains(given(disk, Slot.A, "00000002"));
  }

  @Test
  void withoutInitramfsTheOtherSlotBootsWithAllItsArguments() throws IOException {
    a.without(BootFiles.SUMS).without("initramfs");
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains(given(disk, Slot.B, "00000002"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "initramfs", BootFiles.ENVIRONMENT})
  void whatIsRottenEndsOnTheOtherSlot(String name) throws IOException {
    a.rotten(name);
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk))
        .contains(name + ": HASH MISMATCH", "Slot psyopsOS-A is incomplete or damaged.")
        .contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void aTrialWithARottenInitramfsEndsOnTheCommittedSlot() throws IOException {
    b.rotten("initramfs");
    TestDisk disk = disk("disk", TRIAL);
    assertThat(boot(disk))
        .contains("initramfs: HASH MISMATCH", "Slot psyopsOS-B is incomplete or damaged.")
        .contains(given(disk, Slot.A, "00000002"));
  }

  @Test
  void aKernelThatIsNoneEndsOnTheOtherSlot() throws IOException {
    a.without(BootFiles.SUMS).with("kernel", "x".repeat(65536).getBytes(StandardCharsets.US_ASCII));
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void badArgumentsEndOnTheOtherSlot() throws IOException {
    a.without(BootFiles.SUMS).with(BootFiles.ENVIRONMENT, new byte[1024]);
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void anIncompleteSlotIsNotBooted() throws IOException {
    a.without("manifest.json");
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void anUnreadableInitramfsEndsOnTheOtherSlot() throws IOException {
    a.without(BootFiles.SUMS);
    TestDisk disk = disk("disk", STEADY);
    String bytes = Files.readString(disk.image(), StandardCharsets.ISO_8859_1);
    int sector = bytes.indexOf("initramfs of A") / 512;
    String console =
        new Qemu(directory)
            .disk(
                "driver=blkdebug,image.driver=raw,image.file.driver=file,image.file.filename="
                    + disk.image()
                    + ",inject-error.0.event=none,inject-error.0.iotype=read"
                    + ",inject-error.0.errno=5,inject-error.0.sector="
                    + sector)
            .run(TIMEOUT);
    assertThat(console)
        .contains("is incomplete or damaged")
        .contains(given(disk, Slot.B, "00000002"));
  }

  @Test
  void withoutEnvironmentTheLastResortBoots() throws IOException {
    TestDisk disk = disk("disk", STEADY);
    Path grub = Files.createDirectories(directory.resolve("none/grub"));
    Files.write(grub.resolve("env.a"), new byte[1024]);
    Files.write(grub.resolve("env.b"), new byte[0]);
    disk.copyIn(grub);
    assertThat(boot(disk)).contains(given(disk, Slot.A, "none"));
  }

  @Test
  void whereNothingBootsTheMachineStartsAgain() throws IOException {
    a.without("manifest.json");
    b.without("manifest.json");
    TestDisk disk = disk("disk", STEADY);
    assertThat(boot(disk)).contains("Rebooting in").doesNotContain("psyopsos.slot=");
  }

  /** What can happen to grub.cfg or its list. */
  enum Damage {
    HALF {
      @Override
      void to(Path efi) throws IOException {
        cut(efi.resolve(ConfigFiles.CONFIG));
      }
    },
    EMPTY {
      @Override
      void to(Path efi) throws IOException {
        Files.write(efi.resolve(ConfigFiles.CONFIG), new byte[0]);
      }
    },
    GONE {
      @Override
      void to(Path efi) throws IOException {
        Files.delete(efi.resolve(ConfigFiles.CONFIG));
      }
    },
    LIST_OF_ANOTHER {
      @Override
      void to(Path efi) throws IOException {
        Files.copy(
            efi.resolve(ConfigFiles.SPARE_SUMS),
            efi.resolve(ConfigFiles.SUMS),
            StandardCopyOption.REPLACE_EXISTING);
      }
    },
    HALF_WITH_AN_EMPTY_LIST {
      @Override
      void to(Path efi) throws IOException {
        cut(efi.resolve(ConfigFiles.CONFIG));
        Files.write(efi.resolve(ConfigFiles.SUMS), new byte[0]);
      }
    };

    abstract void to(Path efi) throws IOException;

    static void cut(Path file) throws IOException {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedConfigurationGivesWayToItsSpare(Damage damage) throws IOException {
    Path efi = efi("disk", STEADY);
    damage.to(efi);
    TestDisk disk = disk("disk", efi);
    assertThat(boot(disk))
        .contains("grub.cfg is damaged, its spare is not.", SPARE)
        .contains(given(disk, Slot.A, "00000002"));
  }

  @Test
  void anIntactConfigurationNeedsNoSpare() throws IOException {
    Path efi = efi("disk", STEADY);
    Damage.cut(efi.resolve(ConfigFiles.SPARE_CONFIG));
    TestDisk disk = disk("disk", efi);
    assertThat(boot(disk)).doesNotContain(SPARE).contains(given(disk, Slot.A, "00000002"));
  }

  @Test
  void aConfigurationThatNoListVouchesForStillBoots() throws IOException {
    Path efi = efi("disk", STEADY);
    Files.delete(efi.resolve(ConfigFiles.SUMS));
    Files.delete(efi.resolve(ConfigFiles.SPARE_SUMS));
    TestDisk disk = disk("disk", efi);
    assertThat(boot(disk))
        .contains("grub.cfg is not known to be intact.")
        .doesNotContain(SPARE)
        .contains(given(disk, Slot.A, "00000002"));
    Files.delete(efi.resolve(ConfigFiles.CONFIG));
    TestDisk without = disk("without", efi);
    assertThat(boot(without)).contains(SPARE).contains(given(without, Slot.A, "00000002"));
  }

  @Test
  void withoutAnyConfigurationTheMachineStartsAgain() throws IOException {
    Path efi = efi("disk", STEADY);
    Damage.cut(efi.resolve(ConfigFiles.CONFIG));
    Damage.cut(efi.resolve(ConfigFiles.SPARE_CONFIG));
    assertThat(boot(disk("disk", efi)))
        .contains("There is no menu. Rebooting")
        .doesNotContain("psyopsos.slot=");
  }

  private TestDisk disk(String name, BootState state) throws IOException {
    return disk(name, efi(name, state));
  }

  /** The content of an EFI partition, whose spare configuration says that it is one. */
  private Path efi(String name, BootState state) throws IOException {
    Path efi = Files.createDirectories(directory.resolve(name + "-efi"));
    String config =
        new GrubConfig(
                Platform.X86_64_UEFI,
                DiskLayout.defaults(),
                Slot.A,
                menuTimeout,
                true,
                new ReleaseVersion("20260101-000000"))
            .render();
    GrubLoader.into(efi, Platform.X86_64_UEFI, config);
    Files.createDirectories(efi.resolve(ConfigFiles.SPARE_CONFIG).getParent());
    Files.writeString(efi.resolve(ConfigFiles.SPARE_CONFIG), config + "\necho \"" + SPARE + "\"\n");
    sums(efi, ConfigFiles.CONFIG, ConfigFiles.SUMS);
    sums(efi, ConfigFiles.SPARE_CONFIG, ConfigFiles.SPARE_SUMS);
    BootControl.create(efi.resolve("grub"), state);
    return efi;
  }

  private static void sums(Path efi, String config, String sums) throws IOException {
    Files.write(efi.resolve(sums), ConfigFiles.sums(Sha256.of(efi.resolve(config))));
  }

  private TestDisk disk(String name, Path efi) throws IOException {
    TestDisk disk = new TestDisk(directory.resolve(name + ".img"), 1, SLOT_MIB, SLOT_MIB);
    disk.copyIn(efi.resolve("EFI"));
    disk.copyIn(efi.resolve("grub"));
    a.writeTo(disk.image(), disk.offset(3), SLOT_MIB);
    b.writeTo(disk.image(), disk.offset(4), SLOT_MIB);
    return disk;
  }

  private String boot(TestDisk disk) throws IOException {
    return new Qemu(directory).disk("format=raw,file=" + disk.image()).run(TIMEOUT);
  }

  private String boot(TestDisk disk, Qemu.Typed... script) throws IOException {
    return new Qemu(directory)
        .disk("format=raw,file=" + disk.image())
        .run(TIMEOUT, List.of(script));
  }

  private BootState state(TestDisk disk) throws IOException {
    Path efi = Files.createTempDirectory(directory, "read");
    disk.copyOut("grub", efi);
    return new BootControl(efi).read().orElseThrow().state();
  }

  /** What the kernel must print: its command line, then its initramfs. */
  private static String given(TestDisk disk, Slot slot, String generation) {
    return given(disk, slot, generation, "no");
  }

  private static String given(TestDisk disk, Slot slot, String generation, String trial) {
    return given(disk, slot, generation, trial, Written.YES);
  }

  private static String given(
      TestDisk disk, Slot slot, String generation, String trial, Written written) {
    int number = slot == Slot.A ? 3 : 4;
    String name = slot.name();
    return "BOOT_IMAGE=(hd0,gpt%d)/kernel %s panic=10 psyopsos=psyopsOS-%s psyopsos.slot=%s psyopsos.gen=%s psyopsos.trial=%s psyopsos.written=%s\ninitramfs of %s\n"
        .formatted(
            number,
            TestSlot.ARGUMENTS,
            name,
            disk.uuid(number),
            generation,
            trial,
            written.id(),
            name);
  }
}
