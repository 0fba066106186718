package org.psyopsos.agent.testing;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** The same with all of the node on one small disk in memory, which may be full. */
public abstract class SmallDiskFixture extends NodeFixture {

  /** Room for two small releases and the reserve of one slot. */
  private static final long DISK = 6L << 20;

  protected final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "posix")
              .setMaxSize(DISK)
              .build());

  @Override
  protected Path place() {
    return files.getPath("/node");
  }

  /** It has next to no disk space. */
  @Override
  protected String[] settings() {
    return new String[] {"health.disk = \"tell\""};
  }

  @AfterEach
  void closeDisk() throws IOException {
    files.close();
  }
}
