package org.psyopsos.deaddrop;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/**
 * A release as a channel document names it.
 *
 * @param version the release's version
 * @param manifest the object name of its manifest
 * @param size bytes of the manifest
 * @param sha256 of the manifest
 */
public record ReleaseReference(ReleaseVersion version, String manifest, long size, Sha256 sha256) {

  private static final Pattern OBJECT = Pattern.compile("os/[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  public ReleaseReference {
    if (!OBJECT.matcher(manifest).matches()) {
      throw new BadInput(
          Problem.of("not the name of a manifest").expected("os/…").found("'" + manifest + "'"));
    }
  }
}
