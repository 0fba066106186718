package org.psyopsos.agent.update;

import java.util.Optional;
import java.util.function.Consumer;
import org.psyopsos.agent.system.Node;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.BadVersion;
import org.psyopsos.grub.FailedBecause;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.SlotDirectory;

/** A person wants the other version back. */
public final class Rollback {

  private final Node node;
  private final NodeState state;
  private final Consumer<String> log;

  public Rollback(Node node, Consumer<String> log) {
    this.node = node;
    this.log = log;
    this.state = BootRepair.look(node, log);
  }

  /**
   * Ends a trial; where there is none, puts the other slot on trial.
   *
   * @param attempts how often the other slot may then boot without being found healthy
   * @throws NodeFault where the other slot holds no complete release
   */
  public Verdict roll(int attempts) {
    Optional<Trial> trial = state.bootState().trial();
    if (trial.isPresent()) {
      return endTrial(trial.get());
    }
    Slot other = state.booted().other();
    return other == state.committed()
        ? Verdict.reboot("rolling-back", "slot " + other + " is committed; it boots", ExitCode.OK)
        : tryOther(other, attempts);
  }

  private Verdict endTrial(Trial trial) {
    BootRepair.change(node, log, boot -> boot.markBad(FailedBecause.BY_HAND));
    String done = trial.version() + " will not be tried again";
    return state.runningTrial().isPresent()
        ? Verdict.reboot(
            "rolled-back", done + "; going back to slot " + state.committed(), ExitCode.OK)
        : Verdict.settled("trial-withdrawn", done);
  }

  private Verdict tryOther(Slot other, int attempts) {
    state.doubt().ifPresent(Rollback::refuse);
    Manifest manifest =
        state
            .slot(other)
            .manifest()
            .orElseThrow(
                () ->
                    new NodeFault(
                        Problem.of("there is nothing to go back to")
                            .at("slot " + other)
                            .expected("a complete release")
                            .found("none")));
    node.reading(
        other,
        root -> {
          new SlotDirectory(root).requireContent(manifest);
          return root;
        });
    ReleaseVersion version = manifest.version();
    BootRepair.change(node, log, boot -> boot.tryInstead(other, version, attempts, left()));
    return Verdict.reboot(
        "rolling-back",
        version + " in slot " + other + " is tried with the next boot",
        ExitCode.OK);
  }

  /** GRUB would boot the same again, and try the other slot when nobody expects it any more. */
  private static void refuse(String doubt) {
    throw new NodeFault(
        Problem.of("GRUB may not do what it is told, so nothing was changed")
            .at("boot environment")
            .found(doubt)
            .hint("restart the machine once; if that does not help, see docs/boot-protocol.md"));
  }

  /** Remembered, so that the next poll does not bring back what a person has just left. */
  private Optional<BadVersion> left() {
    return state.bootedVersion().map(version -> new BadVersion(version, FailedBecause.BY_HAND));
  }
}
