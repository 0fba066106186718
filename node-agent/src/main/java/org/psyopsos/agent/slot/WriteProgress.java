package org.psyopsos.agent.slot;

import java.util.function.Consumer;

/** Says now and then how far writing has come: few lines, because they go to a serial console. */
final class WriteProgress {

  private static final int PARTS = 4;

  private final long total;
  private final Consumer<String> log;
  private long done;
  private long told;

  WriteProgress(long total, Consumer<String> log) {
    this.total = Math.max(1, total);
    this.log = log;
  }

  void add(long bytes) {
    done += bytes;
    long part = done * PARTS / total;
    if (part > told) {
      told = part;
      log.accept(part * 100 / PARTS + " % of " + total + " bytes");
    }
  }
}
