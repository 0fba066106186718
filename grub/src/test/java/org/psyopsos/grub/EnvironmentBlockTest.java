package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

class EnvironmentBlockTest {

  private static final ReleaseVersion OLD = new ReleaseVersion("20260101-000000");
  private static final ReleaseVersion NEW = new ReleaseVersion("20260203-040506");

  static Stream<BootState> states() {
    Stream<BootState> trials =
        IntStream.rangeClosed(1, 9)
            .mapToObj(n -> BootState.committed(Slot.A).tryNext(Slot.B, NEW, n));
    Stream<BootState> failed =
        Arrays.stream(FailedBecause.values())
            .map(
                because -> new BootState(Slot.B, Optional.empty(), Optional.of(bad(OLD, because))));
    Stream<BootState> others =
        Stream.of(
            BootState.committed(Slot.A),
            BootState.committed(Slot.B),
            new BootState(
                Slot.B,
                Optional.of(new Trial(Slot.A, NEW, 0)),
                Optional.of(bad(OLD, FailedBecause.BY_HAND))));
    return Stream.of(trials, failed, others).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("states")
  void whatIsWrittenIsRead(BootState state) {
    NumberedState content = new NumberedState(new Generation(42), state);
    byte[] block = EnvironmentBlock.encode(content);
    assertThat(EnvironmentBlock.decode(block)).isEqualTo(new EnvironmentCopy.Valid(content));
  }

  @ParameterizedTest
  @MethodSource("states")
  void everyStateHasTheSameLayoutInsideOneSector(BootState state) {
    byte[] block = EnvironmentBlock.encode(new NumberedState(new Generation(1), state));
    String text = new String(block, StandardCharsets.US_ASCII);
    assertThat(block).hasSize(1024);
    assertThat(text).startsWith("# GRUB Environment Block\ngen=00000001\n");
    assertThat(text.indexOf("\ngend=00000001\n###")).isEqualTo(block().indexOf("\ngend="));
    assertThat(text.indexOf("\ngend=") + "\ngend=00000001\n".length()).isLessThanOrEqualTo(512);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 26, 512, 1023, 1025, 2048})
  void anotherSizeIsRefused(int size) {
    byte[] block = Arrays.copyOf(block().getBytes(StandardCharsets.US_ASCII), size);
    assertThat(EnvironmentBlock.decode(block))
        .isInstanceOfSatisfying(
            EnvironmentCopy.Invalid.class, invalid -> assertThat(invalid.overwritable()).isFalse());
  }

  static Stream<String> refused() {
    String block = block();
    return Stream.of(
        block.replace("# GRUB", "# grub"),
        block.replace("gend=00000007", "gend=00000008"),
        block.replace("gend=00000007", "gend=0000000#"),
        block.replace("committed=a", "committed=b"),
        block.replace("committed=a", "committed=c"),
        block.replace("committed=a\n", "committed=a "),
        block.replace("committed=a\n", "root=(hd90)\n"),
        block.replace("trial=b", "trial=_"),
        block.replace("trial_version=20260203-040506", "trial_version=_______________"),
        block.replace("trial_version=20260203", "trial_version=20261399"),
        block.replace("attempts=3", "attempts=x"),
        block.replace("attempts=3", "attempts=\\"),
        block.replace("bad_because=________", "bad_because=deadline"),
        block.replace("bad_because=________", "bad_because=tired___"),
        block.replace("gend=00000007\n####", "gend=00000007\na=b\n"),
        block.replace("committed=a\n", "committed=a\ncommitted=a\n").substring(0, 1024),
        "#".repeat(1024),
        "\0".repeat(1024));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatTheWriterNeverWritesIsRefused(String text) {
    byte[] block = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(block).hasSize(1024);
    assertThat(EnvironmentBlock.decode(block))
        .isInstanceOfSatisfying(
            EnvironmentCopy.Invalid.class, invalid -> assertThat(invalid.overwritable()).isTrue());
  }

  @Test
  void noSingleFlippedBitIsTakenForAnotherGeneration() {
    byte[] block = block().getBytes(StandardCharsets.US_ASCII);
    for (int bit = 0; bit < block.length * 8; bit++) {
      byte[] flipped = block.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      if (EnvironmentBlock.decode(flipped) instanceof EnvironmentCopy.Valid valid) {
        assertThat(valid.content().generation()).isEqualTo(new Generation(7));
      }
    }
  }

  private static String block() {
    BootState state = BootState.committed(Slot.A).tryNext(Slot.B, NEW, 3);
    return new String(
        EnvironmentBlock.encode(new NumberedState(new Generation(7), state)),
        StandardCharsets.US_ASCII);
  }

  private static BadVersion bad(ReleaseVersion version, FailedBecause because) {
    return new BadVersion(version, because);
  }
}
