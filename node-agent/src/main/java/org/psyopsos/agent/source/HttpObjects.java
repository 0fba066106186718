package org.psyopsos.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.Span;

/**
 * The objects below one HTTP address. Lengths are bounded, headers are not believed, and no answer
 * leads to another server. OkHttp starts with the first request: it costs a quarter of a second.
 */
public final class HttpObjects implements ObjectSource {

  static final int MAX_REDIRECTS = 5;

  private final Route route;
  private final HttpLimits limits;
  private @Nullable OkHttpClient client;

  /**
   * The objects of a deaddrop behind a web server.
   *
   * @param limits how long the server may take
   */
  public HttpObjects(Route route, HttpLimits limits) {
    this.route = route;
    this.limits = limits;
  }

  @Override
  public Reply ask(String name, long limit, Optional<String> etag) {
    try (HttpAnswer answer = send(name, etag, Optional.empty(), limit)) {
      if (answer.isAbsent()) {
        return new Reply.Absent(answer.missing());
      }
      return etag.isPresent() && answer.isNotModified()
          ? new Reply.Unchanged()
          : new Reply.Found(answer.object(limit + 1), answer.etag(), answer.url());
    }
  }

  @Override
  public InputStream open(String name, long size) {
    HttpAnswer answer = send(name, Optional.empty(), Optional.empty(), size);
    try {
      answer.requireAnnounced(size);
      return answer.body(size);
    } catch (RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  @Override
  public Part open(String name, long size, Span span) {
    HttpAnswer answer = send(name, Optional.empty(), Optional.of(span), size);
    try {
      if (answer.isPart()) {
        answer.requirePart(span, size);
        return new Part(answer.body(span.length()), false);
      }
      answer.requireAnnounced(size);
      return new Part(answer.body(size), true);
    } catch (RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  private HttpAnswer send(String name, Optional<String> etag, Optional<Span> span, long size) {
    HttpUrl url = url(name);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Request.Builder request = new Request.Builder().url(url);
      request.header("Accept-Encoding", "identity");
      request.header("User-Agent", "node-agent");
      etag.filter(HttpAnswer::isTag).ifPresent(tag -> request.header("If-None-Match", tag));
      span.ifPresent(
          part -> request.header("Range", "bytes=" + part.from() + "-" + (part.to() - 1)));
      BasicAuthorization.of(route.deaddrop())
          .ifPresent(value -> request.header("Authorization", value));
      Call call = client().newCall(request.build());
      Watchdog watchdog = new Watchdog(limits.silence(), limits.deadline(size), call::cancel);
      HttpAnswer answer = new HttpAnswer(call, execute(call, watchdog), watchdog);
      if (!answer.isRedirect()) {
        return answer;
      }
      answer.close();
      url = follow(url, answer.location());
    }
    throw refused(url, "at most " + MAX_REDIRECTS + " redirects", "more");
  }

  private Response execute(Call call, Watchdog watchdog) {
    watchdog.begin();
    try {
      return call.execute();
    } catch (IOException | RuntimeException e) { // OkHttp throws either over what is not HTTP.
      boolean silent = watchdog.fired();
      watchdog.close();
      call.cancel();
      String url = HttpAnswer.shown(call.request().url());
      if (e instanceof SSLException broken && !silent) {
        throw UnsafeConnection.of(url, broken);
      }
      throw new Unreachable(
          Problem.of("the deaddrop does not answer")
              .at(url)
              .found(silent ? "silence" : e.getClass().getSimpleName() + ": " + e.getMessage())
              .hint(
                  route.proxy().isPresent()
                      ? "check the network, and 'deaddrop' and 'proxy' in node-agent.toml"
                      : "check the network and 'deaddrop' in node-agent.toml; it will be tried again"),
          e);
    } finally {
      watchdog.end();
    }
  }

  static HttpUrl follow(HttpUrl from, String location) {
    HttpUrl to = from.resolve(location);
    if (to == null) {
      throw refused(from, "a redirect that leads somewhere", "one to no address");
    }
    boolean same =
        to.scheme().equals(from.scheme())
            && to.host().equals(from.host())
            && to.port() == from.port();
    if (!same) {
      throw refused(from, "an answer from this server", "a redirect to " + HttpAnswer.shown(to));
    }
    return to;
  }

  private static Unreachable refused(HttpUrl url, String expected, String found) {
    return new Unreachable(
        Problem.of("the deaddrop sends this node elsewhere")
            .at(HttpAnswer.shown(url))
            .expected(expected)
            .found(found)
            .hint("set 'deaddrop' in node-agent.toml to the final address; or " + LoginPage.HINT));
  }

  private HttpUrl url(String name) {
    HttpUrl url = HttpUrl.get(route.deaddrop());
    if (url == null) {
      throw new IllegalStateException("checked when the settings were read");
    }
    return url.newBuilder().username("").password("").addPathSegments(name).build();
  }

  /** Nothing leads from one to the other, and TLS costs a tenth of a second before the start. */
  private ConnectionSpec connection() {
    return "https".equals(route.deaddrop().getScheme())
        ? ConnectionSpec.MODERN_TLS
        : ConnectionSpec.CLEARTEXT;
  }

  private OkHttpClient client() {
    OkHttpClient existing = client;
    if (existing == null) {
      OkHttpClient.Builder builder =
          new OkHttpClient.Builder()
              .connectTimeout(limits.connect())
              .readTimeout(limits.silence())
              .connectionSpecs(List.of(connection()))
              .followRedirects(false)
              .followSslRedirects(false)
              .protocols(List.of(Protocol.HTTP_1_1)); // One after the other: HTTP/2 gains nothing.
      HttpProxy.use(route.proxy(), builder);
      existing = builder.build();
      client = existing;
    }
    return existing;
  }
}
