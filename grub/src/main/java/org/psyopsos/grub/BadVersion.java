package org.psyopsos.grub;

import java.util.Objects;
import org.psyopsos.manifest.ReleaseVersion;

/** The last version that failed its trial; it is not tried again until a newer one is offered. */
public record BadVersion(ReleaseVersion version, FailedBecause because) {

  public BadVersion {
    Objects.requireNonNull(version);
    Objects.requireNonNull(because);
  }
}
