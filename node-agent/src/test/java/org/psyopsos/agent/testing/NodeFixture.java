package org.psyopsos.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** A node that runs one version, and a deaddrop that offers it the next: new for each test. */
public abstract class NodeFixture {

  @TempDir protected Path directory;

  protected final TestRepository repository = new TestRepository();
  protected final TestRelease v1 = TestRelease.of(repository, "20261121-100000");
  protected final TestRelease v2 = TestRelease.of(repository, "20261121-110000");
  protected TestDeaddrop deaddrop;
  protected FakeNode node;

  @BeforeEach
  void startNode() throws IOException {
    deaddrop = new TestDeaddrop();
    node = new FakeNode(place(), repository, v1);
    node.configure(deaddrop.url(), settings());
    deaddrop.publish(repository, v2, 2);
  }

  /** Where the node lies. */
  protected Path place() {
    return directory;
  }

  /** Lines of its settings beside the deaddrop. */
  protected String[] settings() {
    return new String[0];
  }

  /** Takes what is offered, boots it and keeps it. */
  protected void updatesTo(TestRelease release) {
    Ended applied = node.run("apply");
    assertThat(applied.exitCode()).as(applied.err() + applied.out()).isZero();
    assertThat(applied.out()).contains(release.manifest().version() + " is ready");
    node.boot();
    assertThat(node.run("commit").exitCode()).isZero();
  }

  @AfterEach
  void stopDeaddrop() {
    deaddrop.close();
  }
}
