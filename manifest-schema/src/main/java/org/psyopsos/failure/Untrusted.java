package org.psyopsos.failure;

/** Something foreign that is not what a trusted key vouches for: never retried, never used. */
public final class Untrusted extends Failure {

  private static final long serialVersionUID = 1L;

  /** Why it was refused, for machines; the {@link Problem} holds the values that were compared. */
  public enum Reason {
    /** Not the format that it should be: refused before anything in it was believed. */
    MALFORMED,
    /** A signature that does not fit the bytes or the trusted comment. */
    BAD_SIGNATURE,
    /** A good signature too few, or none by a key that may sign this. */
    UNKNOWN_KEY,
    /** A signature algorithm that is not accepted (minisign's legacy {@code Ed}). */
    WRONG_ALGORITHM,
    /** For another repository. */
    WRONG_REPO,
    /** For another channel. */
    WRONG_CHANNEL,
    /** For another platform. */
    WRONG_PLATFORM,
    /** For another node, or for all where one for this node was expected. */
    WRONG_NODE,
    /** For other hardware models than this one. */
    WRONG_HARDWARE,
    /** Another version, type or name than the document that led here said. */
    WRONG_RELEASE,
    /** Older than what is already known. */
    ROLLBACK,
    /** Past its expiry. */
    EXPIRED,
    /** Another length than the signed one. */
    SIZE_MISMATCH,
    /** Another hash than the signed one. */
    HASH_MISMATCH,
    /** A format or agent version that this program does not know. */
    TOO_NEW
  }

  private final Reason reason;

  public Untrusted(Reason reason, Problem problem) {
    super(problem, null);
    this.reason = reason;
  }

  public Untrusted(Reason reason, Problem problem, Throwable cause) {
    super(problem, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public ExitCode exitCode() {
    return ExitCode.UNTRUSTED;
  }
}
