package org.psyopsos.builder.publish;

import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What changes in a channel beside the release that it offers. All else is taken over from the
 * document before.
 *
 * @param hardware the models that may follow from now on, empty for all; none where that stays
 * @param stops more releases that nodes with an older one run first, verified
 * @param recalled more versions that nobody should run
 * @param halted whether nodes that have not staged the release wait; none where that stays
 * @param forbidOlder whether no older document may be accepted any more
 */
public record Amendments(
    Optional<List<String>> hardware,
    List<LocalRelease> stops,
    List<ReleaseVersion> recalled,
    Optional<Boolean> halted,
    boolean forbidOlder) {

  public Amendments {
    hardware = hardware.map(List::copyOf);
    stops = List.copyOf(stops);
    recalled = List.copyOf(recalled);
  }

  /** Nothing changes. */
  public static Amendments none() {
    return new Amendments(Optional.empty(), List.of(), List.of(), Optional.empty(), false);
  }
}
