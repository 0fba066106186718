package org.psyopsos.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What is updated, and what must hold of it. */
interface Target {

  /** What `apply` is told besides the disk. */
  List<String> options();

  /**
   * What is wrong with a card on which the update may have stopped anywhere.
   *
   * @param scratch a directory for nobody else
   */
  List<String> complaints(Path disk, Path scratch) throws IOException;

  /** What is wrong with a card on which the update has succeeded. */
  List<String> complaintsAtTheEnd(Path disk, Path scratch) throws IOException;
}
