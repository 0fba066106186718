package org.psyopsos.builder.progress;

/** Where long steps tell how far they have come. */
@FunctionalInterface
public interface Progress {

  /**
   * Begins a step.
   *
   * @param what a few words, such as {@code "writing the tarball"}
   * @param total how many bytes it will be, 0 where nobody knows
   */
  Step begin(String what, long total);

  /** Tells nobody. */
  static Progress quiet() {
    return (what, total) -> bytes -> {};
  }

  /** A step that is under way; closing it ends it. */
  @FunctionalInterface
  interface Step extends AutoCloseable {

    /** Tells that {@code bytes} more are done. */
    void advance(long bytes);

    @Override
    default void close() {}
  }
}
