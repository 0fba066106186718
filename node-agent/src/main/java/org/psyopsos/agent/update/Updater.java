package org.psyopsos.agent.update;

import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.settings.AgentSettings;
import org.psyopsos.agent.slot.SlotInstaller;
import org.psyopsos.agent.slot.StagedSlot;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Node;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.AgentVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.TrustRoot;

/** Takes a release from the deaddrop to the slot that does not run, and puts it on trial. */
public final class Updater {

  private final Node node;
  private final AgentSettings settings;
  private final ReleaseSource source;
  private final ReleaseVerifier releases;
  private final SlotInstaller installer;
  private final NodeState state;
  private final Poll poll;

  /**
   * Looks at the node, and is then ready for one run.
   *
   * @param root whose signatures count
   * @param log is told what happens, a line at a time
   */
  public Updater(
      Node node,
      AgentSettings settings,
      TrustRoot root,
      ReleaseSource source,
      Consumer<String> log) {
    this.node = node;
    this.settings = settings;
    this.source = source;
    this.releases =
        new ReleaseVerifier(root, settings.recipient().platform(), AgentVersion.CURRENT);
    this.installer = new SlotInstaller(node, source, log);
    this.state = BootRepair.look(node, log);
    this.poll = new Poll(node.host(), settings, root, source, state);
  }

  /** Follows the channel: afterwards the offered version runs, is on trial, or is not taken. */
  public Outcome update() {
    Optional<Offer> offer = poll.offer();
    if (offer.isEmpty()) {
      return Outcome.unchanged();
    }
    Decision decision = Policy.decide(offer.get().document(), state);
    if (!(decision instanceof Decision.Take)) {
      return notTaken(offer.get(), decision);
    }
    VerifiedRelease release = releases.verify(source.manifest(offer.get()), offer.get());
    withdrawOlderTrial();
    StagedSlot staged = installer.install(release, state.booted().other());
    node.writingBoot(
        boot -> boot.tryNext(staged.slot(), staged.version(), settings.bootAttempts()));
    return Outcome.staged(staged);
  }

  /** Says what {@link #update} would do, and fetches nothing but the offer. */
  public Outcome check() {
    Optional<Offer> offer = poll.offer();
    if (offer.isEmpty()) {
      return Outcome.unchanged();
    }
    Decision decision = Policy.decide(offer.get().document(), state);
    return decision instanceof Decision.Take
        ? Outcome.available(offer.get().release().version())
        : notTaken(offer.get(), decision);
  }

  /** A trial must not outlive what lies in its slot: it would answer for the next version. */
  private void withdrawOlderTrial() {
    if (state.bootState().trial().isPresent()) {
      node.writingBoot(boot -> boot.commit(state.committed()));
    }
  }

  private Outcome notTaken(Offer offer, Decision decision) {
    ReleaseVersion offered = offer.release().version();
    if (!(decision instanceof Decision.Stay stay)) {
      return Outcome.stagedBefore(offered);
    }
    if (stay.reason().isLasting()) {
      poll.settled(offer);
    }
    return Outcome.stay(stay, offered);
  }
}
