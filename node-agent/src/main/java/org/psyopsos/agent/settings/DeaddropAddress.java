package org.psyopsos.agent.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/** The address of a deaddrop behind a web server. It may hold a name and a password. */
public final class DeaddropAddress {

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]{0,15}://");

  private DeaddropAddress() {}

  /**
   * Reads one.
   *
   * @return ends with a slash
   * @throws BadInput which tells no more of it than how it begins
   */
  public static URI of(String text) {
    try {
      URI base = new URI(text.endsWith("/") ? text : text + "/");
      boolean bare = base.getRawQuery() == null && base.getRawFragment() == null;
      if (bare && base.getHost() != null && HttpUrl.get(base) != null) {
        return base;
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(text); // Without the cause, which holds the text.
    }
    throw notAnAddress(text);
  }

  private static BadInput notAnAddress(String text) {
    return new BadInput(
        Problem.of("not the address of a deaddrop")
            .expected("http://… or https://… without a query")
            .found(scheme(text))
            .hint("a password goes before the host: \"https://name:password@host/\""));
  }

  /** All that is told of it: what follows may hold a password. */
  private static String scheme(String text) {
    Matcher scheme = SCHEME.matcher(text);
    return scheme.find() ? "\"" + scheme.group() + "…\"" : "no scheme";
  }
}
