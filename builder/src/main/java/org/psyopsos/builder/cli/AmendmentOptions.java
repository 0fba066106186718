package org.psyopsos.builder.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.psyopsos.builder.publish.Amendments;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.manifest.ReleaseVersion;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code tk deploy} changes in a channel beside the release that it offers. */
final class AmendmentOptions {

  private static final String ALL_HARDWARE = "any";

  @Option(
      names = "--resign",
      description = {
        "Sign what is offered anew, where less than half of its time is left.",
        "For a timer: nodes do not follow a document that has expired."
      })
  private boolean resign;

  @Option(
      names = "--recall",
      paramLabel = "VERSION",
      description = "Say that nobody should run this version. May be repeated.")
  private List<String> recalled = List.of();

  @Option(
      names = "--stop",
      paramLabel = "VERSION",
      description = {
        "Let nodes with an older version run this one first. May be repeated.",
        "It holds until a release is offered that is not newer."
      })
  private List<String> stops = List.of();

  @Option(
      names = "--hardware",
      paramLabel = "ID",
      description = {
        "Only these models follow the channel, such as raspberrypi,4-model-b. May be repeated.",
        "'" + ALL_HARDWARE + "' for all."
      })
  private List<String> hardware = List.of();

  @Option(
      names = "--forbid-older",
      description = "Let no node accept an older document of this channel any more.")
  private boolean forbidOlder;

  @ArgGroup private @Nullable Rollout rollout;

  /** Either or neither. */
  static final class Rollout {

    @Option(names = "--halt", description = "Let nodes wait that have not staged the release yet.")
    private boolean halt;

    @Option(names = "--resume", description = "The opposite of --halt.")
    private boolean resume;

    boolean isHalted() {
      return halt && !resume;
    }
  }

  /** Whether what is offered now is to be amended, unless a release is named. */
  boolean areGiven() {
    return resign
        || forbidOlder
        || rollout != null
        || !(recalled.isEmpty() && stops.isEmpty() && hardware.isEmpty());
  }

  /**
   * What was asked for.
   *
   * @param releases finds and verifies a release of the output directory
   */
  Amendments amendments(Function<ReleaseVersion, LocalRelease> releases) {
    return new Amendments(
        models(),
        stops.stream().map(ReleaseVersion::new).map(releases).toList(),
        recalled.stream().map(ReleaseVersion::new).toList(),
        Optional.ofNullable(rollout).map(Rollout::isHalted),
        forbidOlder);
  }

  private Optional<List<String>> models() {
    if (hardware.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(hardware.contains(ALL_HARDWARE) ? List.of() : hardware);
  }
}
