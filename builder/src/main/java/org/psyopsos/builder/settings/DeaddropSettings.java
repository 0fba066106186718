package org.psyopsos.builder.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Names;

/**
 * Where releases are published.
 *
 * @param place a directory or a bucket
 * @param channel the channel that {@code tk deploy} advances
 * @param validity how long a channel document may be followed
 */
public record DeaddropSettings(Place place, String channel, Duration validity) {

  private static final Duration LONGEST = Duration.ofDays(3650);

  /** A directory or a bucket. */
  public sealed interface Place permits Directory, Bucket {}

  /** A directory, served by any web server. */
  public record Directory(Path path) implements Place {}

  /**
   * A bucket of an S3-compatible service.
   *
   * @param name the bucket's name
   * @param prefix what object names begin with: empty, or ending with a slash
   * @param endpoint the service, where it is not Amazon's
   * @param region the region that requests are signed for
   */
  public record Bucket(String name, String prefix, Optional<URI> endpoint, String region)
      implements Place {}

  public DeaddropSettings {
    Names.require("channel", channel);
    validity(validity.toDays());
  }

  /** So many days, where a channel document may be followed for so long. */
  static Duration validity(long days) {
    if (days < 1 || days > LONGEST.toDays()) {
      throw new BadInput(
          Problem.of("validity of a channel document out of bounds")
              .expected("1 to " + LONGEST.toDays() + " days")
              .found(days));
    }
    return Duration.ofDays(days);
  }
}
