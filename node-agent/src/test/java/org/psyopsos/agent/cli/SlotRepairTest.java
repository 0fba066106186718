package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.layout.Slot;

/** What e2fsck finds in a slot before it is written to: a real ext4 file system in a file. */
class SlotRepairTest extends NodeFixture {

  private static final long SIZE = 16L << 20;

  private Path image;

  @BeforeEach
  void formatSlot() throws IOException {
    image = directory.resolve("slot-b.img");
    resize(SIZE);
    program("mke2fs", "-q", "-F", "-t", "ext4", "-L", "psyopsOS-B", image.toString());
    node.disk().image(FakeNode.device(Slot.B), image);
  }

  @Test
  void aSoundOneIsLeftAsItIs() {
    assertThat(applied().err()).doesNotContain("mended", "new file system", "goes first");
    assertThat(node.run("status").out()).doesNotContain("repaired");
  }

  @Test
  void oneWithErrorsOnRecordIsMendedThoughItCouldBeMounted() {
    debugfs("set_super_value state 2");
    assertThat(applied().err()).contains("the file system of slot B was damaged, and is mended");
    assertSound();
    assertThat(node.run("status").out())
        .contains("the file system of slot B was checked and mended");
    assertThat(node.disk().log()).noneMatch(line -> line.startsWith("mke2fs"));
  }

  @Test
  void oneThatWasNotUnmountedAndCountsWrongIsMended() {
    debugfs("set_super_value free_blocks_count 1");
    debugfs("set_super_value state 0");
    assertThat(applied().err()).contains("mended");
    assertSound();
  }

  @Test
  void oneWithoutARootDirectoryIsMadeAnew() {
    debugfs("clri <2>");
    debugfs("set_super_value state 0");
    madeAnew();
  }

  @Test
  void oneThatIsOverwrittenIsMadeAnew() throws IOException {
    resize(0);
    resize(SIZE);
    madeAnew();
  }

  @Test
  void oneThatIsLargerThanItsPartitionIsMadeAnew() throws IOException {
    resize(SIZE / 2);
    madeAnew();
  }

  @ParameterizedTest
  @CsvSource({
    "137, ''",
    "32, Checking canceled by user request",
    "8, Error allocating memory: Memory allocation failed"
  })
  void oneThatCouldNotBeCheckedIsLeftAsItIsUntilTheNextRun(int status, String said) {
    node.disk().checkEnds(new CommandResult(status, "", said));
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(ended.err()).contains("could not be checked", "exit status " + status, said);
    assertThat(node.disk().log()).noneMatch(line -> line.startsWith("mke2fs"));
    node.disk().checkEnds(new CommandResult(0, "", ""));
    applied();
  }

  @Test
  void oneThatIsMendedAndAsksForARebootIsNotMadeAnew() {
    node.disk().checkEnds(new CommandResult(3, "", ""));
    assertThat(applied().err()).contains("is mended");
    assertThat(node.disk().log()).noneMatch(line -> line.startsWith("mke2fs"));
  }

  @Test
  void whatIsInOneWithoutInodesGoesFirst() {
    node.disk().freeInodes(3);
    assertThat(applied().err())
        .contains("there is no room beside what slot B holds: that goes first");
  }

  private void madeAnew() {
    assertThat(applied().err()).contains("slot B gets a new file system");
    assertSound();
    assertThat(program("e2label", image.toString()).output()).isEqualTo("psyopsOS-B\n");
    assertThat(node.run("status").out()).contains("slot B got a new file system");
  }

  private Ended applied() {
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState().trial().orElseThrow().slot()).isEqualTo(Slot.B);
    return ended;
  }

  private void assertSound() {
    assertThat(program("e2fsck", "-fn", image.toString()).output()).doesNotContain("Fix?");
  }

  private void debugfs(String request) {
    program("debugfs", "-w", "-R", request, image.toString());
  }

  private void resize(long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private static CommandResult program(String... words) {
    return new ProcessCommandRunner().runOrFail(Command.of(words));
  }
}
