package org.psyopsos.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Takes what a program prints, so that it never waits for a reader, and keeps the beginning of it,
 * which programs read, or the end, which people do. Something that the program leaves running may
 * hold its output open; nobody waits for that either.
 */
final class Drain implements Runnable {

  private static final int MAX_BEGINNING = 4 << 20;
  private static final int MAX_END = 8 << 10;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final InputStream stream;
  private final boolean endOnly;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread thread = new Thread(this, "drain");

  private Drain(InputStream stream, boolean endOnly) {
    this.stream = stream;
    this.endOnly = endOnly;
  }

  static Drain of(InputStream stream, boolean endOnly) {
    Drain drain = new Drain(stream, endOnly);
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
      byte[] bytes = kept.toByteArray();
      int from = endOnly ? Math.max(0, bytes.length - MAX_END) : 0;
      return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
  }

  private void keep(byte[] bytes, int count) {
    synchronized (kept) {
      if (!endOnly) {
        kept.write(bytes, 0, Math.min(count, MAX_BEGINNING - kept.size()));
        return;
      }
      if (kept.size() > MAX_END) {
        byte[] before = kept.toByteArray();
        kept.reset();
        kept.write(before, before.length - MAX_END, MAX_END);
      }
      kept.write(bytes, 0, count);
    }
  }
}
