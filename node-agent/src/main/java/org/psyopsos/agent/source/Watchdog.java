package org.psyopsos.agent.source;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a transfer that makes one wait too long: at a stretch, or in all. A client's own read
 * timeout does not always fire on a stalled body. Only waiting counts, not what the reader does in
 * between, such as writing to a slow card.
 */
public final class Watchdog implements AutoCloseable {

  private static final long NOT_WAITING = -1;

  private final Runnable cancel;
  private final long atAStretch;
  private final long inAll;
  private final long start = System.nanoTime(); // Not the clock: that one may jump.
  private final Thread thread;

  private long waitingSince = NOT_WAITING;
  private long waited;
  private boolean fired;

  /**
   * Watches until it is closed.
   *
   * @param atAStretch the longest single wait
   * @param inAll the longest sum of waits
   * @param cancel makes the waiting thread's operation fail; may be called by another thread
   */
  public Watchdog(Duration atAStretch, Duration inAll, Runnable cancel) {
    this.atAStretch = atAStretch.toNanos();
    this.inAll = inAll.toNanos();
    this.cancel = cancel;
    this.thread = new Thread(this::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waiting begins. */
  public synchronized void begin() {
    waitingSince = now();
  }

  /** Waiting has ended. */
  public synchronized void end() {
    waited += now() - waitingSince;
    waitingSince = NOT_WAITING;
  }

  /** Whether the transfer was cancelled by this watchdog. */
  public synchronized boolean fired() {
    return fired;
  }

  /**
   * Ends the transfer too. A client's own close would read on for a while, as fast as the server
   * sends, so as to use the connection again; where all has been read, it still can.
   */
  @Override
  public void close() {
    thread.interrupt();
    cancel.run();
  }

  private void watch() {
    try {
      while (!isTooLong()) {
        TimeUnit.NANOSECONDS.sleep(Math.max(1, atAStretch / 20));
      }
      cancel.run();
    } catch (InterruptedException e) {
      return; // Closed: nothing is left to watch.
    }
  }

  private synchronized boolean isTooLong() {
    long now = now();
    long thisTime = waitingSince == NOT_WAITING ? 0 : now - waitingSince;
    fired = thisTime > atAStretch || waited + thisTime > inAll;
    return fired;
  }

  private long now() {
    return System.nanoTime() - start;
  }
}
