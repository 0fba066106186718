package org.psyopsos.agent.slot;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.psyopsos.agent.source.ObjectSource.Part;
import org.psyopsos.agent.source.ReleaseSource;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.SlotAssembly;
import org.psyopsos.release.Span;
import org.psyopsos.release.VerifiedRelease;

/** Fetches what a partition lacks of a release, in as few requests as are worth it. */
public final class TarballFetch {

  private final ReleaseSource source;
  private final VerifiedRelease release;
  private final SlotAssembly assembly;

  public TarballFetch(ReleaseSource source, VerifiedRelease release, SlotAssembly assembly) {
    this.source = source;
    this.release = release;
    this.assembly = assembly;
  }

  /**
   * Fetches until nothing is missing.
   *
   * @param prepare is run before the first byte is written, and not before the source has shown
   *     that it has what it is asked for
   */
  public void run(Runnable prepare) {
    List<Span> missing = assembly.missing();
    if (missing.isEmpty()) {
      begin(prepare);
    } else {
      fetch(missing.get(0), assembly.isFetchedWhole(missing), () -> begin(prepare));
    }
    for (missing = assembly.missing(); !missing.isEmpty(); missing = assembly.missing()) {
      fetch(missing);
    }
  }

  private void begin(Runnable prepare) {
    prepare.run();
    assembly.copy();
  }

  private void fetch(List<Span> missing) {
    boolean whole = assembly.isFetchedWhole(missing);
    for (Span span : missing) {
      if (fetch(span, whole, () -> {})) {
        return; // With all the others.
      }
    }
  }

  /** Fetches a part, or all of it; says whether it was all. */
  private boolean fetch(Span span, boolean whole, Runnable before) {
    Part part = whole ? new Part(source.tarball(release), true) : source.tarball(release, span);
    try (InputStream in = part.in()) {
      before.run();
      if (part.isWhole()) {
        assembly.takeTarball(in);
      } else {
        assembly.take(span, in);
      }
      return part.isWhole();
    } catch (IOException e) {
      throw new Unreachable(
          Problem.of("the tarball cannot be read to its end")
              .at(release.manifest().tarball().name())
              .found(String.valueOf(e.getMessage())),
          e);
    }
  }
}
