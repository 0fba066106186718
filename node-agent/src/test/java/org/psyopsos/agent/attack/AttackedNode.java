package org.psyopsos.agent.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.psyopsos.agent.door.Door;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Sha256;

/**
 * A node that has followed its channel to document {@value HonestWorld#FOLLOWED} and committed what
 * that offered. Everything that enters its other slot passes a {@link Door}.
 */
final class AttackedNode implements AutoCloseable {

  /** The slot that the next release goes to. It holds the first release, whole. */
  static final Slot TARGET = Slot.A;

  private static final long DISK = 16L << 20;
  private static final String ROOT_JSON = "etc/node-agent/root.json";

  private final HonestWorld world;
  private final FileSystem files;
  private final Door door;
  private final FakeNode node;

  /** A node that has followed the honest channel behind this server. */
  AttackedNode(HonestWorld world, HostileServer server) throws IOException {
    this.world = world;
    this.files =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "posix")
                .setMaxSize(DISK)
                .build());
    String partition = FakeNode.device(TARGET).replaceFirst("^/dev/", "");
    this.door =
        new Door(files, List.of("/node/storage/" + partition, "/node/run/node-agent/" + partition));
    this.node = new FakeNode(door.fileSystem().getPath("/node"), world.repository, world.first);
    node.configure(server.url());
    node.fetched();
    follow(server);
    door.reset();
    node.disk().clearLog();
  }

  /** The real way: offered, installed, booted, committed. */
  private void follow(HostileServer server) {
    Map<String, byte[]> before = new TreeMap<>(Fixtures.baseDeaddrop());
    before.put(Target.LATEST.object(world), HonestWorld.number(HonestWorld.FOLLOWED));
    server.serve(before);
    run("apply");
    node.boot();
    run("commit");
    assertThat(node.bootState()).isEqualTo(BootState.committed(TARGET.other()));
  }

  /** What of the node no attack may change. */
  record Unchanging(
      Map<String, String> bootEnvironment, Map<String, String> runningSlot, BootState boot) {}

  Unchanging unchanging() {
    return new Unchanging(node.environment(), tree(node.slot(TARGET.other())), node.bootState());
  }

  /** Every name in the slot that does not run: what it is, its content and its attributes. */
  Map<String, String> targetSlot() {
    return tree(node.slot(TARGET));
  }

  /** The content of a file in the slot that does not run. */
  Optional<byte[]> inTargetSlot(String path) {
    Path file = node.slot(TARGET).resolve(path);
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ended run(String... arguments) {
    return node.run(arguments);
  }

  Door door() {
    return door;
  }

  /** The real node below. */
  FakeNode node() {
    return node;
  }

  void replace(Map<String, byte[]> onNode) {
    onNode.forEach(node::write);
  }

  /** As it was before somebody replaced something, and the clock right. */
  void restore() {
    node.write(ROOT_JSON, Fixtures.replacedOnNode(Fixtures.BASE).get(ROOT_JSON));
    node.clock(FakeNode.NOW);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  private static Map<String, String> tree(Path directory) {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        tree.put(directory.relativize(path).toString(), description(path));
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String description(Path path) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    String content = attributes.isRegularFile() ? Sha256.of(path).hex() : "no file";
    return content + " " + attributes.permissions() + " " + attributes.lastModifiedTime();
  }
}
