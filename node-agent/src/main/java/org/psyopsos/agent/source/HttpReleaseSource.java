package org.psyopsos.agent.source;

import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.SignedDocument;

/** A deaddrop behind a web server: static files, plain GETs. */
public final class HttpReleaseSource implements ReleaseSource {

  private static final int MAX_LATEST = 64;
  private static final int MAX_SIGNATURE = 12 << 10;

  private final Recipient recipient;
  private final HttpObjects objects;

  /**
   * Reads from a deaddrop.
   *
   * @param base ends with a slash
   * @param recipient whose channel and platform to look for
   * @param limits how long the server may take
   */
  public HttpReleaseSource(URI base, Recipient recipient, HttpLimits limits) {
    this.recipient = recipient;
    this.objects = new HttpObjects(base, limits);
  }

  @Override
  public Latest latest(Optional<String> etag) {
    String name = DeaddropNames.channelLatest(recipient.channel(), recipient.platform());
    Optional<HttpObjects.Tagged> answer = objects.getTextIfChanged(name, MAX_LATEST, etag);
    return answer.isEmpty()
        ? new Latest.Unchanged()
        : new Latest.Sequence(sequence(answer.get().text(), name), answer.get().etag());
  }

  @Override
  public SignedDocument channelDocument(long seq) {
    return signed(
        DeaddropNames.channelDocument(recipient.channel(), recipient.platform(), seq),
        Json.MAX_BYTES);
  }

  @Override
  public SignedDocument manifest(Offer offer) {
    return signed(offer.release().manifest(), offer.release().size());
  }

  @Override
  public byte[] chunkIndex(VerifiedRelease release) {
    Manifest manifest = release.manifest();
    return objects.get(DeaddropNames.chunks(manifest), manifest.chunks().size());
  }

  @Override
  public InputStream tarball(VerifiedRelease release) {
    Manifest manifest = release.manifest();
    return objects.open(DeaddropNames.tarball(manifest), manifest.tarball().size());
  }

  private SignedDocument signed(String name, long limit) {
    byte[] document = objects.get(name, limit);
    byte[] signature = objects.get(DeaddropNames.signature(name), MAX_SIGNATURE);
    return new SignedDocument(name, document, signature);
  }

  private static long sequence(String text, String name) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new Unreachable(
          Problem.of("the deaddrop's hint is not a sequence number")
              .at(name)
              .expected("a number")
              .found("'" + text + "'")
              .hint("is this the address of a deaddrop? A login page may be in between"));
    }
    return Long.parseLong(text);
  }
}
