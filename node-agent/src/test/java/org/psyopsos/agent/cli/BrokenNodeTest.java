package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.testing.FakeDisk;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.SmallDiskFixture;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;

/** What may be wrong with a node itself: it is told, and nothing is lost by it. */
class BrokenNodeTest extends SmallDiskFixture {

  private static final String EFI = FakeNode.efi("/dev/vda");

  @Test
  void aSlotThatIsMissing() {
    node.disk().remove(FakeNode.device(Slot.B));
    refused("the disk lacks a partition: vda", "expected partition 4", "/dev/vda3", "tk mkimage");
  }

  @Test
  void anEfiPartitionThatIsMissing() {
    node.disk().remove(EFI);
    refused("the disk lacks a partition: vda", "expected partition 1", "/dev/vda3", "tk mkimage");
  }

  @Test
  void anEfiPartitionThatCannotBeMounted() {
    node.disk().breakFileSystem(EFI, false);
    refused(
        "cannot mount a partition: /dev/vda1 (PSYOPSOSEFI)",
        "expected a file system of type vfat",
        "found wrong fs type, bad superblock",
        "blkid /dev/vda1");
    assertThat(node.content(Slot.B)).isEmpty();
    assertThat(deaddrop.requests()).isEmpty();
  }

  @Test
  void aCardWithTheSamePartitionUuids() {
    node.disk().spareUuids("1111");
    refused(
        "cannot tell which partition this system booted from: psyopsos.slot=1111",
        "expected one partition with this UUID",
        "found 2 [/dev/sda3 (psyopsOS-A), /dev/vda3 (psyopsOS-A)]",
        "sgdisk -G gives the copy new ones");
  }

  @Test
  void aKernelCommandLineWithoutTheSlot() {
    node.write("proc/cmdline", "quiet psyopsos=psyopsOS-A psyopsos.gen=none\n".getBytes(US_ASCII));
    refused(
        "not started by psyopsOS's GRUB: kernel command line",
        "expected psyopsos.slot=…",
        "found none",
        "--disk");
  }

  @Test
  void aKernelCommandLineWithASlotThatIsNotThere() {
    node.write(
        "proc/cmdline",
        "psyopsos=psyopsOS-A psyopsos.slot=9999 psyopsos.gen=none\n".getBytes(US_ASCII));
    refused(
        "cannot tell which partition this system booted from: psyopsos.slot=9999",
        "expected one partition with this UUID",
        "found 0 []");
  }

  @Test
  void aSlotThatCannotBeWrittenTo() {
    node.write("sys/class/block/vda4/ro", "1\n".getBytes(US_ASCII));
    refused(
        "the partition to be written cannot be written to: /dev/vda4 (psyopsOS-B)",
        "expected a block device that can be written to, found a read-only one",
        "is a switch on the card set?");
    assertThat(node.disk().log()).noneMatch(line -> line.matches("(e2fsck|mke2fs).*"));
  }

  @Test
  void aSlotThatCannotBeWrittenToKeepsTheTrialThatWaitsInIt() throws IOException {
    assertThat(node.run("apply").exitCode()).isZero();
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    node.write("sys/class/block/vda4/ro", "1\n".getBytes(US_ASCII));
    node.disk().clearLog();
    refused("the partition to be written cannot be written to: /dev/vda4 (psyopsOS-B)");
    node.disk().mountElsewhere(FakeNode.device(Slot.B), node.root().resolve("mnt/rescue"));
    Map<String, String> environment = node.environment();
    assertThat(node.run("apply").exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(node.run("apply", "--target", "a").exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(node.environment()).isEqualTo(environment);
  }

  @Test
  void aSlotThatSomebodyHasOpen() {
    node.disk().hold(FakeNode.device(Slot.B));
    refused("the slot to be written is in use: /dev/vda4", "lsof /dev/vda4");
    assertThat(node.disk().log()).noneMatch(line -> line.startsWith("mke2fs"));
  }

  @Test
  void aSlotThatIsFullOfForeignFiles() throws IOException {
    Path slot = node.disk().content(FakeNode.device(Slot.B));
    Files.createDirectories(slot.resolve("photos"));
    int free = (int) (Files.getFileStore(slot).getUsableSpace() - 2000);
    Files.write(slot.resolve("photos/one.jpg"), new byte[free]);
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("there is no room beside what slot B holds");
    assertThat(slot.resolve("photos")).doesNotExist();
    assertThat(node.bootState().trial().orElseThrow().version()).isEqualTo(v2.manifest().version());
  }

  @Test
  void aSlotWhereFilesStandForDirectoriesAndDirectoriesForFiles() throws IOException {
    Path slot = node.disk().content(FakeNode.device(Slot.B));
    for (String file : new String[] {"incoming", "dtbs", "root"}) {
      Files.write(slot.resolve(file), new byte[10]);
    }
    for (String directory : new String[] {"manifest.json", "chunks", "kernel", "channel.json"}) {
      Files.createDirectories(slot.resolve(directory).resolve("garbage"));
    }
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    node.boot();
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  /** What e2fsck -y found, which nobody wants. */
  @Test
  void whatAPersonsRepairHasFoundGoesLikeOtherLeftOvers() throws IOException {
    Path slot = node.disk().content(FakeNode.device(Slot.B));
    Files.createDirectories(slot.resolve("lost+found/#13"));
    int free = (int) (Files.getFileStore(slot).getUsableSpace() - 2000);
    Files.write(slot.resolve("lost+found/#12"), new byte[free]);
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(slot.resolve("lost+found")).isEmptyDirectory();
  }

  @Test
  void theCommittedSlotIsNeverCheckedOrMadeAnew() {
    node.run("apply");
    node.boot();
    node.disk().breakFileSystem(FakeNode.device(Slot.A), false);
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    assertThat(node.run("apply").exitCode()).isNotZero();
    assertThat(node.run("apply", "--target", "a").exitCode()).isNotZero();
    node.bootByMenu(Slot.B);
    assertThat(node.run("apply", "--target", "a").exitCode()).isNotZero();
    assertThat(node.disk().log()).noneMatch(line -> line.matches("(e2fsck|mke2fs).*/dev/vda3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "check", "run"})
  void aFileThatIsNotSettings(String command) {
    node.write("etc/node-agent/node-agent.toml", "repo = \"home\"\nchannel =\n".getBytes(US_ASCII));
    Map<String, String> environment = node.environment();
    Ended ended = node.run(command);
    assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ended.err())
        .contains("malformed settings file: /node/etc/node-agent/node-agent.toml", "in line 2");
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content(Slot.B)).isEmpty();
  }

  @Test
  void aNodeWithoutSettings() throws IOException {
    Files.delete(node.root().resolve("etc/node-agent/node-agent.toml"));
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ended.err()).contains("no such settings file: /node/etc/node-agent/node-agent.toml");
  }

  /** Runs {@code apply}; afterwards all partitions are as before. */
  private void refused(String... told) {
    Map<String, String> environment = node.environment();
    Map<String, String> running = node.content(Slot.A);
    Map<String, String> other = node.content(Slot.B);
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(ended.err()).contains(told);
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content(Slot.A)).isEqualTo(running);
    assertThat(node.content(Slot.B)).isEqualTo(other);
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.disk().mounts().keySet()).containsExactly(FakeNode.device(Slot.A));
    assertThat(FakeDisk.ENTRIES)
        .allSatisfy(e -> assertThat(node.content(FakeDisk.on("/dev/sda", e))).isEmpty());
  }
}
