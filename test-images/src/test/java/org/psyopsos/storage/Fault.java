package org.psyopsos.storage;

import java.util.Locale;

/**
 * What a medium refuses.
 *
 * @param request which kind of request
 * @param number of the first one that fails, counted from 1; for {@link Request#PART}, the sector
 * @param error what the kernel is told
 * @param lasting whether all after it fail, too
 */
record Fault(Request request, int number, Refusal error, boolean lasting) {

  /** Of so many bytes consists a piece of a request that {@link Request#PART} breaks. */
  private static final int PIECE = 4096;

  /** Requests as {@code blkdebug} knows them. */
  enum Request {
    WRITE("pwritev", "write"),
    FLUSH("flush_to_disk", "flush"),
    /** What lies before one sector is written, the rest of the request is not: a short write. */
    PART("none", "write");

    private final String event;
    private final String type;

    Request(String event, String type) {
      this.event = event;
      this.type = type;
    }
  }

  /** Numbers of Linux. */
  enum Refusal {
    EIO(5),
    ENOSPC(28);

    private final int number;

    Refusal(int number) {
      this.number = number;
    }
  }

  static Fault once(Request request, int number, Refusal error) {
    return new Fault(request, number, error, false);
  }

  /** A medium that has come to its end. */
  static Fault from(Request request, int number, Refusal error) {
    return new Fault(request, number, error, true);
  }

  /** Options of {@code blkdebug}: its state counts requests, and the error waits for one. */
  String rules() {
    StringBuilder rules = new StringBuilder();
    boolean counts = request != Request.PART;
    for (int i = 0; counts && i < number - 1; i++) {
      String rule = "set-state." + i;
      rules.append(rule + ".event=" + request.event + ",");
      rules.append(rule + ".state=" + (i + 1) + "," + rule + ".new_state=" + (i + 2) + ",");
    }
    rules.append("inject-error.0.event=" + request.event);
    rules.append(",inject-error.0.iotype=" + request.type);
    rules.append(",inject-error.0.errno=" + error.number);
    rules.append(",inject-error.0.once=" + (lasting ? "off" : "on"));
    rules.append(
        counts
            ? ",inject-error.0.state=" + number
            : ",inject-error.0.sector=" + number + ",align=512,max-transfer=" + PIECE);
    return rules.toString();
  }

  @Override
  public String toString() {
    String what = request.name().toLowerCase(Locale.ROOT) + " " + number;
    return error + " at " + what + (lasting ? " and after" : "");
  }
}
