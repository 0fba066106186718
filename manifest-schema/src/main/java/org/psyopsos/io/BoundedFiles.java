package org.psyopsos.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of which nobody can say how long they are. */
public final class BoundedFiles {

  private BoundedFiles() {}

  /**
   * The file's bytes. Where there are more than {@code limit}, the first {@code limit + 1}: enough
   * for the reader of what they are to refuse them.
   */
  public static byte[] read(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit + 1);
    }
  }
}
