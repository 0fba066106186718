package org.psyopsos.builder.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.RootObjects;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.TrustRoot;

/** The roots in a directory of keys: all versions under {@code root/}, the newest as root.json. */
public final class RootDirectory implements RootSource {

  private static final int FIRST_VERSION = 1;
  private static final byte[] NO_BYTES = {};

  private final KeyDirectory keys;

  public RootDirectory(KeyDirectory keys) {
    this.keys = keys;
  }

  @Override
  public Optional<byte[]> document(int version) {
    return read(DeaddropNames.root(version), Json.MAX_BYTES);
  }

  @Override
  public Optional<byte[]> signature(int version, KeyId key) {
    return read(DeaddropNames.rootSignature(version, key), MinisignSignature.MAX_BYTES);
  }

  @Override
  public String name(int version) {
    return keys.object(DeaddropNames.root(version)).toString();
  }

  /**
   * All roots, verified, the first version first; empty where there is none.
   *
   * @throws Untrusted where one may not follow the one before it, or is not signed by enough
   * @throws BadInput where root.json is not the newest of them
   */
  public List<RootLink> links() {
    List<RootLink> links = new ArrayList<>();
    Optional<RootLink> next = complete(() -> RootLink.alone(FIRST_VERSION, this));
    while (next.isPresent()) {
      links.add(next.get());
      TrustRoot trusted = next.get().root();
      next = complete(() -> RootLink.after(trusted, this));
    }
    requireCurrent(links);
    return links;
  }

  /**
   * The same where there must be one.
   *
   * @throws BadInput where there is none
   */
  public List<RootLink> requireLinks() {
    List<RootLink> links = links();
    if (links.isEmpty()) {
      throw new BadInput(
          Problem.of("no trust root")
              .at(name(FIRST_VERSION))
              .hint("make one with 'tk keygen', or for several people with 'tk trust init'"));
    }
    return links;
  }

  /**
   * The newest root.
   *
   * @throws BadInput where there is none
   */
  public RootLink newest() {
    List<RootLink> links = requireLinks();
    return links.get(links.size() - 1);
  }

  /**
   * Refuses a proposal that is neither the newest root here nor could be the one after it.
   *
   * @throws Untrusted WRONG_REPO; ROLLBACK where a newer or another root has its version;
   *     WRONG_RELEASE where versions before it are not here; HASH_MISMATCH where the root that it
   *     is to follow is not the one that is here
   */
  public void requireFits(RootProposal proposal) {
    List<RootLink> links = links();
    links.stream().findFirst().ifPresent(first -> requireSameRepo(proposal, first.root().repo()));
    requireVersion(proposal, links.size());
    int version = proposal.root().version();
    if (version == links.size() && !isSame(links, version, proposal.document())) {
      throw refusal(
          Reason.ROLLBACK,
          proposal,
          Problem.of("another root has this version already")
              .found("version " + version)
              .hint("make a proposal for the next version with 'tk trust rotate'"));
    }
    if (!isSame(links, version - 1, proposal.previousDocument().orElse(NO_BYTES))) {
      throw refusal(
          Reason.HASH_MISMATCH,
          proposal,
          Problem.of("the root that the proposal follows is another than the one here")
              .expected("the content of " + name(version - 1))
              .hint("do not sign it: find out who made it, and from which directory of keys"));
    }
  }

  /**
   * Takes a complete root in: signatures, then the document, then root.json, each durably. What is
   * there already with the same bytes stays; so does everything where this is cut off.
   */
  public List<Path> install(RootLink link) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, byte[]> object : RootObjects.of(List.of(link)).entrySet()) {
      Path file = keys.object(object.getKey());
      Files.createDirectories(file.resolveSibling(""));
      write(file, object.getValue(), written);
    }
    write(keys.root(), link.document(), written);
    return written;
  }

  private static void requireSameRepo(RootProposal proposal, String repo) {
    if (!proposal.root().repo().equals(repo)) {
      throw refusal(
          Reason.WRONG_REPO,
          proposal,
          Problem.of("the proposal is for another repository")
              .expected(repo)
              .found(proposal.root().repo()));
    }
  }

  private static void requireVersion(RootProposal proposal, int newest) {
    int version = proposal.root().version();
    if (version < newest) {
      throw refusal(
          Reason.ROLLBACK,
          proposal,
          Problem.of("the proposal is older than the newest root here")
              .expected("version " + newest + " or " + (newest + 1))
              .found("version " + version)
              .hint("make a new one with 'tk trust rotate'"));
    }
    if (version > newest + 1) {
      throw refusal(
          Reason.WRONG_RELEASE,
          proposal,
          Problem.of("the versions before the proposed root are not here")
              .expected("version " + (newest + 1))
              .found("version " + version)
              .hint("take them in first, one by one, with 'tk trust install'"));
    }
  }

  private static boolean isSame(List<RootLink> links, int version, byte[] document) {
    return Arrays.equals(version < 1 ? NO_BYTES : links.get(version - 1).document(), document);
  }

  private static Untrusted refusal(Reason reason, RootProposal proposal, Problem problem) {
    return new Untrusted(reason, problem.at(proposal.name()));
  }

  private static void write(Path file, byte[] bytes, List<Path> written) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
      DurableFiles.write(file, bytes);
      written.add(file);
    }
  }

  private interface Step {
    Optional<RootLink> take();
  }

  private static Optional<RootLink> complete(Step step) {
    try {
      return step.take();
    } catch (Untrusted e) {
      throw new Untrusted(
          e.reason(),
          e.problem()
              .hint(
                  "a root lies here only when it is complete: 'tk trust install' sees to"
                      + " it; take this one away, or restore it from a copy"),
          e);
    }
  }

  private void requireCurrent(List<RootLink> links) {
    Optional<byte[]> current = read(keys.root(), Json.MAX_BYTES);
    byte[] newest = links.isEmpty() ? NO_BYTES : links.get(links.size() - 1).document();
    if (!Arrays.equals(current.orElse(NO_BYTES), newest)) {
      Path newestFile = keys.object(DeaddropNames.root(Math.max(FIRST_VERSION, links.size())));
      throw new BadInput(
          Problem.of("the trust root for nodes is not the newest one")
              .at(keys.root())
              .expected("the content of " + newestFile)
              .hint("put it right with: cp " + newestFile + " " + keys.root()));
    }
  }

  private Optional<byte[]> read(String object, int limit) {
    return read(keys.object(object), limit);
  }

  /** One byte more than the limit is enough to be refused. */
  private static Optional<byte[]> read(Path file, int limit) {
    try {
      return Optional.of(BoundedFiles.read(file, limit));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
