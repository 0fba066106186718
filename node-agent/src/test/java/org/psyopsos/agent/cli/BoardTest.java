package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** Device trees of releases, and the board that a node is. */
class BoardTest {

  private static final String PI_3 = "broadcom/bcm2837-rpi-3-b.dtb";
  private static final String PI_4 = "broadcom/bcm2711-rpi-4-b.dtb";

  @TempDir private Path directory;

  private final TestRepository repository = new TestRepository(Platform.AARCH64_RPI);
  private final TestRelease v1 = release("20261121-100000", PI_3, PI_4, "vendor/old.dtb");
  private TestDeaddrop deaddrop;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(directory, repository, v1);
    node.configure(deaddrop.url());
    node.board(PI_3);
    node.boot();
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void aReleaseWithoutThisBoardsDeviceTreeIsRefusedBeforeAnythingIsFetched() {
    TestRelease v2 = release("20261121-110000", PI_4, "broadcom/bcm2711-rpi-400.dtb");
    deaddrop.publish(repository, v2, 2);
    Map<String, String> slot = node.content(Slot.B);
    String version = v2.manifest().version().value();
    for (String command : new String[] {"check", "run", "apply", "apply --version " + version}) {
      Ended ended = node.run(command.split(" ", -1));
      assertThat(ended.exitCode()).as(command).isEqualTo(4);
      assertThat(ended.err())
          .as(command)
          .contains("the release has no device tree for this board")
          .contains("expected " + PI_3 + ", found " + PI_4 + ", broadcom/bcm2711-rpi-400.dtb")
          .contains("add its device tree to the release's artifacts");
    }
    assertThat(node.content(Slot.B)).isEqualTo(slot);
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(deaddrop.requests())
        .doesNotContain(DeaddropNames.chunks(v2.manifest()), DeaddropNames.tarball(v2.manifest()));
    assertThat(node.run("status", "--json").out()).contains("\"reason\" : \"wrong-hardware\"");
    assertThat(node.run("why").out()).contains("no device tree for this board");
  }

  @Test
  void manyDeviceTreesAreNotAllTold() {
    String[] trees =
        Stream.iterate(0, i -> i + 1).limit(30).map(i -> i + ".dtb").toArray(String[]::new);
    deaddrop.publish(repository, release("20261121-110000", trees), 2);
    assertThat(node.run("check").err()).contains("found 0.dtb, 1.dtb, ", "7.dtb and 22 more");
    deaddrop.publish(repository, release("20261121-120000"), 3);
    assertThat(node.run("check").err()).contains("expected " + PI_3 + ", found none");
  }

  @Test
  void whereGrubDoesNotKnowTheBoardNothingIsCompared() throws IOException {
    node.board("");
    node.boot();
    TestRelease v2 = release("20261121-110000");
    deaddrop.publish(repository, v2, 2);
    assertThat(node.run("check").exitCode()).isZero();
    assertThat(deaddrop.requests()).doesNotContain(DeaddropNames.manifest(v2.manifest()));
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @Test
  void afterTwoUpdatesASlotHoldsTheDeviceTreesOfItsReleaseAndNoOthers() throws IOException {
    deaddrop.publish(repository, release("20261121-110000", PI_3), 2);
    updates();
    deaddrop.publish(repository, release("20261121-120000", PI_3, "other/new.dtb"), 3);
    updates();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
    assertThat(below(node.slot(Slot.A).resolve("dtbs")))
        .containsExactly("broadcom", PI_3, "other", "other/new.dtb");
    assertThat(below(node.slot(Slot.B).resolve("dtbs"))).containsExactly("broadcom", PI_3);
  }

  private void updates() {
    Ended check = node.run("check");
    assertThat(check.exitCode()).as(check.err()).isZero();
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    node.boot();
    assertThat(node.run("commit").exitCode()).isZero();
  }

  /** Files and directories, by their names in {@code root}. */
  private static Set<String> below(Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(path -> !path.equals(root))
          .forEach(path -> names.add(root.relativize(path).toString()));
    }
    return names;
  }

  private TestRelease release(String version, String... trees) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", TestRelease.content("kernel " + version, 900));
    files.put("initramfs", TestRelease.content("initramfs", 500));
    files.put("squashfs", TestRelease.content("squashfs " + version, 2000));
    files.put("boot.env", TestRelease.content("boot.env", 1024));
    for (String tree : trees) {
      files.put("dtbs/" + tree, TestRelease.content(tree + version, 300));
    }
    return TestRelease.of(repository, version, repository.platform(), files);
  }
}
