package org.psyopsos.agent.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.NamedDevices;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.settings.TomlFile;

/**
 * The node's settings, checked.
 *
 * @param route the way to the deaddrop; may hold names and passwords, so it is not for logs
 * @param recipient repository, channel, platform, the node's name; its hardware model where that is
 *     set
 * @param bootAttempts how often a new version may boot without being found healthy
 * @param reboot when to boot it
 * @param commitDeadline how long after the start of the system it may take to be found healthy
 * @param gate what else must hold before the timer's run may install or reboot
 * @param health the health checks that the agent brings along
 * @param textfile where metrics are left for node_exporter, where somebody wants that
 * @param devices partitions that are not where they usually are
 */
public record AgentSettings(
    Route route,
    Recipient recipient,
    int bootAttempts,
    RebootPolicy reboot,
    Duration commitDeadline,
    GateSettings gate,
    HealthSettings health,
    Optional<Path> textfile,
    NamedDevices devices) {

  public static final int DEFAULT_ATTEMPTS = 3;
  public static final Duration DEFAULT_COMMIT_DEADLINE = Duration.ofMinutes(10);

  /** The base that object names are relative to; may hold a name and a password. */
  public URI deaddrop() {
    return route.deaddrop();
  }

  /** The same on hardware of this model, where the settings do not say another. */
  public AgentSettings onHardware(Optional<String> model) {
    Recipient known =
        new Recipient(
            recipient.repo(),
            recipient.channel(),
            recipient.platform(),
            recipient.node(),
            recipient.hardware().or(() -> model));
    return new AgentSettings(
        route, known, bootAttempts, reboot, commitDeadline, gate, health, textfile, devices);
  }

  /** The same with another deaddrop. */
  public AgentSettings withDeaddrop(URI other) {
    return new AgentSettings(
        new Route(other, route.proxy()),
        recipient,
        bootAttempts,
        reboot,
        commitDeadline,
        gate,
        health,
        textfile,
        devices);
  }

  /** The deaddrop's address without name and password: fit for logs and caches. */
  public String shownDeaddrop() {
    try {
      return new URI(
              deaddrop().getScheme(),
              null,
              deaddrop().getHost(),
              deaddrop().getPort(),
              deaddrop().getPath(),
              null,
              null)
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("made of the parts of an address", e);
    }
  }

  /** Without what is secret in them. */
  @Override
  public String toString() {
    return "settings for " + shownDeaddrop() + ", " + recipient;
  }

  /**
   * Reads the settings.
   *
   * @param config must exist
   * @param secret may exist; its keys win
   * @throws org.psyopsos.failure.BadInput for an unknown, missing or impossible setting
   */
  public static AgentSettings read(Path config, Path secret) {
    List<Path> files =
        Stream.concat(Stream.of(config), Stream.of(secret).filter(Files::exists)).toList();
    return new SettingsCheck(files).check(TomlFile.read(files, AgentToml.class));
  }
}
