package org.psyopsos.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.Span;

/** What a server answered, before its body is read. */
final class HttpAnswer implements AutoCloseable {

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  /** A bucket that may not be listed says 403 of an object that it does not hold. */
  private static final Set<Integer> ABSENT = Set.of(403, 404, 410);

  private static final Pattern TAG = Pattern.compile("(W/)?\"[!#-~]{0,128}\"");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,19}");
  private static final long LONGEST_RETRY_AFTER = Duration.ofDays(1).toSeconds();

  private final Call call;
  private final Response response;
  private final Watchdog watchdog;

  HttpAnswer(Call call, Response response, Watchdog watchdog) {
    this.call = call;
    this.response = response;
    this.watchdog = watchdog;
  }

  boolean isAbsent() {
    return ABSENT.contains(response.code());
  }

  /** Whether the object is still the one that was asked about; not where nobody has asked. */
  boolean isNotModified() {
    return response.code() == NOT_MODIFIED && response.request().header("If-None-Match") != null;
  }

  /** Whether it is a part of an object; not where nobody has asked for one. */
  boolean isPart() {
    return response.code() == PARTIAL && response.request().header("Range") != null;
  }

  /** Refuses another part than the one that was asked for, and a part of another object. */
  void requirePart(Span span, long size) {
    String expected = "bytes " + span.from() + "-" + (span.to() - 1) + "/" + size;
    String found = header("Content-Range");
    if (!found.equals(expected)) {
      throw ObjectSource.otherSize(url(), expected, found);
    }
    if (announced() >= 0 && announced() != span.length()) {
      throw ObjectSource.otherSize(url(), span.length() + " bytes", announced() + " bytes");
    }
  }

  boolean isRedirect() {
    return response.isRedirect();
  }

  /** Where a redirect leads to, as it is written; empty where it does not say. */
  String location() {
    return header("Location");
  }

  Optional<String> etag() {
    return Optional.of(header("ETag")).filter(HttpAnswer::isTag);
  }

  /** Whether this is an entity tag (RFC 9110, 8.8.3) of a sane length: it goes into a request. */
  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  /** The body, which is the object as it lies there. */
  InputStream body(long atLeast) {
    requireOk();
    requirePlain();
    return new Transfer(response, watchdog, atLeast, url());
  }

  /** A small object, or the first {@code count} bytes of it. */
  byte[] object(long count) {
    byte[] beginning = beginning(count);
    if (LoginPage.isPage(beginning)) {
      throw LoginPage.inPlaceOf(url(), "a web page");
    }
    return beginning;
  }

  private byte[] beginning(long count) {
    requireOk();
    try (InputStream in = body(Math.max(0, announced()))) {
      return in.readNBytes(Math.toIntExact(count));
    } catch (IOException e) {
      throw new IllegalStateException("a Transfer throws no IOException", e);
    }
  }

  /** Refuses a body whose announced length, where one is announced, is not {@code size}. */
  void requireAnnounced(long size) {
    requireOk();
    if (announced() != size && header("Content-Type").startsWith("text/html")) {
      throw LoginPage.inPlaceOf(url(), "a web page");
    }
    if (announced() >= 0 && announced() != size) {
      throw ObjectSource.otherSize(url(), size + " bytes", announced() + " bytes");
    }
  }

  @Override
  public void close() {
    watchdog.close();
    if (!header("Transfer-Encoding").isEmpty()) {
      call.cancel(); // Or its end would be looked for, in lines of any length.
    }
    try {
      response.close();
    } catch (RuntimeException e) {
      call.cancel(); // Such as over a negative length: OkHttp tries to skip that many bytes.
    }
  }

  private void requireOk() {
    if (isAbsent()) {
      throw missing();
    }
    if (response.code() == LoginPage.NETWORK_AUTHENTICATION_REQUIRED) {
      throw LoginPage.inPlaceOf(url(), status());
    }
    if (response.code() == PROXY_AUTHENTICATION_REQUIRED) {
      throw new Unreachable(
          Problem.of("the proxy refuses")
              .at(url())
              .expected("a way to the deaddrop")
              .found(status())
              .hint("check name and password in 'proxy' on the secret partition"));
    }
    if (response.code() != OK && !isPart()) {
      Problem problem =
          Problem.of("the deaddrop refuses").at(url()).expected("HTTP 200").found(status());
      throw retryAfter()
          .map(wait -> new Unreachable(problem, wait))
          .orElseGet(() -> new Unreachable(problem));
    }
  }

  /** The failure that an object's absence amounts to. */
  Unreachable missing() {
    return new Unreachable(
        Problem.of("the deaddrop does not hold this object")
            .at(url())
            .expected("the object")
            .found(status())
            .hint("either it is being published right now, or 'tk deploy' did not finish"));
  }

  /** The object's own bytes and no others, in a form whose end needs no parser. */
  private void requirePlain() {
    String encoding = header("Content-Encoding");
    if (!encoding.matches("|identity")) {
      throw changed("no content encoding", encoding);
    }
    String transfer = header("Transfer-Encoding");
    if (!transfer.isEmpty()) {
      throw changed("no transfer encoding", transfer);
    }
  }

  /** The announced length; negative where none is announced. */
  private long announced() {
    List<String> lengths = response.headers("Content-Length");
    if (lengths.isEmpty()) {
      return -1;
    }
    try {
      if (lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches()) {
        return Long.parseLong(lengths.get(0));
      }
    } catch (NumberFormatException e) {
      throw new Unreachable(changed("one length", String.join(", ", lengths)).problem(), e);
    }
    throw changed("one length", String.join(", ", lengths));
  }

  private Unreachable changed(String expected, String found) {
    return new Unreachable(
        Problem.of("the deaddrop changes objects on the way")
            .at(url())
            .expected(expected)
            .found(found)
            .hint("serve these objects as plain files, without compression or scripts"));
  }

  private String header(String name) {
    return Objects.requireNonNullElse(response.header(name), "");
  }

  private Optional<Duration> retryAfter() {
    String seconds = header("Retry-After");
    return seconds.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(seconds), LONGEST_RETRY_AFTER)))
        : Optional.empty();
  }

  private String status() {
    return String.format(Locale.ROOT, "HTTP %d %s", response.code(), response.message()).strip();
  }

  /** Where the object lies, for people. */
  String url() {
    return shown(response.request().url());
  }

  /** An address without what may be secret in it. */
  static String shown(HttpUrl url) {
    return url.newBuilder().username("").password("").query(null).build().toString();
  }
}
