package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.io.CommandRunner;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

class BootDecisionTest {

  private static final byte[] NOTHING = new byte[0];
  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final BootState STEADY = BootState.committed(Slot.A);

  @Test
  void theNewerCopyCounts() {
    byte[] old = block(9, STEADY);
    byte[] trial = block(10, STEADY.tryNext(Slot.B, V2, 1));
    BootDecision tried =
        new BootDecision(Slot.B, Optional.of(new Generation(10)), true, Written.YES);
    assertThat(BootDecision.decide(old, trial, Slot.A)).isEqualTo(tried);
    assertThat(BootDecision.decide(trial, old, Slot.A)).isEqualTo(tried);
    assertThat(BootDecision.decide(old, NOTHING, Slot.B))
        .isEqualTo(new BootDecision(Slot.A, Optional.of(new Generation(9)), false, Written.NONE));
  }

  @Test
  void withoutAValidCopyTheLastResortBoots() {
    assertThat(BootDecision.decide(NOTHING, NOTHING, Slot.B))
        .isEqualTo(new BootDecision(Slot.B, Optional.empty(), false, Written.NONE));
  }

  /** Firmware that lets GRUB read and not write. */
  @ParameterizedTest
  @CsvSource({"0,true,NO", "1,true,NO", "1,false,NO", "0,false,NONE"})
  void whatCouldNotBeWrittenIsTold(int attempts, boolean counted, Written written) {
    Trial trial = new Trial(Slot.B, V2, attempts);
    BootState state = new BootState(Slot.A, Optional.of(trial), Optional.empty());
    Map<String, byte[]> files = new HashMap<>(Map.of("env.a", block(9, state)));
    if (counted) {
      files.put(BootCount.FILE, new BootCount(BootCount.OF_COMMITTED, Slot.A).encode());
    }
    assertThat(BootDecision.decide(new ProtectedDisk(files), Slot.A))
        .isEqualTo(new BootDecision(Slot.A, Optional.of(new Generation(9)), false, written));
  }

  private record ProtectedDisk(Map<String, byte[]> files) implements BootDecision.Disk {

    @Override
    public byte[] read(String name) {
      return files.getOrDefault(name, NOTHING);
    }

    @Override
    public boolean write(String name, byte[] content) {
      return false;
    }
  }

  /** The agent's reader must never believe what GRUB does not, or believe it otherwise. */
  @Test
  void whatTheStrictReaderTakesGrubTakesToo() throws IOException {
    List<EnvironmentCase> cases = new ArrayList<>(EnvironmentCase.named());
    cases.addAll(EnvironmentCase.random(5000));
    cases.addAll(EnvironmentCase.crashes());
    List<byte[]> copies = new ArrayList<>();
    cases.forEach(files -> copies.addAll(List.of(files.bytesOfA(), files.bytesOfB())));
    for (byte[] copy : copies) {
      if (EnvironmentBlock.decode(copy) instanceof EnvironmentCopy.Valid valid) {
        BootState state = valid.content().state();
        Optional<Trial> trial = state.trial().filter(tried -> tried.attemptsLeft() > 0);
        assertThat(BootDecision.decide(copy, NOTHING, Slot.A))
            .isEqualTo(
                new BootDecision(
                    trial.map(Trial::slot).orElse(state.committed()),
                    Optional.of(valid.content().generation()),
                    trial.isPresent(),
                    trial.isPresent() ? Written.YES : Written.NONE));
      }
    }
  }

  /** Debian's {@code grub-editenv} changes blocks with the code that is in GRUB. */
  @ParameterizedTest
  @CsvSource({"attempts,2", "attempts,''", "attempts,12345", "gen,1", "new,value"})
  void changesABlockAsGrubDoes(String name, String value, @TempDir Path directory)
      throws Exception {
    byte[] before = block(3, STEADY.tryNext(Slot.B, V2, 3));
    Path file = Files.write(directory.resolve("env"), before);
    CommandRunner runner = new ProcessCommandRunner();
    runner.runOrFail("grub-editenv", file.toString(), "set", name + "=" + value);
    assertThat(GrubBlock.open(before).flatMap(block -> block.with(name, value)))
        .hasValueSatisfying(changed -> assertThat(file).hasBinaryContent(changed));
  }

  private static byte[] block(int generation, BootState state) {
    return EnvironmentBlock.encode(new NumberedState(new Generation(generation), state));
  }
}
