package org.psyopsos.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Takes what a program prints, so that it never waits for a reader. Something that the program
 * leaves running may hold its output open; nobody waits for that either.
 */
final class Drain implements Runnable {

  private static final int MAX_OUTPUT = 4 << 20;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final InputStream stream;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread thread = new Thread(this, "drain");

  private Drain(InputStream stream) {
    this.stream = stream;
  }

  static Drain of(InputStream stream) {
    Drain drain = new Drain(stream);
    drain.thread.setDaemon(true);
    drain.thread.start();
    return drain;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        keep(buffer, count);
      }
    } catch (IOException e) {
      return; // The program was killed: what it printed before is kept.
    }
  }

  /** What was printed, as UTF-8, bounded; to be called when the program has ended. */
  String text() throws InterruptedException {
    thread.join(GRACE.toMillis());
    synchronized (kept) {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  private void keep(byte[] bytes, int count) {
    synchronized (kept) {
      kept.write(bytes, 0, Math.min(count, MAX_OUTPUT - kept.size()));
    }
  }
}
