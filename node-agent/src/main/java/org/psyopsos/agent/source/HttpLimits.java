package org.psyopsos.agent.source;

import java.time.Duration;

/**
 * How long a server may take.
 *
 * @param connect until a connection stands
 * @param silence without a byte
 * @param bytesPerSecond below which a transfer, as a whole, is given up
 */
public record HttpLimits(Duration connect, Duration silence, long bytesPerSecond) {

  public static final HttpLimits DEFAULT =
      new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 8 << 10);

  /** What may go by until an answer begins: each redirect may take its time. */
  public Duration longestAnswer() {
    return connect.plus(silence).multipliedBy(HttpObjects.MAX_REDIRECTS + 1L);
  }

  /** The waiting that a transfer of this size may cost in all. */
  public Duration deadline(long size) {
    return silence.plusSeconds(size / bytesPerSecond);
  }
}
