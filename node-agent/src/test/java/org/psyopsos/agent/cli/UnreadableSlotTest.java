package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.door.Change;
import org.psyopsos.agent.door.Guard;
import org.psyopsos.agent.door.GuardedFileSystem;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.testing.TestRoots;
import org.psyopsos.trust.TrustRoot;

/** Blocks of the other slot that the medium does not give back any more. */
class UnreadableSlotTest extends NodeFixture implements Guard {

  private static final String NOTHING = "nothing";

  private final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "posix").build());

  private String unreadable = NOTHING;

  @Override
  protected Path place() {
    return new GuardedFileSystem(files, this).getPath("/node");
  }

  @AfterEach
  void closeFiles() throws IOException {
    files.close();
  }

  @Override
  public boolean guards(Path path) {
    return isUnreadable(path);
  }

  @Override
  public void before(Change change) throws IOException {
    if (change instanceof Change.Opened opened && !opened.writing()) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public void beforeListing(Path directory) throws IOException {
    if (isUnreadable(directory)) {
      throw new IOException("Input/output error");
    }
  }

  /** New blocks. */
  @Override
  public void after(Change change) {
    if (change instanceof Change.Moved || change instanceof Change.Deleted) {
      unreadable = NOTHING;
    }
  }

  private boolean isUnreadable(Path path) {
    return path.endsWith(unreadable) && !path.toString().contains(SlotFiles.INCOMING);
  }

  @Test
  void aDirectoryOfTheOtherSlotKeepsNobodyFromJudgingTheRunningOne() throws IOException {
    node.install(Slot.B, v2);
    directoryThatCannotBeRead(SlotFiles.ROOTS);
    assertThat(node.run("commit")).extracting(Ended::exitCode).isEqualTo(ExitCode.OK.code());
    Ended status = node.run("status");
    assertThat(status.exitCode()).isEqualTo(ExitCode.OK.code());
    assertThat(status.out())
        .contains("committed    slot A", "psyopsOS-B: " + v2.manifest().version());
  }

  @Test
  void aSlotWithADirectoryThatCannotBeReadIsMadeAnew() throws IOException {
    directoryThatCannotBeRead("photos");
    node.disk()
        .beforeEach(
            command -> {
              if (command.arguments().get(0).equals("mke2fs")) {
                unreadable = NOTHING;
              }
            });
    Ended applied = node.run("apply");
    assertInstalled(applied);
    assertThat(applied.err())
        .contains("slot B has directories that cannot be read: Input/output error")
        .contains("slot B gets a new file system");
  }

  @Test
  void aHealthCheckDirectoryThatCannotBeReadIsToldAsWhatItIs() throws IOException {
    Files.createDirectories(node.root().resolve("etc/node-agent/health.d"));
    unreadable = "health.d";
    Ended health = node.run("health");
    assertThat(health.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(health.err()).contains("cannot list the health checks", "Input/output error");
  }

  @Test
  void aFileOfTheOtherSlotThatCannotBeReadIsWrittenAnew() throws IOException {
    node.install(Slot.B, v2);
    Files.delete(node.slot(Slot.B).resolve(SlotFiles.MANIFEST));
    unreadable = "squashfs";
    assertInstalled(node.run("apply"));
    assertThat(unreadable).isEqualTo(NOTHING);
  }

  @Test
  void aPartOfAReleaseThatCannotBeReadIsFetchedAgain() throws IOException {
    Path incoming = node.slot(Slot.B).resolve(SlotFiles.INCOMING);
    node.install(incoming, v2);
    unreadable = SlotFiles.INCOMING + "/squashfs";
    assertInstalled(node.run("apply"));
  }

  @Test
  void aKeptRootThatCannotBeReadIsWrittenAnew() throws IOException {
    TrustRoot second =
        repository.root(
            2, TestRoots.keys(1, repository.rootKey), TestRoots.keys(1, repository.channelKey));
    TestRoots roots = new TestRoots().with(second, repository.rootKey);
    roots.objects.forEach(deaddrop::put);
    Path kept = node.slot(Slot.B).resolve(SlotFiles.ROOTS).resolve("2.json");
    Files.createDirectories(kept.getParent());
    Files.write(kept, new byte[10]);
    unreadable = "root/2.json";
    assertInstalled(node.run("apply"));
    assertThat(unreadable).isEqualTo(NOTHING);
    assertThat(node.slot(Slot.B).resolve("root/2.json"))
        .hasBinaryContent(roots.objects.get("root/2.json"));
  }

  /** Only its journal has what GRUB would have to read. */
  @Test
  void aSlotThatCannotBeMountedAgainWhenAllIsWrittenIsNotTried() {
    String slot = FakeNode.device(Slot.B);
    int[] written = {0};
    node.disk()
        .beforeEach(
            command -> {
              boolean mount =
                  command.arguments().get(0).equals("mount") && command.arguments().contains(slot);
              boolean writing = mount && command.toString().contains("-o rw");
              written[0] += writing ? 1 : 0;
              if (mount && !writing && written[0] == 2) {
                node.disk().breakFileSystem(slot, true);
              }
            });
    assertThat(node.run("apply").exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(written[0]).isEqualTo(2);
    assertThat(node.bootState().trial()).isEmpty();
    assertInstalled(node.run("apply"));
  }

  private void assertInstalled(Ended applied) {
    assertThat(applied.exitCode()).as(applied.err()).isEqualTo(ExitCode.OK.code());
    new SlotDirectory(node.slot(Slot.B)).requireContent(v2.manifest());
  }

  private void directoryThatCannotBeRead(String name) throws IOException {
    Files.createDirectories(node.slot(Slot.B).resolve(name));
    unreadable = name;
  }
}
