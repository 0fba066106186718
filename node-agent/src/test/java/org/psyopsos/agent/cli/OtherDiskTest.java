package org.psyopsos.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeDisk;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.Command;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.PublishedSchema;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * A disk, an image or partitions that somebody has named, in place of what this system runs from.
 */
class OtherDiskTest {

  private static final String V1 = "20261121-100000";
  private static final String V2 = "20261121-110000";

  private final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "posix").build());
  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = TestRelease.of(repository, V1);
  private final TestRelease v2 = TestRelease.of(repository, V2);
  private Path image;
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    deaddrop.publish(repository, v2, 2);
    node = new FakeNode(files.getPath("/node"), repository, v2);
    node.configure(deaddrop.url());
    Files.createDirectories(files.getPath("/dev"));
    Files.createDirectory(files.getPath(FakeDisk.SPARE)); // Anything but a file.
    for (FakeDisk.Entry entry : FakeDisk.ENTRIES) {
      Files.createDirectory(files.getPath(FakeDisk.on(FakeDisk.SPARE, entry)));
    }
    image = Files.createFile(files.getPath("/card.img"));
  }

  @AfterEach
  void stop() throws IOException {
    deaddrop.close();
    files.close();
  }

  @Test
  void aDiskIsUpdatedAndThisSystemStaysAsItIs() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    Map<String, String> environment = node.environment();
    Map<String, String> committed = node.content(FakeNode.device(FakeDisk.SPARE, Slot.A));
    Ended ended = node.run("apply", "--disk", FakeDisk.SPARE, "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\"outcome\" : \"staged\"");
    assertThat(node.bootState(FakeDisk.SPARE).trial().orElseThrow().version()).hasToString(V2);
    assertThat(node.content(FakeNode.device(FakeDisk.SPARE, Slot.B))).containsKey("manifest.json");
    assertThat(node.content(FakeNode.device(FakeDisk.SPARE, Slot.A))).isEqualTo(committed);
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content(Slot.B)).isEmpty();
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.run("status").out()).contains("last run     not since the last boot");
  }

  @Test
  void anImageIsAttachedForAsLongAsSomebodyHasItOpen() throws IOException {
    node.seed(FakeDisk.LOOP, v1);
    Ended ended = node.run("apply", "--disk", "/card.img");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState(FakeDisk.LOOP).trial().orElseThrow().slot()).isEqualTo(Slot.B);
    assertThat(node.disk().log().stream().filter(line -> line.matches("losetup.*|.*loop7p1.*")))
        .startsWith(
            "losetup --noheadings --output NAME --associated /card.img",
            "losetup --find --show --partscan /card.img",
            "losetup --detach /dev/loop7")
        .contains("umount /node/run/node-agent/loop7p1");
    assertThat(node.disk().mounts().keySet()).containsExactly(FakeNode.device(Slot.A));
    assertThat(node.run("status", "--disk", "/card.img").exitCode()).isZero();
  }

  @Test
  void whatAKilledRunLeftMountedIsUnmounted() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.disk()
        .mountElsewhere(
            FakeNode.device(FakeDisk.SPARE, Slot.B), node.root().resolve("run/node-agent/sda4"));
    assertThat(node.run("apply", "--disk", FakeDisk.SPARE).exitCode()).isZero();
    assertThat(node.disk().mounts().keySet()).containsExactly(FakeNode.device(Slot.A));
  }

  @Test
  void whatAKilledRunLeftMountedOfAnImageDoesNotKeepTheNextOneOut() throws IOException {
    node.seed(FakeDisk.LOOP, v1);
    node.disk().run(Command.of("losetup", "--find", "--show", "--partscan", "/card.img"));
    node.disk().run(Command.of("losetup", "--detach", FakeDisk.LOOP));
    node.disk()
        .mountElsewhere(
            FakeNode.device(FakeDisk.LOOP, Slot.B), node.root().resolve("run/node-agent/loop7p4"));
    Ended ended = node.run("apply", "--disk", "/card.img");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.disk().mounts().keySet()).containsExactly(FakeNode.device(Slot.A));
  }

  @Test
  void theSlotThatIsNotCommittedThereIsTheTarget() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    Ended committed = node.run("apply", "--disk", FakeDisk.SPARE, "--target", "a");
    assertThat(committed.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(committed.err()).contains("the committed slot is not written to");
    assertThat(node.run("apply", "--disk", FakeDisk.SPARE, "--target", "b").exitCode()).isZero();
  }

  @Test
  void itsStateIsShownAsNothingRunsFromIt() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    Ended ended = node.run("status", "--disk", FakeDisk.SPARE);
    assertThat(ended.out())
        .contains("booted       nothing of this disk", "committed    slot A, " + V1)
        .doesNotContain("warning");
    String json = node.run("status", "--disk", FakeDisk.SPARE, "--json").out();
    assertThat(json).doesNotContain("\"booted\"");
    assertThat(new PublishedSchema("status").complaints(json.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void itIsComparedWithTheOfferAndNotThisSystem() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    assertThat(node.run("check").exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
    Ended ended = node.run("check", "--disk", FakeDisk.SPARE);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains(V2 + " is offered and would be taken");
  }

  @Test
  void theDiskOfThisSystemIsRefused() throws IOException {
    Files.createDirectory(files.getPath("/dev/vda"));
    refused(ExitCode.NODE_FAULT, "/dev/vda", "this system runs from this disk", "leave out --disk");
  }

  @Test
  void aCopyOfThisSystemsDiskIsRefused() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.disk().spareUuids("1111");
    refused(
        ExitCode.NODE_FAULT, FakeDisk.SPARE, "with the same partition UUIDs", "UUIDs of its own");
  }

  @Test
  void aDiskThatSomebodyHasMountedIsRefused() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.disk().mountElsewhere("/dev/sda2", node.root().resolve("mnt/secret"));
    refused(
        ExitCode.NODE_FAULT, FakeDisk.SPARE, "the disk is in use: /dev/sda2", "umount /node/mnt");
  }

  @Test
  void anImageThatSomebodyHasAttachedIsRefused() throws IOException {
    node.seed(FakeDisk.LOOP, v1);
    node.disk().attach(image);
    refused(ExitCode.NODE_FAULT, "/card.img", "the image is in use", "losetup --detach /dev/loop7");
  }

  @Test
  void whatIsNoDiskIsRefused() throws IOException {
    refused(ExitCode.USAGE, "/dev/sdz", "no such disk: /dev/sdz", "such as /dev/sdb");
    refused(ExitCode.USAGE, "/dev/sda4", "not a disk: /dev/sda4", "--device");
    refused(ExitCode.USAGE, "/node", "not a disk: /node", "lsblk");
  }

  @Test
  void aDiskWithoutItsPartitionsIsRefused() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.disk().remove("/dev/sda4");
    refused(ExitCode.NODE_FAULT, FakeDisk.SPARE, "lacks a partition", "expected partition 4");
  }

  @Test
  void aDiskThatDoesNotSayWhichSlotIsCommittedIsRefused() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    Path efi = node.disk().content(FakeNode.efi(FakeDisk.SPARE));
    Files.write(efi.resolve("grub/env.a"), new byte[1024]);
    Files.write(efi.resolve("grub/env.b"), new byte[1024]);
    refused(ExitCode.NODE_FAULT, FakeDisk.SPARE, "no copy of the boot environment is valid");
  }

  @Test
  void partitionsWithOtherNumbersAreNamed() throws IOException {
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    Ended ended = node.run("apply", "--device", "b=/dev/sda2");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.content("/dev/sda2")).containsKey("manifest.json");
    assertThat(node.content(Slot.B)).isEmpty();
    assertThat(node.bootState().trial().orElseThrow().slot()).isEqualTo(Slot.B);
    assertThat(node.rebootAsked()).isTrue();
  }

  @Test
  void theTimersRunGoesByTheSettings() throws IOException {
    node.configure(deaddrop.url(), "devices.b = \"/dev/sda2\"");
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    Ended ended = node.run("run");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.content("/dev/sda2")).containsKey("manifest.json");
    assertThat(node.content(Slot.B)).isEmpty();
  }

  @Test
  void namedPartitionsMustHoldTheSlotThatWasBooted() {
    Ended ended = node.run("status", "--device", "a=/dev/sda3");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(ended.err())
        .contains("did not boot from one of its slots: /dev/vda3", "/dev/sda3", "--device");
  }

  @Test
  void anotherSystemNamesEachPartitionAndIsNotRebooted() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.write("proc/cmdline", "root=/dev/vda3 quiet\n".getBytes(UTF_8));
    String[] apply = {
      "apply", "--device", "a=/dev/sda3", "--device", "b=/dev/sda4", "--device", "efisys=/dev/sda1"
    };
    Ended ended = node.run(apply);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.bootState(FakeDisk.SPARE).trial().orElseThrow().slot()).isEqualTo(Slot.B);
    assertThat(node.rebootAsked()).isFalse();
  }

  @Test
  void theSlotThatIsMountedAsTheRootRuns() throws IOException {
    node.seed(FakeDisk.SPARE, v1);
    node.install(node.disk().content("/dev/sda4"), v2);
    node.write("proc/cmdline", "root=/dev/sda4 quiet\n".getBytes(UTF_8));
    node.disk().unmountAll();
    node.disk().mountElsewhere("/dev/sda4", node.root().resolve("run/psyops/slot"));
    Ended ended =
        node.run(
            "status",
            "--device",
            "a=/dev/sda3",
            "--device",
            "b=/dev/sda4",
            "--device",
            "efisys=/dev/sda1");
    assertThat(ended.out()).contains("booted       slot B, " + V2, "committed    slot A, " + V1);
  }

  @Test
  void whatIsNoNameOrNoDeviceIsRefused() {
    for (List<String> wrong :
        List.of(
            List.of("c=/dev/sda3", "no partition has this name", "a, b or efisys"),
            List.of("/dev/sda3", "not a name and a device", "such as a=/dev/sda2"),
            List.of("b=/dev/sdz1", "no such block device: /dev/sdz1", "/dev/vda4"),
            List.of("b=/dev/vda3", "one device for two purposes", "three different ones"))) {
      Ended ended = node.run("status", "--device", wrong.get(0));
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.USAGE.code());
      assertThat(ended.err()).contains(wrong.subList(1, 3));
    }
    Ended both = node.run("status", "--device", "a=/dev/sda3", "--disk", FakeDisk.SPARE);
    assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(both.err()).contains("--disk and --device", "one of the two");
  }

  @Test
  void anotherSystemIsTold() {
    node.write("proc/cmdline", "root=/dev/vda3 quiet\n".getBytes(UTF_8));
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(ended.err())
        .contains("not started by psyopsOS's GRUB", "psyopsos.slot=", "--disk", "--device");
  }

  private void refused(ExitCode code, String disk, String... told) throws IOException {
    Map<String, String> environment = node.environment();
    Map<String, String> a = node.content("/dev/sda3");
    Map<String, String> efi = node.content("/dev/sda1");
    Ended ended = node.run("apply", "--disk", disk);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(code.code());
    assertThat(ended.err()).contains(told);
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content("/dev/sda3")).isEqualTo(a);
    assertThat(node.content("/dev/sda1")).isEqualTo(efi);
    assertThat(node.content("/dev/sda4")).isEmpty();
  }
}
