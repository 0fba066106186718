package org.psyopsos.agent.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.psyopsos.agent.settings.DeaddropAddress;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * Where {@code --from} points to.
 *
 * @param deaddrop an address that ends with a slash; {@code file:} for a directory
 * @param release where a tarball was named
 */
record Place(URI deaddrop, Optional<Named> release) {

  private static final Pattern TARBALL =
      Pattern.compile("(psyopsOS|psyopsESP)\\.[^.]+\\.([0-9-]+)\\.tar");

  /** One release. */
  record Named(ReleaseType type, ReleaseVersion version) {}

  static Place of(String text, NodeAgent agent) {
    if (text.contains("://")) {
      return new Place(DeaddropAddress.of(text), Optional.empty());
    }
    Path path = agent.resolve(text);
    if (Files.isDirectory(path)) {
      return new Place(path.toUri(), Optional.empty());
    }
    Matcher name = TARBALL.matcher(String.valueOf(path.getFileName()));
    if (Files.isRegularFile(path) && name.matches()) {
      Named release = new Named(ReleaseType.ofId(name.group(1)), new ReleaseVersion(name.group(2)));
      return new Place(path.resolveSibling("").toUri(), Optional.of(release));
    }
    throw new BadInput(
        Problem.of("nothing to install from")
            .at("--from")
            .expected(
                "an address, a directory, or a tarball such as psyopsOS.x86_64.20261121-101500.tar")
            .found(path));
  }
}
