package org.psyopsos.builder.squashfs;

import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The one way to say that a file is not a squashfs that this program can take apart. */
final class Malformed {

  private Malformed() {}

  static BadInput squashfs(String expected, @Nullable Object found) {
    return new BadInput(
        Problem.of("not a squashfs that can be taken apart")
            .expected(expected)
            .found(String.valueOf(found))
            .hint("make it again with mksquashfs 4.4 or newer, '-comp zstd'"));
  }
}
