package org.psyopsos.trust;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.signature.KeyId;

/**
 * A root document that was verified, with the signatures that vouch for it; {@link RootChain} is
 * made of them. The rules are those of TUF 1.0, section 5.3.
 */
public final class RootLink {

  private final TrustRoot root;
  private final byte[] document;
  private final Map<KeyId, byte[]> signatures;

  private RootLink(TrustRoot root, byte[] document, Map<KeyId, byte[]> signatures) {
    this.root = root;
    this.document = document.clone();
    this.signatures = copy(signatures);
  }

  /**
   * The root that follows {@code trusted}: one version higher, for the same repository, signed by
   * the threshold of the root keys of both. It is parsed after the keys of {@code trusted} have
   * vouched for its bytes.
   *
   * @return none where the source does not hold the next version
   * @throws Untrusted UNKNOWN_KEY where signatures are missing, BAD_SIGNATURE, MALFORMED,
   *     WRONG_REPO, ROLLBACK where the version is not higher, WRONG_RELEASE where one is left out
   */
  public static Optional<RootLink> after(TrustRoot trusted, RootSource source) {
    int version = trusted.version() + 1;
    return source
        .document(version)
        .map(document -> new Signing(source, version, document).follows(trusted));
  }

  /**
   * The root of this version, vouched for by its own keys alone: for whoever decides to trust it,
   * as with the first one.
   *
   * @return none where the source does not hold it
   * @throws Untrusted as {@link #after}
   */
  public static Optional<RootLink> alone(int version, RootSource source) {
    return source
        .document(version)
        .map(document -> new Signing(source, version, document).standsAlone());
  }

  /** What the document says. */
  public TrustRoot root() {
    return root;
  }

  /** The document as it was signed. */
  public byte[] document() {
    return document.clone();
  }

  /** The {@code .minisig} of each signer who counts, in the order of the roles' keys. */
  public Map<KeyId, byte[]> signatures() {
    return copy(signatures);
  }

  private static Map<KeyId, byte[]> copy(Map<KeyId, byte[]> signatures) {
    Map<KeyId, byte[]> copy = new LinkedHashMap<>();
    signatures.forEach((key, bytes) -> copy.put(key, bytes.clone()));
    return copy;
  }

  /** A document on its way to be believed; fetches each signature once, when it is needed. */
  private static final class Signing {

    private final RootSource source;
    private final int version;
    private final byte[] document;
    private final Map<KeyId, Optional<byte[]>> asked = new LinkedHashMap<>();

    Signing(RootSource source, int version, byte[] document) {
      this.source = source;
      this.version = version;
      this.document = document;
    }

    RootLink follows(TrustRoot trusted) {
      requireSignedBy(trusted);
      TrustRoot next = TrustRootCodec.read(document, name());
      requireSameRepo(trusted.repo(), next.repo());
      requireVersion(next.version());
      requireSignedBy(next);
      return new RootLink(next, document, found());
    }

    RootLink standsAlone() {
      TrustRoot root = TrustRootCodec.read(document, name());
      requireVersion(root.version());
      requireSignedBy(root);
      return new RootLink(root, document, found());
    }

    private void requireSignedBy(TrustRoot root) {
      List<byte[]> signatures =
          root.keys(Role.ROOT).keys().stream()
              .flatMap(key -> signature(key.id()).stream())
              .toList();
      root.verify(Role.ROOT, new SignedDocument(name(), document, signatures));
    }

    private Optional<byte[]> signature(KeyId key) {
      return asked.computeIfAbsent(key, id -> source.signature(version, id));
    }

    private Map<KeyId, byte[]> found() {
      Map<KeyId, byte[]> found = new LinkedHashMap<>();
      asked.forEach((key, bytes) -> bytes.ifPresent(present -> found.put(key, present)));
      return found;
    }

    private void requireSameRepo(String expected, String found) {
      if (!expected.equals(found)) {
        throw new Untrusted(
            Reason.WRONG_REPO,
            Problem.of("the root document is for another repository")
                .at(name())
                .expected(expected)
                .found(found));
      }
    }

    private void requireVersion(int found) {
      if (found != version) {
        throw new Untrusted(
            found < version ? Reason.ROLLBACK : Reason.WRONG_RELEASE,
            Problem.of("the root document is of another version")
                .at(name())
                .expected(version)
                .found(found));
      }
    }

    private String name() {
      return source.name(version);
    }
  }
}
