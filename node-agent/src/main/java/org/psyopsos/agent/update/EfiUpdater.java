package org.psyopsos.agent.update;

import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.efi.EfiContents;
import org.psyopsos.agent.efi.EfiInstaller;
import org.psyopsos.agent.slot.Traffic;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.agent.system.Node;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.release.VerifiedRelease;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.SignedDocument;
import org.psyopsos.trust.TrustRoot;

/** Takes an EFI release from the deaddrop to the EFI partition. */
final class EfiUpdater {

  private final Node node;
  private final ReleaseSource source;
  private final NodeState state;
  private final EfiInstaller installer;

  EfiUpdater(Node node, ReleaseSource source, NodeState state, Consumer<String> log) {
    this.node = node;
    this.source = source;
    this.state = state;
    this.installer = new EfiInstaller(node, source, log);
  }

  /** Takes what the channel offers beside its release, where that is newer or heals something. */
  Outcome offered(Offer offer, TrustRoot root, ReleaseVerifier verifier, Wish wish) {
    Optional<ReleaseReference> named = offer.document().esp();
    if (named.isEmpty()) {
      return Outcome.noEfiRelease();
    }
    EfiContents there = node.readingEfi(EfiContents::read);
    ReleaseVersion version = named.get().version();
    Optional<Decision.Stay> decision =
        Policy.decide(offer.document(), version, there, state, wish.targets().loader());
    if (decision.isPresent()) {
      return Outcome.stay(decision.get(), version);
    }
    SignedDocument manifest = source.manifest(named.get(), root.keys(Role.RELEASE));
    return install(verifier.verifyEsp(manifest, offer, named.get()), wish);
  }

  /** Takes what a person has named, older or newer. */
  Outcome named(ReleaseVersion version, TrustRoot root, ReleaseVerifier verifier, Wish wish) {
    Optional<Decision.Stay> decision = Policy.decide(state);
    if (decision.isPresent()) {
      return Outcome.stay(decision.get(), version);
    }
    SignedDocument manifest = source.manifest(ReleaseType.ESP, version, root.keys(Role.RELEASE));
    return install(verifier.verifyEsp(manifest, version), wish);
  }

  private Outcome install(VerifiedRelease release, Wish wish) {
    boolean loader = wish.targets().loader();
    if (wish.dryRun()) {
      return Outcome.planned(installer.plan(release, loader));
    }
    Traffic traffic = installer.install(release, loader);
    return Outcome.efiWritten(release.manifest().version(), traffic);
  }
}
