package org.psyopsos.agent.source;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.Span;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.SignedDocument;

/** A deaddrop: a place of named objects, as {@link DeaddropNames} names them. */
public final class DeaddropSource implements ReleaseSource {

  private static final int MAX_LATEST = 64;

  private final Recipient recipient;
  private final ObjectSource objects;

  /**
   * Reads from a deaddrop.
   *
   * @param objects that lie there
   * @param recipient whose channel and platform to look for
   */
  public DeaddropSource(ObjectSource objects, Recipient recipient) {
    this.recipient = recipient;
    this.objects = objects;
  }

  @Override
  public Latest latest(Optional<String> tag) {
    if (recipient.node().isPresent()) {
      ObjectSource.Reply own = hint(recipient.node(), tag);
      if (!(own instanceof ObjectSource.Reply.Absent)) {
        return latest(own, recipient.node());
      }
    }
    return latest(hint(Optional.empty(), tag), Optional.empty());
  }

  @Override
  public RootSource roots() {
    return new DeaddropRoots(objects);
  }

  @Override
  public SignedDocument channelDocument(DocumentId id, RoleKeys signers) {
    return signed(id.name(recipient.channel(), recipient.platform()), Json.MAX_BYTES, signers);
  }

  @Override
  public SignedDocument manifest(ReleaseReference release, RoleKeys signers) {
    return signed(release.manifest(), release.size(), signers);
  }

  @Override
  public SignedDocument manifest(ReleaseType type, ReleaseVersion version, RoleKeys signers) {
    return signed(
        DeaddropNames.manifest(type, recipient.platform(), version), Json.MAX_BYTES, signers);
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

  @Override
  public ObjectSource.Part tarball(VerifiedRelease release, Span span) {
    Manifest manifest = release.manifest();
    return objects.open(DeaddropNames.tarball(manifest), manifest.tarball().size(), span);
  }

  /** The hint for one node, or for all. */
  private ObjectSource.Reply hint(Optional<String> node, Optional<String> tag) {
    String prefix =
        latestName(node) + " "; // What one hint was tagged with says nothing of another.
    Optional<String> etag =
        tag.filter(known -> known.startsWith(prefix))
            .map(known -> known.substring(prefix.length()));
    return objects.ask(latestName(node), MAX_LATEST, etag);
  }

  private Latest latest(ObjectSource.Reply hint, Optional<String> node) {
    if (hint instanceof ObjectSource.Reply.Absent absent) {
      throw absent.failure();
    }
    if (hint instanceof ObjectSource.Reply.Found found) {
      String name = latestName(node);
      return new Latest.Document(
          new DocumentId(node, sequence(text(found), name)),
          found.etag().map((name + " ")::concat));
    }
    return new Latest.Unchanged();
  }

  private String latestName(Optional<String> node) {
    return DeaddropNames.latest(recipient.channel(), recipient.platform(), node);
  }

  private SignedDocument signed(String name, long limit, RoleKeys signers) {
    byte[] document = objects.get(name, limit);
    String first = DeaddropNames.signature(name);
    List<byte[]> signatures =
        SignatureObjects.find(
            name,
            signers,
            object ->
                object.equals(first)
                    ? Optional.of(objects.get(object, MinisignSignature.MAX_BYTES))
                    : objects.getIfThere(object, MinisignSignature.MAX_BYTES));
    return new SignedDocument(name, document, signatures);
  }

  private static String text(ObjectSource.Reply.Found found) {
    byte[] bytes = found.beginning();
    return new String(bytes, 0, Math.min(bytes.length, MAX_LATEST), StandardCharsets.UTF_8);
  }

  private static long sequence(String text, String name) {
    if (!text.matches("[1-9][0-9]{0,17}\n?")) {
      throw new Unreachable(
          Problem.of("the deaddrop's hint is not a sequence number")
              .at(name)
              .expected("a number")
              .found("'" + text.strip() + "'")
              .hint("is this the address of a deaddrop? A login page may be in between"));
    }
    return Long.parseLong(text.strip());
  }
}
