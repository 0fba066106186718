package org.psyopsos.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

class BootStateTest {

  private static final ReleaseVersion V2 = new ReleaseVersion("20260203-040506");
  private static final BootState STEADY = BootState.committed(Slot.A);
  private static final BootState TRIED = STEADY.tryNext(Slot.B, V2, 3);

  @Test
  void aTrialLeavesTheCommittedSlotAlone() {
    assertThat(TRIED)
        .isEqualTo(new BootState(Slot.A, Optional.of(new Trial(Slot.B, V2, 3)), Optional.empty()));
  }

  @Test
  void aHealthyTrialIsCommitted() {
    assertThat(TRIED.commit(Slot.B)).isEqualTo(BootState.committed(Slot.B));
  }

  @Test
  void aFailedTrialIsRemembered() {
    assertThat(TRIED.markBad(FailedBecause.HEALTH_CHECK))
        .isEqualTo(
            new BootState(
                Slot.A,
                Optional.empty(),
                Optional.of(new BadVersion(V2, FailedBecause.HEALTH_CHECK))));
  }

  @Test
  void aBadVersionIsForgottenOnlyWhenItIsCommittedAfterAll() {
    BootState bad = TRIED.markBad(FailedBecause.BY_HAND);
    assertThat(bad.commit(Slot.A).bad()).isPresent();
    assertThat(bad.tryNext(Slot.B, V2, 1).commit(Slot.B).bad()).isEmpty();
  }

  @Test
  void goingBackRemembersWhatIsLeft() {
    BadVersion left = new BadVersion(V2, FailedBecause.BY_HAND);
    ReleaseVersion v1 = new ReleaseVersion("20260102-030405");
    BootState back = BootState.committed(Slot.B).tryInstead(Slot.A, v1, 2, left);
    assertThat(back)
        .isEqualTo(new BootState(Slot.B, Optional.of(new Trial(Slot.A, v1, 2)), Optional.of(left)));
    assertThat(back.commit(Slot.A).bad()).contains(left);
  }

  @Test
  void whoGoesBackByHandLeavesABadVersion() {
    BadVersion left = new BadVersion(V2, FailedBecause.BY_HAND);
    ReleaseVersion v1 = new ReleaseVersion("20260101-000000");
    assertThat(BootState.committed(Slot.B).tryInstead(Slot.A, v1, 2, left))
        .isEqualTo(new BootState(Slot.B, Optional.of(new Trial(Slot.A, v1, 2)), Optional.of(left)));
  }

  @Test
  void impossibleTransitionsAreRefused() {
    assertThatThrownBy(() -> STEADY.tryNext(Slot.A, V2, 3)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> STEADY.tryNext(Slot.B, V2, 0)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> STEADY.tryNext(Slot.B, V2, 10)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> STEADY.markBad(FailedBecause.DEADLINE)).isInstanceOf(BadInput.class);
  }

  @Test
  void generationsAreTextOfOneWidthAndEnd() {
    assertThat(Generation.ofText("00000009").next()).hasToString("00000010");
    assertThatThrownBy(() -> Generation.ofText("none")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new Generation(99_999_999).next()).isInstanceOf(NodeFault.class);
  }
}
