package org.psyopsos.agent.source;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;

/** Why a connection is not safe, in words that somebody can act on. */
final class UnsafeConnection {

  /** How OkHttp tells for whom a certificate is. */
  private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.*)]");

  private static final String NOT_TLS = "Unsupported or unrecognized SSL message";

  private UnsafeConnection() {}

  static Unreachable of(String url, SSLException e) {
    return new Unreachable(told(Problem.of("no safe connection to the deaddrop").at(url), e), e);
  }

  private static Problem told(Problem problem, SSLException e) {
    Optional<CertificateExpiredException> expired = cause(e, CertificateExpiredException.class);
    if (expired.isPresent()) {
      return problem
          .expected("a certificate that is still valid")
          .found("one that has expired, by this node's clock: " + expired.get().getMessage())
          .hint("renew the server's certificate; if it is good, look at the clock: timedatectl");
    }
    Optional<CertificateNotYetValidException> early =
        cause(e, CertificateNotYetValidException.class);
    if (early.isPresent()) {
      return problem
          .expected("a certificate that is valid already")
          .found("one that is not yet valid, by this node's clock: " + early.get().getMessage())
          .hint(
              "the node's clock is probably behind: timedatectl; without a battery it needs a time"
                  + " server in its network");
    }
    if (e instanceof SSLPeerUnverifiedException) {
      return problem
          .expected("a certificate for the host in 'deaddrop'")
          .found("one for " + names(String.valueOf(e.getMessage())))
          .hint(
              "write the host as the certificate names it; or a log-in page answers in its place");
    }
    if (cause(e, CertPathBuilderException.class).isPresent()) {
      return problem
          .expected("a certificate by an authority that this node trusts")
          .found("one whose issuer this node does not know")
          .hint(
              "add the authority to the node's own (ca-certificates); or a log-in page answers in"
                  + " its place");
    }
    return handshake(problem, String.valueOf(e.getMessage()));
  }

  private static Problem handshake(Problem problem, String message) {
    if (message.startsWith(NOT_TLS)) {
      return problem
          .expected("TLS 1.2 or 1.3")
          .found("something that is not TLS")
          .hint("is it the right port? Without TLS the address begins with http://");
    }
    return problem
        .expected("TLS 1.2 or 1.3, and a certificate that this node trusts")
        .found(message)
        .hint("the server may be too old, or something in between: openssl s_client shows more");
  }

  private static String names(String message) {
    Matcher matcher = NAMES.matcher(message);
    return matcher.find() && !matcher.group(1).isEmpty() ? matcher.group(1) : "no host at all";
  }

  private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
    for (@Nullable Throwable one = thrown; one != null; one = one.getCause()) {
      if (type.isInstance(one)) {
        return Optional.of(type.cast(one));
      }
    }
    return Optional.empty();
  }
}
