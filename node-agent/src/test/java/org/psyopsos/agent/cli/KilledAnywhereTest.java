package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.SlotDirectory;
import org.psyopsos.release.SlotDocuments;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * The agent is killed before each command that it gives, with and without a power cut, and the
 * network breaks off anywhere. GRUB always finds a whole slot, and in the end the offered version
 * is committed.
 */
class KilledAnywhereTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease v1 = TestRelease.of(repository, "20261101-000000");
  private final TestRelease v2 = TestRelease.of(repository, "20261102-000000");
  private final TestRelease v3 = TestRelease.of(repository, "20261103-000000");
  @TempDir private Path directory;
  private TestDeaddrop deaddrop;

  /** The end of the agent's process, here and now. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void start() throws IOException {
    deaddrop = new TestDeaddrop();
  }

  @AfterEach
  void stop() {
    deaddrop.close();
  }

  @Test
  void atAnyStepOfAnUpdate() throws IOException {
    boolean killed = true;
    for (int step = 0; killed; step++) {
      deaddrop.publish(repository, v2, 1);
      FakeNode node = node("step-" + step);
      killed = isKilled(node, step, "run");
      if (step % 2 == 0) {
        boot(node);
      }
      finish(node, v2);
    }
  }

  @Test
  void atAnyStepOfACommit() throws IOException {
    boolean killed = true;
    for (int step = 0; killed; step++) {
      deaddrop.publish(repository, v2, 1);
      FakeNode node = node("step-" + step);
      node.run("run");
      boot(node);
      killed = isKilled(node, step, "commit");
      if (step % 2 == 0) {
        boot(node);
      }
      finish(node, v2);
    }
  }

  @Test
  void atAnyStepOfReplacingAVersionThatWaitsToBeTried() throws IOException {
    boolean killed = true;
    for (int step = 0; killed; step++) {
      deaddrop.publish(repository, v2, 1);
      FakeNode node = node("step-" + step);
      node.run("run");
      deaddrop.publish(repository, v3, 2);
      killed = isKilled(node, step, "run");
      boot(node);
      finish(node, v3);
    }
  }

  @Test
  void whereverTheTarballBreaksOff() throws IOException {
    byte[] tarball = v2.tarball();
    for (int cut = 0; cut < tarball.length; cut += 7001) {
      int count = cut;
      TestDeaddrop broken = new TestDeaddrop();
      broken.publish(repository, v2, 1);
      broken.answer(
          DeaddropNames.tarball(v2.manifest()), exchange -> breakOff(exchange, tarball, count));
      FakeNode node = node("cut-" + cut);
      node.configure(broken.url());

      assertThat(node.run("run").exitCode()).as("cut after %d", cut).isEqualTo(5);

      assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.A));
      assertThat(version(node, Slot.B)).isEmpty();
      broken.close();
      deaddrop.publish(repository, v2, 1);
      node.configure(deaddrop.url());
      finish(node, v2);
    }
  }

  private static void breakOff(HttpExchange exchange, byte[] body, int count) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, count);
    exchange.getResponseBody().flush();
  }

  private FakeNode node(String name) throws IOException {
    FakeNode node = new FakeNode(Files.createDirectory(directory.resolve(name)), repository, v1);
    node.configure(deaddrop.url());
    return node;
  }

  /** Whether the agent was killed before its {@code step}th command, and did not end before. */
  private static boolean isKilled(FakeNode node, int step, String command) throws IOException {
    AtomicInteger left = new AtomicInteger(step);
    node.disk()
        .beforeEach(
            next -> {
              if (left.getAndDecrement() <= 0) {
                throw new Killed();
              }
            });
    try {
      node.run(command);
      return false;
    } catch (Killed e) {
      // The kernel takes a dead process's lock away; here the process that held it lives on.
      Files.deleteIfExists(node.root().resolve("run/node-agent/lock"));
      return true;
    } finally {
      node.disk().beforeEach(next -> {});
    }
  }

  /** What GRUB takes is whole. */
  private static Slot boot(FakeNode node) {
    Slot slot = node.boot();
    Path root = node.slot(slot);
    new SlotDirectory(root).requireContent(new SlotDocuments(root).manifest().orElseThrow());
    return slot;
  }

  /** What the units do by themselves: commit after each boot, then poll, and reboot when asked. */
  private static void finish(FakeNode node, TestRelease release) {
    Optional<ReleaseVersion> wanted = Optional.of(release.manifest().version());
    for (int boots = 0; boots < 5 && !committed(node).equals(wanted); boots++) {
      assertThat(node.run("commit").exitCode()).isZero();
      assertThat(node.run("run").exitCode()).isZero();
      boot(node);
      assertThat(node.run("commit").exitCode()).isZero();
    }
    assertThat(committed(node)).isEqualTo(wanted);
    assertThat(node.bootState().trial()).isEmpty();
    assertThat(node.bootState().bad()).isEmpty();
    assertThat(boot(node)).isEqualTo(node.bootState().committed());
  }

  private static Optional<ReleaseVersion> committed(FakeNode node) {
    return version(node, node.bootState().committed());
  }

  private static Optional<ReleaseVersion> version(FakeNode node, Slot slot) {
    return new SlotDocuments(node.slot(slot)).manifest().map(Manifest::version);
  }
}
