package org.psyopsos.agent.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;

/**
 * What a network answers in place of a server until somebody has logged in or agreed to something:
 * a captive portal (RFC 8952). Nothing was forged: no object of a deaddrop is a web page.
 */
final class LoginPage {

  /** What such a network may answer (RFC 6585, 6). */
  static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

  static final String HINT =
      "does this network have a log-in page? Open any http:// address in a browser there, or let"
          + " the node pass without";

  private static final int LOOKED_AT = 200;

  private LoginPage() {}

  /** Whether an object begins as only web pages do. */
  static boolean isPage(byte[] beginning) {
    String text =
        new String(beginning, 0, Math.min(beginning.length, LOOKED_AT), StandardCharsets.ISO_8859_1)
            .replaceFirst("^\u00ef\u00bb\u00bf", "") // A byte order mark.
            .strip()
            .toLowerCase(Locale.ROOT);
    return text.startsWith("<html") || text.startsWith("<!doctype html");
  }

  static Unreachable inPlaceOf(String url, String found) {
    return new Unreachable(
        Problem.of("the network answers in place of the deaddrop")
            .at(url)
            .expected("the object")
            .found(found)
            .hint(HINT));
  }
}
