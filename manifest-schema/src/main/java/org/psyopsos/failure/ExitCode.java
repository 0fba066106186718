package org.psyopsos.failure;

/** The exit codes of {@code tk} and {@code node-agent}. They do not change between versions. */
public enum ExitCode {
  OK(0),
  INTERNAL(1),
  USAGE(2),
  NOTHING_TO_DO(3),
  UNTRUSTED(4),
  UNREACHABLE(5),
  NODE_FAULT(6),
  HEALTH_FAILED(7);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
