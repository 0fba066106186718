package org.psyopsos.agent.update;

import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.slot.SlotInstaller;
import org.psyopsos.agent.slot.StagedSlot;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Node;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/**
 * Takes a release from the deaddrop to the slot that does not run, and puts it on trial; an EFI
 * release to the EFI partition, where that is wished.
 */
public final class Updater {

  private final Node node;
  private final AgentSettings settings;
  private final ReleaseSource source;
  private final Roots roots;
  private final SlotInstaller installer;
  private final EfiUpdater efi;
  private final NodeState state;
  private final Poll poll;
  private final BoardCheck board;
  private boolean stale;

  /**
   * Looks at the node, and is then ready for one run.
   *
   * @param image the root of trust that came with the node's image
   * @param log is told what happens, a line at a time
   */
  public Updater(
      Node node,
      AgentSettings settings,
      TrustRoot image,
      ReleaseSource source,
      Consumer<String> log) {
    this.node = node;
    this.settings = settings;
    this.source = source;
    this.installer = new SlotInstaller(node, source, log);
    this.state = BootRepair.look(node, log);
    this.efi = new EfiUpdater(node, source, state, log);
    this.roots = new Roots(image, node, state, log);
    this.poll = new Poll(node.host(), settings, roots, source, state);
    this.board = new BoardCheck(node);
  }

  /** Fulfils a wish: afterwards the version runs, is on trial, lies ready, or is not taken. */
  public Outcome update(Wish wish) {
    Outcome outcome =
        wish.version().isPresent() ? named(wish.version().get(), wish) : offered(wish);
    return node.isRunning() ? outcome : outcome.elsewhere();
  }

  /** The node as it is now; looked at again where something may have changed. */
  public NodeState state() {
    return stale ? NodeState.of(node) : state;
  }

  /** Follows the channel; the EFI partition first, so that nothing comes after the flip. */
  private Outcome offered(Wish wish) {
    boolean toEfi = wish.targets().efi();
    Optional<Offer> found = toEfi ? poll.offerAnew() : poll.offer();
    if (found.isEmpty()) {
      return Outcome.unchanged(poll.settledBefore());
    }
    stale = true;
    if (!toEfi) {
      return toSlot(found.get(), wish);
    }
    TrustRoot root = roots.chain().newest();
    Outcome seenTo = efi.offered(found.get(), root, verifier(root), wish);
    return wish.targets().slot() ? toSlot(found.get(), wish).with(seenTo) : seenTo;
  }

  private Outcome toSlot(Offer offer, Wish wish) {
    if (!wish.dryRun()) {
      withdrawRecalledTrial(offer);
    }
    Optional<ReleaseVersion> followed = poll.followedVersion();
    ReleaseReference next = offer.next(followed);
    Decision decision = Policy.decide(offer.document(), next, followed, state);
    return decision instanceof Decision.Take
        ? install(verified(next, offer), wish)
        : notTaken(offer, next.version(), decision);
  }

  /** Takes what a person has named: only its signature counts, and that a way back stays. */
  private Outcome named(ReleaseVersion version, Wish wish) {
    stale = true;
    TrustRoot root = roots.follow(source.roots());
    if (wish.targets().efi()) {
      return efi.named(version, root, verifier(root), wish);
    }
    Optional<Decision.Stay> decision = Policy.decide(version, state);
    if (decision.isPresent()) {
      return Outcome.stay(decision.get(), version);
    }
    SignedDocument manifest = source.manifest(ReleaseType.OS, version, root.keys(Role.RELEASE));
    return install(fitting(verifier(root).verify(manifest, version)), wish);
  }

  private Outcome install(VerifiedRelease release, Wish wish) {
    Slot slot = wish.targets().named().orElse(state.booted().other());
    if (wish.dryRun()) {
      return Outcome.planned(installer.plan(release, slot));
    }
    installer.requireIdle(slot); // Before the trial that may wait in it is given up.
    withdrawTrial();
    Optional<SignedDocument> followed = state.slot(state.committed()).channel();
    StagedSlot staged = installer.install(release, roots.chain(), followed, slot);
    if (!wish.flip()) {
      return Outcome.ready(staged);
    }
    node.writingBoot(
        boot -> boot.tryNext(staged.slot(), staged.version(), settings.bootAttempts()));
    return Outcome.staged(staged);
  }

  /**
   * Says what {@link #update} would do, and fetches nothing but the offer; where it is known which
   * board this is, also the manifest, which says whether the release is for it.
   */
  public Outcome check() {
    Optional<Offer> found = poll.offer();
    if (found.isEmpty()) {
      return Outcome.unchanged(poll.settledBefore());
    }
    Offer offer = found.get();
    Optional<ReleaseVersion> followed = poll.followedVersion();
    ReleaseReference next = offer.next(followed);
    Decision decision = Policy.decide(offer.document(), next, followed, state);
    if (!(decision instanceof Decision.Take)) {
      return notTaken(offer, next.version(), decision);
    }
    return Outcome.available(
        board.isBoardKnown() ? verified(next, offer).manifest().version() : next.version());
  }

  /** What an earlier run has left for a reboot; the source is not asked. */
  public Optional<Outcome> staged() {
    return state
        .bootState()
        .trial()
        .filter(trial -> state.doubt().isEmpty())
        .filter(trial -> trial.slot() != state.booted() && trial.attemptsLeft() > 0)
        .filter(trial -> state.slot(trial.slot()).version().equals(Optional.of(trial.version())))
        .map(trial -> Outcome.stagedBefore(trial.version()));
  }

  private VerifiedRelease verified(ReleaseReference next, Offer offer) {
    TrustRoot root = roots.chain().newest();
    SignedDocument manifest = source.manifest(next, root.keys(Role.RELEASE));
    return fitting(verifier(root).verify(manifest, offer, next));
  }

  private VerifiedRelease fitting(VerifiedRelease release) {
    board.require(release);
    return release;
  }

  private ReleaseVerifier verifier(TrustRoot root) {
    return new ReleaseVerifier(root, settings.recipient().platform(), AgentVersion.CURRENT);
  }

  /** A trial must not outlive what lies in its slot: it would answer for the next version. */
  private void withdrawTrial() {
    if (state.bootState().trial().isPresent()) {
      node.writingBoot(boot -> boot.commit(state.committed()));
    }
  }

  /** What waits for a reboot when it is recalled must not be booted any more. */
  private void withdrawRecalledTrial(Offer offer) {
    boolean recalled =
        state
            .bootState()
            .trial()
            .filter(trial -> trial.slot() != state.booted())
            .filter(trial -> offer.document().recalled().contains(trial.version()))
            .isPresent();
    if (recalled) {
      withdrawTrial();
    }
  }

  private Outcome notTaken(Offer offer, ReleaseVersion offered, Decision decision) {
    if (!(decision instanceof Decision.Stay stay)) {
      return Outcome.stagedBefore(offered);
    }
    if (stay.reason().isLasting()) {
      poll.settled(offer, stay.message());
    }
    return Outcome.stay(stay, offered);
  }
}
