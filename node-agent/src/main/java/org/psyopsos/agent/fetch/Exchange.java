package org.psyopsos.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.psyopsos.agent.fetch.Frame.Kind;
import org.psyopsos.agent.source.Watchdog;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;

/**
 * One request and what comes back. Closing it before its end closes the connection: what is still
 * on the way would be taken for the next answer.
 */
final class Exchange implements AutoCloseable {

  private final FetchConnection connection;
  private final Watchdog watchdog;
  private volatile boolean ended;

  Exchange(FetchConnection connection, Duration atAStretch, Duration inAll) {
    this.connection = connection;
    this.watchdog = new Watchdog(atAStretch, inAll, this::cancel);
  }

  /** The next frame, where that is not a failure. */
  Frame next() {
    Frame frame = read();
    if (frame.kind() == Kind.FAILURE) {
      Failure failure = understand(() -> FetchFailure.read(frame.payload()));
      ended = true;
      throw failure;
    }
    ended = frame.kind() != Kind.FOUND && frame.kind() != Kind.BYTES;
    return frame;
  }

  /** What an absent object amounts to. */
  Unreachable unreachable(Frame frame) {
    Failure failure = understand(() -> FetchFailure.read(frame.payload()));
    if (failure instanceof Unreachable unreachable) {
      return unreachable;
    }
    throw notUnderstood("another failure than that");
  }

  /**
   * The object's bytes.
   *
   * @param least fewer are a failure
   * @param most more are not read
   */
  InputStream body(long least, long most) {
    return new Body(least, most);
  }

  /** Reads what the fetcher wrote; what it should not have written is its fault. */
  <T> T understand(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (Untrusted e) {
      throw notUnderstood(e.problem().message());
    }
  }

  /** Nothing more can be made of this connection. */
  Unreachable notUnderstood(String found) {
    ended = false;
    return new Unreachable(
        Problem.of("the service that fetches for this node says what it should not")
            .found(found)
            .hint("it may be of another version, or taken over: 'node-agent --version'"));
  }

  @Override
  public void close() {
    watchdog.close();
  }

  private void cancel() {
    if (!ended) {
      connection.close();
    }
  }

  private Frame read() {
    watchdog.begin();
    try {
      return Frame.read(connection.in()).orElseThrow(() -> brokeOff("an end", null));
    } catch (ProtocolException e) {
      throw notUnderstood(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw brokeOff(watchdog.fired() ? "silence" : String.valueOf(e.getMessage()), e);
    } finally {
      watchdog.end();
    }
  }

  private static Unreachable brokeOff(
      String found, @org.jspecify.annotations.Nullable IOException e) {
    Problem problem =
        Problem.of("the service that fetches for this node broke off")
            .found(found)
            .hint("journalctl -u 'node-agent-fetch@*' may say why");
    return e == null ? new Unreachable(problem) : new Unreachable(problem, e);
  }

  /** The payloads of the frames that are the object. */
  private final class Body extends InputStream {

    private final long least;
    private final long most;
    private byte[] part = new byte[0];
    private int position;
    private long received;
    private boolean cut;

    private Body(long least, long most) {
      this.least = least;
      this.most = most;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      while (position == part.length && !ended && !cut) {
        receive();
      }
      if (position == part.length) {
        return -1;
      }
      int read = Math.min(count, part.length - position);
      System.arraycopy(part, position, into, offset, read);
      position += read;
      return read;
    }

    /** Who has read all that was asked for has not seen the end yet; it keeps the connection. */
    @Override
    public void close() {
      try {
        if (!ended && !cut && received == least && position == part.length) {
          receive();
        }
      } finally {
        Exchange.this.close();
      }
    }

    private void receive() {
      Frame frame = next();
      if (frame.kind() == Kind.BYTES) {
        int length = (int) Math.min(frame.payload().length, most - received);
        cut = length < frame.payload().length;
        part = cut ? Arrays.copyOf(frame.payload(), length) : frame.payload();
        position = 0;
        received += length;
      } else if (frame.kind() != Kind.END) {
        throw notUnderstood("a frame " + frame.kind());
      }
      if (ended && received < least) {
        throw notUnderstood("an end after " + received + " of " + least + " bytes");
      }
    }
  }
}
