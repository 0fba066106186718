package org.psyopsos.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.psyopsos.crash.CrashState;

/** Looks at partitions with programs: once at each content, some at the same time. */
final class Looks<T> {

  private final Look<T> look;
  private final ExecutorService threads;
  private final Path scratch;
  private final Map<Long, CompletableFuture<T>> known = new HashMap<>();

  /**
   * Looks of one kind.
   *
   * @param scratch a directory of which each thread gets a part
   */
  Looks(Look<T> look, ExecutorService threads, Path scratch) {
    this.look = look;
    this.threads = threads;
    this.scratch = scratch;
  }

  /** Looks at one partition; {@code scratch} is a directory for nobody else. */
  @FunctionalInterface
  interface Look<T> {
    T at(CrashState partition, Path scratch) throws IOException;
  }

  CompletableFuture<T> at(CrashState partition) {
    return known.computeIfAbsent(
        partition.fingerprint(),
        unknown -> CompletableFuture.supplyAsync(() -> look(partition), threads));
  }

  int distinct() {
    return known.size();
  }

  private T look(CrashState partition) {
    try {
      String thread = "thread-" + Thread.currentThread().getId();
      return look.at(partition, Files.createDirectories(scratch.resolve(thread)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
