package org.psyopsos.builder.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** One line on a terminal, drawn over itself a few times a second: bytes, rate, time remaining. */
public final class TerminalProgress implements Progress {

  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final Clock clock;

  public TerminalProgress(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public Step begin(String what, long total) {
    return new Line(what, total);
  }

  private final class Line implements Step {

    private final String what;
    private final long total;
    private final Instant begun = clock.instant();
    private Instant drawn = Instant.EPOCH;
    private long done;

    Line(String what, long total) {
      this.what = what;
      this.total = total;
    }

    @Override
    public synchronized void advance(long bytes) {
      done += bytes;
      Instant now = clock.instant();
      if (Duration.between(drawn, now).compareTo(REDRAW) >= 0) {
        drawn = now;
        out.print(CLEAR + text(Duration.between(begun, now)));
        out.flush();
      }
    }

    @Override
    public synchronized void close() {
      out.print(CLEAR);
      out.flush();
    }

    private String text(Duration elapsed) {
      long rate = elapsed.toMillis() <= 0 ? 0 : done * 1000 / elapsed.toMillis();
      StringBuilder text = new StringBuilder(what).append(": ").append(ByteCount.of(done));
      if (total > 0) {
        text.append(" of ").append(ByteCount.of(total));
        text.append(String.format(Locale.ROOT, " (%d %%)", done * 100 / total));
      }
      if (rate > 0) {
        text.append(", ").append(ByteCount.of(rate)).append("/s");
      }
      if (rate > 0 && total > done) {
        text.append(", ").append(remaining((total - done) / rate)).append(" left");
      }
      return text.toString();
    }

    private static String remaining(long seconds) {
      return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
  }
}
