package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

class BootControlTest {

  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final BootState STEADY = BootState.committed(Slot.A);

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private Path efi = memory.getPath("/efi");

  @BeforeEach
  void newPartition() throws IOException {
    Files.createDirectories(efi.resolve("grub"));
    BootControl.create(efi.resolve("grub"), STEADY);
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void newCopiesAreValidAndAgree() {
    assertThat(copy("env.a")).isEqualTo(valid(1, STEADY));
    assertThat(copy("env.b")).isEqualTo(valid(2, STEADY));
  }

  @Test
  void whoComesUpIsCountedFromZero() throws IOException {
    Path file = efi.resolve("grub/boots");
    assertThat(control().isCountSettled()).isTrue();
    Files.write(file, new BootCount(7, Slot.A).encode());
    assertThat(control().isCountSettled()).isFalse();
    assertThat(control().bootCount(Slot.A).isOthersTurn()).isTrue();
    assertThat(control().bootCount(Slot.B)).isEqualTo(new BootCount(0, Slot.B));
    control().cameUp();
    assertThat(control().bootCount(Slot.A)).isEqualTo(new BootCount(0, Slot.A));
    assertThat(control().isCountSettled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 512, 1025})
  void aCountOfAnotherSizeIsMadeAnewAndNothingDependsOnIt(int size) throws IOException {
    Path file = efi.resolve("grub/boots");
    Files.write(file, new byte[size]);
    assertThat(control().bootCount(Slot.A).boots()).isZero();
    control().cameUp();
    assertThat(file).hasSize(1024);
    Files.delete(file);
    assertThat(control().bootCount(Slot.A).boots()).isZero();
    control().cameUp();
    assertThat(control().isCountSettled()).isTrue();
  }

  @Test
  void writesAlternate() {
    BootState trial = STEADY.tryNext(Slot.B, V2, 3);
    control().tryNext(Slot.B, V2, 3);
    assertThat(copy("env.a")).isEqualTo(valid(3, trial));
    assertThat(copy("env.b")).isEqualTo(valid(2, STEADY));
  }

  @Test
  void theEndOfATrialIsInBothCopies() {
    control().tryNext(Slot.B, V2, 3);
    control().commit(Slot.B);
    assertThat(copy("env.b")).isEqualTo(valid(4, BootState.committed(Slot.B)));
    assertThat(copy("env.a")).isEqualTo(valid(5, BootState.committed(Slot.B)));

    control().tryNext(Slot.A, V2, 3);
    BootState failed = control().markBad(FailedBecause.ATTEMPTS_USED_UP).state();
    assertThat(failed.bad()).contains(new BadVersion(V2, FailedBecause.ATTEMPTS_USED_UP));
    assertThat(copy("env.a")).isEqualTo(valid(7, failed));
    assertThat(copy("env.b")).isEqualTo(valid(8, failed));
  }

  @Test
  void anInvalidCopyIsTheOneToOverwrite() throws IOException {
    Files.write(efi.resolve("grub/env.b"), new byte[1024]);
    control().tryNext(Slot.B, V2, 1);
    assertThat(copy("env.a")).isEqualTo(valid(1, STEADY));
    assertThat(copy("env.b")).isEqualTo(valid(2, STEADY.tryNext(Slot.B, V2, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 512, 1023, 1025, 4096})
  void aCopyOfAnotherSizeIsMadeAnew(int size) throws IOException {
    Path file = efi.resolve("grub/env.a");
    Files.write(file, new byte[size]);
    assertThat(control().repair(Slot.B)).extracting(DamagedCopy::file).containsExactly("env.a");
    assertThat(copy("env.a")).isEqualTo(valid(3, STEADY));

    Files.write(efi.resolve("grub/env.b"), new byte[size]);
    control().tryNext(Slot.B, V2, 1);
    assertThat(copy("env.a")).isEqualTo(valid(3, STEADY));
    assertThat(copy("env.b")).isEqualTo(valid(4, STEADY.tryNext(Slot.B, V2, 1)));
  }

  @Test
  void theDoorRefusesToChangeAFilesSize() throws IOException {
    Path file = Files.write(efi.resolve("grub/env.a"), new byte[1025]);
    assertThatThrownBy(() -> new InPlaceFiles().overwrite(file, new byte[1024]))
        .isInstanceOf(IOException.class);
    assertThat(file).hasSize(1025);
  }

  @Test
  void withoutAValidCopyNothingIsWrittenUntilRepaired() throws IOException {
    Files.delete(efi.resolve("grub/env.a"));
    Files.writeString(efi.resolve("grub/env.b"), "x".repeat(1024), StandardCharsets.US_ASCII);
    assertThat(control().read()).isEmpty();
    assertThatThrownBy(() -> control().commit(Slot.A)).isInstanceOf(NodeFault.class);

    assertThat(control().repair(Slot.B))
        .containsExactly(
            new DamagedCopy("env.a", "missing"), new DamagedCopy("env.b", "no header"));
    assertThat(control().read().map(NumberedState::state)).contains(BootState.committed(Slot.B));
    assertThat(copy("env.a")).isEqualTo(valid(1, BootState.committed(Slot.B)));
    assertThat(control().repair(Slot.A)).isEmpty();
  }

  @Test
  void aWriteThatTheMediumForgetsIsNoticed() {
    EnvironmentFiles forgetful =
        new Recording() {
          @Override
          public void overwrite(Path file, byte[] block) {}
        };
    assertThatThrownBy(() -> new BootControl(efi, forgetful).tryNext(Slot.B, V2, 1))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("does not hold what was written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"env.a", "env.b"})
  void whatEndsATrialIsWrittenWithOneCopyWhereTheOtherCannotBe(String broken) {
    control().tryNext(Slot.B, V2, 3);
    BootControl control = new BootControl(efi, new Refusing(broken));
    BootState settled = control.commit(Slot.B).state();
    assertThat(control().read().map(NumberedState::state)).contains(settled);
    assertThat(settled).isEqualTo(BootState.committed(Slot.B));
    assertThat(control.unwritten())
        .singleElement()
        .satisfies(fault -> assertThat(fault).hasMessageContaining(broken));
  }

  @Test
  void aPersonGoesBackWithOneCopyAndNoVersionIsTriedWithOne() {
    BootControl control = new BootControl(efi, new Refusing("env.a"));
    assertThatThrownBy(() -> control.tryNext(Slot.B, V2, 3)).isInstanceOf(NodeFault.class);
    assertThat(control().read().map(NumberedState::state)).contains(STEADY);
    assertThat(control.unwritten()).isEmpty();
    control.tryInstead(Slot.B, V2, 3, Optional.empty());
    assertThat(copy("env.b")).isEqualTo(valid(3, STEADY.tryNext(Slot.B, V2, 3)));
    assertThat(control.unwritten()).hasSize(1);
  }

  @Test
  void aCopyThatCannotBeMendedKeepsNobodyFromMendingTheOther() throws IOException {
    for (String name : List.of("env.a", "env.b")) {
      Files.write(efi.resolve("grub").resolve(name), new byte[1024]);
    }
    BootControl control = new BootControl(efi, new Refusing("env.a"));
    assertThat(control.repair(Slot.B)).extracting(DamagedCopy::file).containsExactly("env.b");
    assertThat(control.damaged()).extracting(DamagedCopy::file).containsExactly("env.a");
    assertThat(copy("env.b")).isEqualTo(valid(1, BootState.committed(Slot.B)));
  }

  @Test
  void whereNeitherCopyTakesAnythingNothingIsClaimed() {
    BootControl control = new BootControl(efi, new Refusing("env"));
    assertThatThrownBy(() -> control.commit(Slot.B)).isInstanceOf(NodeFault.class);
    assertThat(control().read().map(NumberedState::state)).contains(STEADY);
  }

  @Test
  void onlyInPlaceWritesHappenInDailyUse() {
    Recording recording = new Recording();
    BootControl control = new BootControl(efi, recording);
    control.tryNext(Slot.B, V2, 3);
    control.markBad(FailedBecause.DEADLINE);
    assertThat(recording.writes)
        .containsExactly("overwrite env.a", "overwrite env.b", "overwrite env.a");
  }

  @Test
  void worksOnARealFileSystemWithoutMovingTheFile(@TempDir Path real) throws IOException {
    Path grub = Files.createDirectory(real.resolve("grub"));
    BootControl.create(grub, STEADY);
    Object inode = Files.getAttribute(grub.resolve("env.a"), "unix:ino");
    efi = real;
    control().tryNext(Slot.B, V2, 3);
    assertThat(copy("env.a")).isEqualTo(valid(3, STEADY.tryNext(Slot.B, V2, 3)));
    assertThat(Files.getAttribute(grub.resolve("env.a"), "unix:ino")).isEqualTo(inode);
    Files.delete(grub.resolve("env.a"));
    assertThat(control().repair(Slot.A)).containsExactly(new DamagedCopy("env.a", "missing"));
  }

  private BootControl control() {
    return new BootControl(efi);
  }

  private EnvironmentCopy copy(String name) {
    EnvironmentPair pair =
        new EnvironmentPair(efi.resolve("grub"), new CheckedFiles(new InPlaceFiles()));
    return pair.copy(efi.resolve("grub").resolve(name));
  }

  private static EnvironmentCopy valid(int generation, BootState state) {
    return new EnvironmentCopy.Valid(new NumberedState(new Generation(generation), state));
  }

  /** A medium with a bad sector under each file whose name begins so. */
  private static final class Refusing extends Recording {
    private final String bad;

    Refusing(String bad) {
      this.bad = bad;
    }

    @Override
    public void overwrite(Path file, byte[] block) throws IOException {
      if (String.valueOf(file.getFileName()).startsWith(bad)) {
        throw new IOException("Input/output error");
      }
      super.overwrite(file, block);
    }
  }

  /** The real door, with a list of what went through it. */
  private static class Recording implements EnvironmentFiles {
    final List<String> writes = new ArrayList<>();
    private final EnvironmentFiles real = new InPlaceFiles();

    @Override
    public byte[] read(Path file, int limit) throws IOException {
      return real.read(file, limit);
    }

    @Override
    public void overwrite(Path file, byte[] block) throws IOException {
      writes.add("overwrite " + file.getFileName());
      real.overwrite(file, block);
    }

    @Override
    public void create(Path file, byte[] block) throws IOException {
      writes.add("create " + file.getFileName());
      real.create(file, block);
    }
  }
}
