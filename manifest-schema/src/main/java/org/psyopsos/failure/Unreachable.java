package org.psyopsos.failure;

import java.time.Duration;
import java.util.Optional;

/** A source that does not answer or gives up half way; worth trying again later. */
public final class Unreachable extends Failure {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  public Unreachable(Problem problem) {
    super(problem, null);
    this.retryAfter = Optional.empty();
  }

  public Unreachable(Problem problem, Throwable cause) {
    super(problem, cause);
    this.retryAfter = Optional.empty();
  }

  public Unreachable(Problem problem, Duration retryAfter) {
    super(problem, null);
    this.retryAfter = Optional.of(retryAfter);
  }

  /** How long the other side asked to be left alone, where it said so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.UNREACHABLE;
  }
}
