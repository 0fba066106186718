package org.psyopsos.builder.filesystem;

import java.nio.file.Path;
import java.time.Instant;
import org.psyopsos.builder.disk.ByteRange;
import org.psyopsos.builder.disk.Guid;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * A file system to make, and where.
 *
 * @param image an existing file; outside the range nothing of it is touched
 * @param range the bytes of the image that become the file system; holes, or zeros
 * @param label the file system's
 * @param id where its identifiers come from
 * @param time of everything in it, whole seconds
 */
public record Volume(Path image, ByteRange range, String label, Guid id, Instant time) {

  void requireLabel(int longest, String kind) {
    if (label.length() > longest) {
      throw new BadInput(
          Problem.of("label too long for a " + kind + " file system")
              .at(label)
              .expected("at most " + longest + " characters")
              .found(label.length())
              .hint("set another label in the settings file's [layout]"));
    }
  }
}
