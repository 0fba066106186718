package org.psyopsos.agent.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.settings.RebootPolicy;
import org.psyopsos.agent.update.Outcome;
import org.psyopsos.agent.update.Targets;
import org.psyopsos.agent.update.Wish;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code node-agent apply}. */
@Command(
    name = "apply",
    description = {
      "Installs a new version and reboots into it.",
      "It goes into the slot that does not run, and is on trial until 'commit' finds it healthy.",
      "'reboot' in the settings says whether to reboot. Exit code 3: nothing new."
    })
final class ApplyCommand implements Callable<Integer> {

  private final NodeAgent agent;

  @Mixin private final DiskOptions disk = new DiskOptions();

  @Option(names = "--no-reboot", description = "Leave the reboot to somebody else.")
  private boolean noReboot;

  @Option(
      names = "--no-flip",
      description = "Only write it: it is not booted until 'apply' is run without this.")
  private boolean noFlip;

  @Option(
      names = "--dry-run",
      description = "Say what would be fetched, reused, written and deleted, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = {
        "This version, older or newer, whatever the channel offers.",
        "It must be signed by a release key; halts and recalls are the channel's and do not count."
      })
  private @Nullable String version;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = {
        "Another deaddrop: an address, a directory such as a USB stick, or a release's tarball",
        "with manifest, chunk index and signatures beside it."
      })
  private @Nullable String from;

  @Mixin private final TargetOptions target = new TargetOptions();

  ApplyCommand(NodeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Integer call() {
    Optional<Place> place = Optional.ofNullable(from).map(text -> Place.of(text, agent));
    Optional<Place.Named> tarball = place.flatMap(Place::release);
    Optional<ReleaseVersion> named =
        Optional.ofNullable(version)
            .map(ReleaseVersion::new)
            .or(() -> tarball.map(Place.Named::version));
    Targets targets = target.targets();
    requireFits(targets, named, tarball);
    Session session = Session.of(agent, place.map(Place::deaddrop), disk.choice(agent));
    Wish wish = new Wish(named, targets, !noFlip, dryRun);
    Outcome outcome = dryRun ? session.with(updater -> updater.update(wish)) : session.update(wish);
    session.conclude(outcome);
    if (outcome.next() == Outcome.Next.REBOOT
        && !noReboot
        && session.settings().reboot() == RebootPolicy.AT_ONCE) {
      agent.reboot();
    }
    return outcome.isNothing() ? ExitCode.NOTHING_TO_DO.code() : ExitCode.OK.code();
  }

  /** A slot and the EFI partition take releases of their own. */
  private static void requireFits(
      Targets targets, Optional<ReleaseVersion> named, Optional<Place.Named> tarball) {
    if (named.isPresent() && targets.slot() && targets.efi()) {
      throw new BadInput(
          Problem.of("one release for a slot and for the EFI partition")
              .at("--target")
              .expected("one of the two")
              .hint("apply one after the other"));
    }
    tarball.ifPresent(
        release -> {
          if ((release.type() == ReleaseType.ESP) != targets.efi()) {
            throw new BadInput(
                Problem.of("the tarball is not for this target")
                    .at("--from")
                    .expected(targets.efi() ? "an EFI release" : "a slot's release")
                    .found(release.type().id()));
          }
        });
  }
}
