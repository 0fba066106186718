package org.psyopsos.failure;

import org.jspecify.annotations.Nullable;

/**
 * An error with an owner. The four kinds say who has to act: the publisher ({@link Untrusted}), the
 * network ({@link Unreachable}), the node's hardware or disk ({@link NodeFault}), the person at the
 * keyboard ({@link BadInput}).
 */
public abstract sealed class Failure extends RuntimeException
    permits Untrusted, Unreachable, NodeFault, BadInput {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Failure(Problem problem, @Nullable Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
  }

  public final Problem problem() {
    return problem;
  }

  /** The exit code of a program that ends because of this. */
  public abstract ExitCode exitCode();
}
