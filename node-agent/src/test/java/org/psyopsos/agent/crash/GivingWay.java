package org.psyopsos.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.BootState;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/**
 * The committed slot has rotted, or does not come up any more: the other one, with an older
 * release, is committed instead, and the channel's release is tried anew.
 *
 * @param begin the newer release is committed, the older one lies in the other slot
 * @param offer the newer release
 */
record GivingWay(
    TestRepository repository,
    KnownReleases known,
    DiskState begin,
    StoredObjects offer,
    TestRelease newer,
    TestRelease older) {

  private static final Slot COMMITTED = Slot.A;
  private static final String SQUASHFS = "squashfs";

  List<Scenario> all() {
    Predicate<Tree> rots = tree -> known.whole(tree).isEmpty();
    Predicate<Tree> isNewer =
        tree -> known.whole(tree).equals(Optional.of(newer.manifest().version()));
    Tree sound = committed();
    Tree unlisted = sound.without(SlotFiles.MANIFEST);
    Content squashfs = sound.file(SQUASHFS).orElseThrow();
    Tree rotten = sound.with(SQUASHFS, squashfs.with(512, new byte[512]));
    return List.of(
        scenario("a slot without its manifest", with(unlisted), rots, this::isMended),
        scenario("a slot whose squashfs rots", with(rotten), rots, this::isMended),
        scenario("a slot that does not come up", begin, isNewer, this::isLeft));
  }

  private Scenario scenario(
      String name, DiskState state, Predicate<Tree> panics, Consumer<SimulatedNode> recover) {
    return new Scenario(
        name,
        repository,
        state,
        offer,
        node -> node.panics(panics),
        node -> {
          node.boot();
          node.commit();
          assertThat(node.bootState()).isEqualTo(BootState.committed(COMMITTED.other()));
          node.run("run");
        },
        node -> {
          node.panics(panics);
          recover.accept(node);
        });
  }

  private void isMended(SimulatedNode node) {
    node.unitsUntil(Scenarios.runs(newer));
  }

  private void isLeft(SimulatedNode node) {
    Optional<BadVersion> tried =
        Optional.of(new BadVersion(newer.manifest().version(), FailedBecause.ATTEMPTS_USED_UP));
    node.unitsUntil(
        settled -> Scenarios.runs(older).test(settled) && settled.bootState().bad().equals(tried));
  }

  private Tree committed() {
    assertThat(Grub.of(begin.efi()).committed()).isEqualTo(COMMITTED);
    return begin.a();
  }

  private DiskState with(Tree a) {
    return DiskState.unmounted(begin.efi(), a, begin.b());
  }
}
