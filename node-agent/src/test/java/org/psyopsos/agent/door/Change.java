package org.psyopsos.agent.door;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Something that is done to a file system; paths are those of the file system behind. */
public sealed interface Change {

  /** What it is done to. */
  Path path();

  /**
   * A file is opened.
   *
   * @param writing whether for writing
   * @param created whether it was not there
   * @param emptied whether it was there with something in it, and loses that
   */
  record Opened(Path path, boolean writing, boolean created, boolean emptied) implements Change {}

  /** A file that was {@link Opened} is closed. */
  record Closed(Path path) implements Change {}

  /** Bytes are written. */
  record Written(Path path, long position, ByteBuffer bytes) implements Change {}

  /** A file loses its end. */
  record Shortened(Path path, long size) implements Change {}

  /** A directory is made. */
  record DirectoryMade(Path path) implements Change {}

  /** A file or a directory gets another name; a file that had that name is replaced. */
  record Moved(Path path, Path to) implements Change {}

  /** A file or an empty directory is deleted. */
  record Deleted(Path path) implements Change {}

  /** Mode, owner or times are set. */
  record AttributesSet(Path path) implements Change {}

  /** A file or a directory is forced to the medium. */
  record Forced(Path path) implements Change {}
}
