package org.psyopsos.agent.door;

import java.io.IOException;
import java.nio.file.Path;

/** Stands in front of a file system, and is told of what changes in it. */
public interface Guard {

  /** Whether it wants to hear of what happens there. */
  boolean guards(Path path);

  /** Is told before it is done; what it throws keeps it from being done. */
  default void before(Change change) throws IOException {}

  /** Is told before each entry of a directory is read; what it throws is the medium's answer. */
  default void beforeListing(Path directory) throws IOException {}

  /** Is told when it has been done. */
  void after(Change change);
}
