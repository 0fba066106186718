package org.psyopsos.agent.testing;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** As {@link NodeFixture}, with all of the node on one small disk in memory, which may be full. */
public abstract class SmallDiskFixture {

  /** Room for two small releases and the reserve of one slot. */
  private static final long DISK = 6L << 20;

  protected final TestRepository repository = new TestRepository();
  protected final TestRelease v1 = TestRelease.of(repository, "20261121-100000");
  protected final TestRelease v2 = TestRelease.of(repository, "20261121-110000");
  protected FileSystem files;
  protected TestDeaddrop deaddrop;
  protected FakeNode node;

  @BeforeEach
  void startNode() throws IOException {
    files =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "posix")
                .setMaxSize(DISK)
                .build());
    deaddrop = new TestDeaddrop();
    node = new FakeNode(files.getPath("/node"), repository, v1);
    node.configure(deaddrop.url(), "health.disk = \"tell\""); // It has next to none.
    deaddrop.publish(repository, v2, 2);
  }

  @AfterEach
  void stopDeaddrop() throws IOException {
    deaddrop.close();
    files.close();
  }
}
