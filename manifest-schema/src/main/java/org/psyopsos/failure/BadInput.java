package org.psyopsos.failure;

/** A wrong argument, setting or input file: the person who called the program can mend it. */
public final class BadInput extends Failure {

  private static final long serialVersionUID = 1L;

  public BadInput(Problem problem) {
    super(problem, null);
  }

  public BadInput(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.USAGE;
  }
}
