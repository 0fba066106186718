package org.psyopsos.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;

/**
 * What a reader may do with something foreign: read it, or refuse it with a typed reason, and
 * either within bounded memory. Anything else fails the test.
 */
public final class Foreign {

  /** More than any reader of a document of 64 KiB allocates in all, garbage included. */
  private static final long ALLOCATION = 16L << 20;

  private Foreign() {}

  /** Reads and returns what was read; empty where it was refused. */
  public static <T> Optional<T> read(Read<T> reader) {
    Outcome<T> outcome = observe(reader);
    if (outcome.allocated() > ALLOCATION) {
      outcome = observe(reader); // The first time, classes may have been loaded.
    }
    if (outcome.allocated() > ALLOCATION) {
      throw new AssertionError("allocates " + outcome.allocated() + ", more than " + ALLOCATION);
    }
    return outcome.value();
  }

  /** Reads something foreign, the same every time. */
  @FunctionalInterface
  public interface Read<T> {
    T read();
  }

  private record Outcome<T>(Optional<T> value, long allocated) {}

  private static <T> Outcome<T> observe(Read<T> reader) {
    long before = allocated();
    Optional<T> value = readOrRefuse(reader);
    return new Outcome<>(value, allocated() - before);
  }

  private static <T> Optional<T> readOrRefuse(Read<T> reader) {
    try {
      return Optional.of(reader.read());
    } catch (Untrusted | Unreachable | BadInput refusal) {
      return Optional.empty();
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
