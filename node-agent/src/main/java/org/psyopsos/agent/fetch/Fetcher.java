package org.psyopsos.agent.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.Optional;
import org.psyopsos.agent.fetch.Frame.Kind;
import org.psyopsos.agent.source.HttpObjects;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.ObjectSource.Part;
import org.psyopsos.agent.source.ObjectSource.Reply;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;

/** The fetcher's side: fetches what is asked for until the agent hangs up. */
public final class Fetcher {

  private final DataInputStream in;
  private final DataOutputStream out;

  private Fetcher(InputStream in, OutputStream out) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.out = new DataOutputStream(new BufferedOutputStream(out));
  }

  /**
   * Serves one agent.
   *
   * @throws ProtocolException where it is no agent that asks
   */
  public static void serve(InputStream in, OutputStream out) throws ProtocolException {
    try {
      new Fetcher(in, out).serve();
    } catch (Untrusted e) {
      throw new ProtocolException(e.getMessage());
    } catch (ProtocolException e) {
      throw e;
    } catch (IOException e) {
      return; // The agent has hung up: it has what it wanted, or wants no more of it.
    }
  }

  private void serve() throws IOException {
    Optional<Frame> first = Frame.read(in);
    if (first.isEmpty()) {
      return;
    }
    require(Kind.SETTINGS, first.get());
    FetchSettings settings = FetchSettings.read(first.get().payload());
    ObjectSource objects = new HttpObjects(settings.route(), settings.limits());
    for (Optional<Frame> next = Frame.read(in); next.isPresent(); next = Frame.read(in)) {
      answer(next.get(), objects);
      out.flush();
    }
  }

  private void answer(Frame frame, ObjectSource objects) throws IOException {
    FetchRequest request = FetchRequest.read(frame.payload());
    try {
      if (frame.kind() == Kind.ASK) {
        reply(objects.ask(request.name(), request.length(), request.etag()));
      } else {
        require(Kind.OPEN, frame);
        Part part = open(request, objects);
        try (InputStream object = part.in()) {
          FetchReply reply = new FetchReply(request.name(), Optional.empty(), !part.isWhole());
          send(Kind.FOUND, reply.write());
          copy(object);
        }
      }
    } catch (Unreachable | Untrusted e) {
      send(Kind.FAILURE, FetchFailure.write(e));
    }
  }

  private static Part open(FetchRequest request, ObjectSource objects) {
    return request.span().isPresent()
        ? objects.open(request.name(), request.length(), request.span().get())
        : new Part(objects.open(request.name(), request.length()), true);
  }

  private void reply(Reply reply) throws IOException {
    if (reply instanceof Reply.Found found) {
      send(Kind.FOUND, new FetchReply(found.where(), found.etag(), false).write());
      copy(new ByteArrayInputStream(found.beginning()));
    } else if (reply instanceof Reply.Absent absent) {
      send(Kind.ABSENT, FetchFailure.write(absent.failure()));
    } else {
      send(Kind.UNCHANGED, new byte[0]);
    }
  }

  private void copy(InputStream object) throws IOException {
    byte[] part = new byte[Frame.MAX_PAYLOAD];
    boolean more = true;
    while (more) {
      more = copy(object, part);
    }
    send(Kind.END, new byte[0]);
  }

  /** A full frame costs as much as an empty one. What came before a failure is passed on. */
  private boolean copy(InputStream object, byte[] part) throws IOException {
    int filled = 0;
    try {
      while (filled < part.length) {
        int read = object.read(part, filled, part.length - filled);
        if (read < 0) {
          return false;
        }
        filled += read;
      }
      return true;
    } finally {
      if (filled > 0) {
        Frame.write(out, Kind.BYTES, part, filled);
      }
    }
  }

  private void send(Kind kind, byte[] payload) throws IOException {
    Frame.write(out, kind, payload);
  }

  private static void require(Kind expected, Frame frame) throws IOException {
    if (frame.kind() != expected) {
      throw new ProtocolException("expected " + expected + ", found " + frame.kind());
    }
  }
}
