package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/** Every write of every transition stops after every byte: the state is the old or the new one. */
class TornWriteTest {

  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final Path EFI = Path.of("/efi");
  private static final BootState STEADY = BootState.committed(Slot.A);
  private static final BootState TRIED = STEADY.tryNext(Slot.B, V2, 3);

  /** A transition, the state before, and the state after. */
  private record Change(
      String name, BootState before, BootState after, Consumer<BootControl> apply) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("tryNext", STEADY, TRIED, boot -> boot.tryNext(Slot.B, V2, 3)),
        new Change("commit", TRIED, TRIED.commit(Slot.B), boot -> boot.commit(Slot.B)),
        new Change(
            "markBad",
            TRIED,
            TRIED.markBad(FailedBecause.DEADLINE),
            boot -> boot.markBad(FailedBecause.DEADLINE)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void isOldOrNewAndCanBeDoneAgain(Change change) {
    for (int write = 0; write < writes(change); write++) {
      for (int written = 0; written < EnvironmentBlock.SIZE; written++) {
        Crashing files = new Crashing(change.before());
        BootControl control = new BootControl(EFI, files);
        files.crash(write, written);
        assertThatThrownBy(() -> change.apply().accept(control)).isInstanceOf(PowerCut.class);

        BootState found = control.read().orElseThrow().state();
        assertThat(found).isIn(change.before(), change.after());
        assertThat(files.decision()).isEqualTo(decision(found));
        assertThat(control.repair(Slot.A)).hasSizeLessThanOrEqualTo(1);
        if (found.equals(change.before())) {
          change.apply().accept(control);
        }
        assertThat(control.read().map(NumberedState::state)).contains(change.after());
      }
    }
  }

  private static int writes(Change change) {
    Crashing files = new Crashing(change.before());
    change.apply().accept(new BootControl(EFI, files));
    return files.writes;
  }

  private static Slot decision(BootState state) {
    return state.trial().map(Trial::slot).orElse(state.committed());
  }

  /** No error that the program hears of: it does nothing more. */
  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Two files in memory; one write stops half way. */
  private static final class Crashing implements EnvironmentFiles {
    private final Map<Path, byte[]> files = new HashMap<>();
    private int writes;
    private int crashAt = -1;
    private int bytes;

    Crashing(BootState state) {
      int generation = 99;
      for (String name : List.of("env.a", "env.b")) {
        NumberedState content = new NumberedState(new Generation(generation++), state);
        files.put(EFI.resolve("grub").resolve(name), EnvironmentBlock.encode(content));
      }
    }

    void crash(int write, int written) {
      crashAt = write;
      bytes = written;
    }

    Slot decision() {
      return BootDecision.decide(file("env.a"), file("env.b"), Slot.A).slot();
    }

    @Override
    public byte[] read(Path file, int limit) throws IOException {
      return Optional.ofNullable(files.get(file))
          .orElseThrow(() -> new NoSuchFileException(file.toString()))
          .clone();
    }

    @Override
    public void overwrite(Path file, byte[] block) {
      boolean stops = writes++ == crashAt;
      System.arraycopy(block, 0, files.get(file), 0, stops ? bytes : block.length);
      if (stops) {
        throw new PowerCut();
      }
    }

    @Override
    public void create(Path file, byte[] block) {
      throw new AssertionError("no file is missing: " + file);
    }

    private byte[] file(String name) {
      return files.get(EFI.resolve("grub").resolve(name));
    }
  }
}
