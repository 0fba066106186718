package org.psyopsos.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.fetch.Frame.Kind;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.Route;
import org.psyopsos.failure.Failure;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.Span;

/**
 * The objects of a deaddrop by way of a fetcher. That one is the first to be taken over by a
 * hostile answer, so it is believed as little as the server: lengths are bounded here again, and
 * time.
 */
public final class FetchedObjects implements ObjectSource {

  /** How long a fetcher may take to start on a slow board under load. */
  private static final Duration START = Duration.ofMinutes(1);

  /** Connects to a fetcher. */
  @FunctionalInterface
  public interface Connector {
    FetchConnection connect() throws IOException;
  }

  private final Connector connector;
  private final FetchSettings settings;
  private final Duration answer;
  private @Nullable FetchConnection connection;

  /**
   * The objects of a deaddrop.
   *
   * @param connector asked when something is first asked for, and where a connection broke
   * @param limits how long the server may take; the fetcher may take a little longer
   */
  public FetchedObjects(Connector connector, Route route, HttpLimits limits) {
    this(connector, route, limits, START);
  }

  /** Where a fetcher starts as fast as this. */
  FetchedObjects(Connector connector, Route route, HttpLimits limits, Duration start) {
    this.connector = connector;
    this.settings = new FetchSettings(route, limits);
    this.answer = limits.longestAnswer().plus(start);
  }

  @Override
  public Reply ask(String name, long limit, Optional<String> etag) {
    try (Exchange exchange =
        begin(Kind.ASK, new FetchRequest(name, limit, etag, Optional.empty()))) {
      Frame first = exchange.next();
      return switch (first.kind()) {
        case FOUND -> {
          FetchReply reply = exchange.understand(() -> FetchReply.read(first.payload()));
          byte[] beginning = exchange.body(0, limit + 1).readAllBytes();
          yield new Reply.Found(beginning, reply.etag(), reply.where());
        }
        case ABSENT -> new Reply.Absent(exchange.unreachable(first));
        case UNCHANGED -> {
          if (etag.isEmpty()) {
            throw exchange.notUnderstood("that nothing has changed, and nobody asked");
          }
          yield new Reply.Unchanged();
        }
        default -> throw exchange.notUnderstood("a frame " + first.kind());
      };
    } catch (IOException e) {
      throw new IllegalStateException("an exchange throws no IOException", e);
    }
  }

  @Override
  public InputStream open(String name, long size) {
    return open(name, size, Optional.empty()).in();
  }

  @Override
  public Part open(String name, long size, Span span) {
    return open(name, size, Optional.of(span));
  }

  private Part open(String name, long size, Optional<Span> span) {
    Exchange exchange = begin(Kind.OPEN, new FetchRequest(name, size, Optional.empty(), span));
    try {
      Frame first = exchange.next();
      if (first.kind() != Kind.FOUND) {
        throw exchange.notUnderstood("a frame " + first.kind());
      }
      FetchReply reply = exchange.understand(() -> FetchReply.read(first.payload()));
      boolean isPart = reply.isPart() && span.isPresent();
      long length = isPart ? span.get().length() : size;
      // One more, so that a longer one can be told.
      return new Part(exchange.body(length, length + 1), !isPart);
    } catch (Failure e) {
      exchange.close();
      throw e;
    }
  }

  private Exchange begin(Kind kind, FetchRequest request) {
    try {
      FetchConnection open = connection;
      if (open == null || open.isClosed()) {
        open = connector.connect();
        connection = open;
        Frame.write(open.out(), Kind.SETTINGS, settings.write());
      }
      Frame.write(open.out(), kind, request.write());
      open.out().flush();
      Duration all = settings.limits().deadline(request.length()).plus(answer);
      return new Exchange(open, answer, all);
    } catch (IOException e) {
      throw new Unreachable(
          Problem.of("the service that fetches for this node cannot be reached")
              .found(String.valueOf(e.getMessage()))
              .hint("systemctl status node-agent-fetch.socket 'node-agent-fetch@*'"),
          e);
    }
  }
}
