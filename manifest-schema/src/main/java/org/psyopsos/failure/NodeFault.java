package org.psyopsos.failure;

/** Disk, mount or boot environment are not as they must be: stop, and keep the running slot. */
public final class NodeFault extends Failure {

  private static final long serialVersionUID = 1L;

  public NodeFault(Problem problem) {
    super(problem, null);
  }

  public NodeFault(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.NODE_FAULT;
  }
}
