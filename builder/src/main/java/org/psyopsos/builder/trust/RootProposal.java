package org.psyopsos.builder.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.signature.MinisignVerifier;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/**
 * A root document that collects signatures. It carries the root before it, so that a signer needs
 * nothing else to see what would change and who has still to sign.
 *
 * <p>Every signature in it is good, by a root key of the new root or of the one before.
 */
public final class RootProposal {

  private final Optional<byte[]> previousDocument;
  private final Optional<TrustRoot> previous;
  private final byte[] document;
  private final TrustRoot root;
  private final Map<KeyId, byte[]> signatures;
  private final String name;

  /**
   * Checks that all parts fit each other.
   *
   * @param previous the document of the version before; none for the first version
   * @param document what is to be signed
   * @param signatures {@code .minisig} files by the key that made them
   * @param name what this is called in an error
   * @throws Untrusted where they do not
   */
  RootProposal(
      Optional<byte[]> previous, byte[] document, Map<KeyId, byte[]> signatures, String name) {
    this.previousDocument = previous.map(byte[]::clone);
    this.previous = previous.map(bytes -> TrustRootCodec.read(bytes, name + ", previous root"));
    this.document = document.clone();
    this.root = TrustRootCodec.read(document, name);
    this.signatures = new LinkedHashMap<>(signatures);
    this.name = name;
    requireNext();
    signatures.forEach(this::requireGood);
  }

  /** A first root that nobody has signed. */
  public static RootProposal first(TrustRoot root, String name) {
    return new RootProposal(Optional.empty(), TrustRootCodec.write(root), Map.of(), name);
  }

  /** What is to follow {@code previous}, signed by nobody yet. */
  public static RootProposal next(RootLink previous, TrustRoot root, String name) {
    return new RootProposal(
        Optional.of(previous.document()), TrustRootCodec.write(root), Map.of(), name);
  }

  /** A root that is complete, in the form of a proposal. */
  public static RootProposal of(Optional<RootLink> previous, RootLink link, String name) {
    return new RootProposal(
        previous.map(RootLink::document), link.document(), link.signatures(), name);
  }

  /**
   * This proposal with one more signature.
   *
   * @throws BadInput where the key may not sign it, or has
   */
  public RootProposal signedBy(MinisignSecretKey key) {
    MinisignPublicKey listed = signer(key.id()).orElseThrow(() -> mayNotSign(key.id()));
    if (!listed.equals(key.publicKey())) {
      throw new BadInput(
          Problem.of("another key has the id of one that may sign")
              .at(name)
              .expected("public key " + listed.base64())
              .found("public key " + key.publicKey().base64()));
    }
    if (signatures.containsKey(key.id())) {
      throw new BadInput(
          Problem.of("this key has signed already")
              .at(name)
              .found("key " + key.id())
              .hint("pass the file on to the next signer"));
    }
    Map<KeyId, byte[]> more = new LinkedHashMap<>(signatures);
    more.put(key.id(), key.sign(document, KeyDirectory.rootComment(root)));
    return new RootProposal(previousDocument, document, more, name);
  }

  public TrustRoot root() {
    return root;
  }

  /** The root before this one; none for the first. */
  public Optional<TrustRoot> previous() {
    return previous;
  }

  /** Who has signed, for the root before and for this one. */
  public List<SignatureCount> counts() {
    return roots().map(each -> SignatureCount.of(each, signatures.keySet())).toList();
  }

  public boolean isComplete() {
    return counts().stream().allMatch(SignatureCount::isEnough);
  }

  /**
   * The verified root.
   *
   * @throws Untrusted where signatures are missing
   */
  public RootLink link() {
    Parts parts = new Parts();
    return previous
        .map(trusted -> RootLink.after(trusted, parts))
        .orElseGet(() -> RootLink.alone(root.version(), parts))
        .orElseThrow();
  }

  Optional<byte[]> previousDocument() {
    return previousDocument.map(byte[]::clone);
  }

  byte[] document() {
    return document.clone();
  }

  Map<KeyId, byte[]> signatures() {
    return new LinkedHashMap<>(signatures);
  }

  String name() {
    return name;
  }

  private Stream<TrustRoot> roots() {
    return Stream.concat(previous.stream(), Stream.of(root));
  }

  private List<MinisignPublicKey> signers() {
    return roots().flatMap(each -> each.keys(Role.ROOT).keys().stream()).distinct().toList();
  }

  private Optional<MinisignPublicKey> signer(KeyId id) {
    return signers().stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private void requireNext() {
    int expected = previous.map(TrustRoot::version).orElse(0) + 1;
    if (root.version() != expected) {
      throw new Untrusted(
          root.version() < expected ? Reason.ROLLBACK : Reason.WRONG_RELEASE,
          Problem.of("the proposed root is of another version than must follow")
              .at(name)
              .expected(expected)
              .found(root.version()));
    }
    String repo = previous.map(TrustRoot::repo).orElse(root.repo());
    if (!root.repo().equals(repo)) {
      throw new Untrusted(
          Reason.WRONG_REPO,
          Problem.of("the proposed root is for another repository than the one before it")
              .at(name)
              .expected(repo)
              .found(root.repo()));
    }
  }

  private void requireGood(KeyId id, byte[] bytes) {
    MinisignSignature signature = MinisignSignature.parse(bytes, name + ", signature of " + id);
    MinisignPublicKey key =
        signer(id).orElseThrow(() -> new Untrusted(Reason.UNKNOWN_KEY, mayNotSign(id).problem()));
    MinisignVerifier.verify(key, document, signature, name);
  }

  private BadInput mayNotSign(KeyId found) {
    List<String> ids = new ArrayList<>();
    signers().forEach(key -> ids.add(key.id().hex()));
    return new BadInput(
        Problem.of("this key may not sign the root: it is in neither the old nor the new one")
            .at(name)
            .expected("key " + String.join(" or ", ids))
            .found("key " + found)
            .hint("'tk trust show FILE' lists who may; name another key with -s"));
  }

  /** The parts of the proposal as a source of one version. */
  private final class Parts implements RootSource {

    @Override
    public Optional<byte[]> document(int version) {
      return version == root.version() ? Optional.of(document) : Optional.empty();
    }

    @Override
    public Optional<byte[]> signature(int version, KeyId key) {
      return Optional.ofNullable(signatures.get(key));
    }

    @Override
    public String name(int version) {
      return name;
    }
  }
}
