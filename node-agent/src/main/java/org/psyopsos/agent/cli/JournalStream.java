package org.psyopsos.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a stream leads to systemd's journal. Source: systemd.exec(5), JOURNAL_STREAM.
 */
final class JournalStream {

  private JournalStream() {}

  /**
   * Whether an open file is the one that the variable names.
   *
   * @param descriptor such as {@code /proc/self/fd/2}
   * @param variable the value of {@code JOURNAL_STREAM}: device and inode; null where it is not set
   */
  static boolean isJournal(Path descriptor, @Nullable String variable) {
    if (variable == null) {
      return false;
    }
    try {
      Object device = Files.getAttribute(descriptor, "unix:dev");
      return variable.equals(device + ":" + Files.getAttribute(descriptor, "unix:ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
