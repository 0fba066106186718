package org.psyopsos.crash;

import java.util.Optional;

/** The files of a file system, as far as they can be read. */
public interface FileTree {

  /** A file's bytes; none where it is not there, or not to be read. */
  Optional<byte[]> read(String path);

  /** Whether a file shares its place with another one: to delete that one would destroy it. */
  boolean isShared(String path);
}
