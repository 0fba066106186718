package org.psyopsos.vm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine's serial line. A thread of its own reads it; each line goes, without escape sequences
 * and with its time, into a log file. {@link #await} looks at each line once: what was waited for
 * is behind the reader.
 */
public final class SerialConsole {

  private static final Pattern ESCAPES =
      Pattern.compile(
          "\u001b(\\[[0-9;?]*[ -/]*[@-~]|[()][0-9A-B]|[=>c78M])|[\\x00-\\x08\\x0b-\\x1f\\x7f]");
  private static final int SHOWN_ON_FAILURE = 40;

  private final OutputStream toMachine;
  private final Path log;
  private final long began = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder unfinished = new StringBuilder();
  private int next;
  private boolean ended;

  private SerialConsole(OutputStream toMachine, Path log) {
    this.toMachine = toMachine;
    this.log = log;
  }

  /**
   * Starts to read. The log is appended to: a node that is switched on again goes on in the same
   * file.
   */
  static SerialConsole open(InputStream fromMachine, OutputStream toMachine, Path log) {
    SerialConsole console = new SerialConsole(toMachine, log);
    Thread reader = new Thread(() -> console.read(fromMachine), "serial " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
    return console;
  }

  /**
   * Waits for a finished line that the pattern is found in; a prompt is none.
   *
   * @throws AssertionError naming the pattern and the last lines, when the time is over or the
   *     machine has ended
   */
  public synchronized Matcher await(Pattern pattern, Duration limit) {
    try {
      return awaitLine(pattern, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the serial line", e);
    }
  }

  /** As {@link #await(Pattern, Duration)}, for a regular expression. */
  public Matcher await(String regex, Duration limit) {
    return await(Pattern.compile(regex), limit);
  }

  /** Types a line. */
  public void send(String line) {
    try {
      toMachine.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      toMachine.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the serial line of " + log, e);
    }
  }

  /** Every finished line so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  private Optional<Matcher> find(Pattern pattern) {
    while (next < lines.size()) {
      Matcher matcher = pattern.matcher(lines.get(next));
      next++;
      if (matcher.find()) {
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  private synchronized Matcher awaitLine(Pattern pattern, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<Matcher> found = find(pattern);
    while (found.isEmpty()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0 || ended) {
        throw new AssertionError(complaint(pattern, limit));
      }
      wait(left);
      found = find(pattern);
    }
    return found.get();
  }

  private String complaint(Pattern pattern, Duration limit) {
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_ON_FAILURE), lines.size());
    return String.format(
        Locale.ROOT,
        "%s before the serial line said /%s/ (%s); the last it said:%n%s",
        ended ? "the machine ended" : limit.toSeconds() + " s passed",
        pattern,
        log,
        String.join("\n", last));
  }

  private void read(InputStream fromMachine) {
    try (Writer writer =
        Files.newBufferedWriter(
            log, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] bytes = new byte[4096];
      for (int n = fromMachine.read(bytes); n >= 0; n = fromMachine.read(bytes)) {
        take(new String(bytes, 0, n, StandardCharsets.ISO_8859_1), writer);
      }
    } catch (IOException e) {
      // The machine was switched off in the middle of a line: that is the end of its output.
    } finally {
      end();
    }
  }

  private synchronized void take(String text, Writer writer) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        finishLine(writer);
      } else {
        unfinished.append(c);
      }
    }
    writer.flush();
    notifyAll();
  }

  private void finishLine(Writer writer) throws IOException {
    String line = clean(unfinished.toString());
    unfinished.setLength(0);
    lines.add(line);
    double seconds = (System.nanoTime() - began) / 1e9;
    writer.write(String.format(Locale.ROOT, "%7.1f %s%n", seconds, line));
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private static String clean(String raw) {
    return ESCAPES.matcher(raw).replaceAll("");
  }
}
