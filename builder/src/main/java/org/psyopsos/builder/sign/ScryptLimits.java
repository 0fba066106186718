package org.psyopsos.builder.sign;

import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * How costly it is to try a password, as libsodium counts.
 *
 * @param operations {@code opslimit}
 * @param memory {@code memlimit}, bytes
 */
public record ScryptLimits(long operations, long memory) {

  private static final long MAX_OPERATIONS = 1L << 29;
  private static final long MAX_MEMORY = 1L << 32;
  private static final int BLOCK_SIZE = 8;
  private static final long LEAST_OPERATIONS = 32768;
  private static final long LEAST_MEMORY = 1 << 20;

  /** What minisign takes: about a second and 1 GiB. */
  public static final ScryptLimits SENSITIVE = new ScryptLimits(1L << 25, 1L << 30);

  public ScryptLimits {
    if (operations < 1
        || operations > MAX_OPERATIONS
        || memory < LEAST_MEMORY
        || memory > MAX_MEMORY) {
      throw new BadInput(
          Problem.of("a secret key with password limits out of bounds")
              .found("opslimit " + operations + ", memlimit " + memory));
    }
  }

  /** The cost parameters of scrypt: r is 8. */
  record Cost(int n, int r, int p) {}

  /** As {@code pickparams} of libsodium's crypto_pwhash_scryptsalsa208sha256 chooses them. */
  Cost cost() {
    long bounded = Math.max(operations, LEAST_OPERATIONS);
    if (bounded < memory / 32) {
      return new Cost(1 << log2(bounded / (BLOCK_SIZE * 4)), BLOCK_SIZE, 1);
    }
    int log = log2(memory / (BLOCK_SIZE * 128));
    long parallel = Math.min((bounded / 4) >> log, 0x3fffffff) / BLOCK_SIZE;
    return new Cost(1 << log, BLOCK_SIZE, (int) parallel);
  }

  private static int log2(long max) {
    int log = 1;
    while (log < 63 && (1L << log) <= max / 2) {
      log++;
    }
    return log;
  }
}
